/* SPDX-License-Identifier: MIT */
/*
 * a request for more memory than can exist fails with ENOMEM, and the program continues.
 */
#include <abi.h>
#include <sys/sysinfo.h>

int main(void)
{
	size_t much = sizeof(long) == 8 ? (size_t)1 << 46 : (size_t)31 << 27;
	void *p = mmap(NULL, much, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);

	YES(p == MAP_FAILED && errno == ENOMEM);
	p = malloc(much);
	YES(p == NULL);
	p = mmap(NULL, 1 << 20, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
	YES(p != MAP_FAILED);
	return 0;
}
