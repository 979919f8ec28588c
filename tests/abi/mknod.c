/* SPDX-License-Identifier: MIT */
/*
 * mknod() creates FIFOs and regular files; errors.
 */
#include <abi.h>
#include <sys/sysmacros.h>

int main(void)
{
	struct stat st;

	umask(0);
	SHOW(mknod("fifo", S_IFIFO | 0640, 0));
	stat("fifo", &st);
	out("%o", st.st_mode);
	SHOW(mknod("file", S_IFREG | 0640, 0));
	stat("file", &st);
	out("%o", st.st_mode);
	SHOW(mknod("plain", 0600, 0));
	stat("plain", &st);
	out("%o", st.st_mode);
	SHOW(mknod("file", S_IFREG | 0640, 0));
	SHOW(mknod("folder", S_IFDIR | 0700, 0));
	SHOW(mknod("odd", 0150000, 0));
	SHOW(mknod("missing/x", S_IFREG, 0));
	SHOW(mknod(NOWHERE, S_IFREG, 0));
	return 0;
}
