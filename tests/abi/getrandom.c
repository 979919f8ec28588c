/* SPDX-License-Identifier: MIT */
/*
 * random bytes from the call and from the devices.
 */
#include <abi.h>
#include <sys/random.h>

static int different(const unsigned char *a, const unsigned char *b)
{
	return memcmp(a, b, 32) != 0;
}

int main(void)
{
	unsigned char a[32] = {0}, b[32] = {0};
	int fd = open("/dev/urandom", O_RDONLY), fd2 = open("/dev/random", O_RDONLY);

	SHOW(getrandom(a, 32, 0));
	SHOW(getrandom(b, 32, GRND_NONBLOCK));
	YES(different(a, b));
	SHOW(read(fd, a, 32));
	SHOW(read(fd2, b, 32));
	YES(different(a, b));
	SHOW(read(fd, b, 32));
	YES(different(a, b));
	SHOW(getrandom(a, 0, 0));
	SHOW(getrandom(NOWHERE, 32, 0));
	SHOW(getrandom(NOWHERE, 0, 0));
	SHOW(getrandom(a, 32, 0x100));
	SHOW(getrandom(a, 32, GRND_RANDOM | GRND_INSECURE));
	return 0;
}
