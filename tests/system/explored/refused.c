/* SPDX-License-Identifier: MIT */
/*
 * What cannot be explored: a thread mounts something; with PTY, a pseudo-terminal was open before.
 */
#include <fcntl.h>
#include <pthread.h>
#include <stdlib.h>
#include <sys/mount.h>
#include <sys/stat.h>

static void *mounter(void *unused)
{
#ifndef PTY
	mkdir("/mnt", 0755);
	if (mount("none", "/mnt", "tmpfs", 0, "") == 0)
		exit(3);
#endif
	return unused;
}

int main(void)
{
	pthread_t thread;

#ifdef PTY
	if (posix_openpt(O_RDWR | O_NOCTTY) < 0)
		return 2;
#endif
	pthread_create(&thread, NULL, mounter, NULL);
	pthread_join(thread, NULL);
	return 0;
}
