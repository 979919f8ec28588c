/* SPDX-License-Identifier: MIT */
/*
 * execve() closes descriptors with FD_CLOEXEC and keeps the others.
 */
#include <abi.h>

int main(int argc, char **argv)
{
	if (argc > 1) {
		for (int i = 1; i < argc; i++)
			SHOW(fcntl(atoi(argv[i]), F_GETFD));
		return 0;
	}
	int kept = open("/dev/null", O_RDONLY), closed = open("/dev/null", O_RDONLY | O_CLOEXEC);
	int later = open("/dev/null", O_RDONLY);
	char a[8], b[8], c[8], *args[] = {"exec_cloexec", a, b, c, NULL}, *env[] = {NULL};

	SHOW(fcntl(later, F_SETFD, FD_CLOEXEC));
	snprintf(a, 8, "%d", kept);
	snprintf(b, 8, "%d", closed);
	snprintf(c, 8, "%d", later);
	SHOW(execve("/proc/self/exe", args, env));
	return 1;
}
