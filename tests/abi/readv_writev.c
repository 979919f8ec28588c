/* SPDX-License-Identifier: MIT */
/*
 * several buffers in one call; counts and invalid vectors.
 */
#include <abi.h>
#include <sys/uio.h>

int main(void)
{
	char a[4] = "", b[8] = "", c[4] = "";
	struct iovec w[3] = {{"one ", 4}, {"", 0}, {"two three", 9}};
	struct iovec r[3] = {{a, 4}, {b, 5}, {c, 4}}, bad[2] = {{a, 2}, {NOWHERE, 2}};
	struct iovec huge[2] = {{a, 4}, {b, (size_t)-1 / 2 + 1}};
	int fd = open("file", O_RDWR | O_CREAT, 0600);

	SHOW(writev(fd, w, 3));
	SHOW(lseek(fd, 0, SEEK_SET));
	SHOW(readv(fd, r, 3));
	out("'%.4s' '%.5s' '%.4s'", a, b, c);
	SHOW(readv(fd, r, 3));
	SHOW(writev(fd, w, 0));
	SHOW(writev(fd, w, -1));
	SHOW(syscall(SYS_writev, fd, w, 1025));
	SHOW(writev(fd, NOWHERE, 1));
	SHOW(writev(fd, NULL, 0));
	SHOW(writev(99, w, 1));
	SHOW(writev(fd, huge, 2));
	SHOW(lseek(fd, 0, SEEK_SET));
	SHOW(readv(fd, bad, 2));
	SHOW(preadv(fd, r, 3, 4));
	out("'%.4s' '%.5s'", a, b);
	SHOW(pwritev(fd, w, 1, 2));
	SHOW(preadv(fd, r, 1, -1));
	return 0;
}
