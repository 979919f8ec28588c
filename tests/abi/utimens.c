/* SPDX-License-Identifier: MIT */
/*
 * file times are set, read, kept, and taken from the clock.
 */
#include <abi.h>

static void show_times(const char *what)
{
	struct stat st;

	stat("file", &st);
	out("%s: %lld.%09ld %lld.%09ld", what, (long long)st.st_atim.tv_sec, st.st_atim.tv_nsec,
		(long long)st.st_mtim.tv_sec, st.st_mtim.tv_nsec);
}

int main(void)
{
	struct timespec both[2] = {{1000, 5}, {2000, 7}}, one[2] = {{0, UTIME_OMIT}, {3000, 9}};
	struct timespec bad[2] = {{0, 1000000000}, {0, 0}},
			none[2] = {{0, UTIME_OMIT}, {0, UTIME_OMIT}};
	struct timeval tv[2] = {{11, 12}, {13, 14}};
	struct stat st;
	int fd = open("file", O_CREAT | O_WRONLY, 0600);

	SHOW(utimensat(AT_FDCWD, "file", both, 0));
	show_times("both");
	SHOW(futimens(fd, one));
	show_times("one");
	SHOW(utimensat(AT_FDCWD, "file", none, 0));
	show_times("none");
	SHOW(utimes("file", tv));
	show_times("microseconds");
	SHOW(utimensat(AT_FDCWD, "file", bad, 0));
	SHOW(utimensat(AT_FDCWD, "missing", both, 0));
	SHOW(utimensat(99, "file", both, 0));
	SHOW(utimensat(AT_FDCWD, "file", both, 0x10));
	SHOW(futimens(99, both));
	SHOW(utimensat(AT_FDCWD, "file", NULL, 0));
	stat("file", &st);
	YES(st.st_mtim.tv_sec >= 100000 || time(NULL) < 100000);
	return 0;
}
