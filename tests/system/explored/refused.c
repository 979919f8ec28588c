/* SPDX-License-Identifier: MIT */
/*
 * A program that cannot be explored: a thread mounts a file system.
 */
#include <pthread.h>
#include <stdlib.h>
#include <sys/mount.h>
#include <sys/stat.h>

static void *mounter(void *unused)
{
	mkdir("/mnt", 0755);
	if (mount("none", "/mnt", "tmpfs", 0, "") == 0)
		exit(3);
	return unused;
}

int main(void)
{
	pthread_t thread;

	pthread_create(&thread, NULL, mounter, NULL);
	pthread_join(thread, NULL);
	return 0;
}
