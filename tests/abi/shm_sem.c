/* SPDX-License-Identifier: MIT */
/* Shared memory objects and named semaphores, which the C library keeps in /dev/shm. */
#include "abi.h"
#include <semaphore.h>

static int *shared;

static void child(void)
{
	sem_t *sem = sem_open("/abi-sem", 0);
	int fd = shm_open("/abi-shm", O_RDWR, 0);
	int *own = mmap(NULL, PAGE, PROT_READ | PROT_WRITE, MAP_SHARED, fd, 0);

	YES(sem != SEM_FAILED);
	YES(own[0] == 5);
	own[1] = 6;
	SHOW(sem_post(sem));
	SHOW(sem_close(sem));
}

int main(void)
{
	struct stat s;
	sem_t *sem;
	int fd, value;

	shm_unlink("/abi-shm");
	sem_unlink("/abi-sem");
	SHOW(shm_open("/abi-shm", O_RDWR, 0600));
	fd = shm_open("/abi-shm", O_RDWR | O_CREAT | O_EXCL, 0600);
	YES(fd >= 0);
	SHOW(shm_open("/abi-shm", O_RDWR | O_CREAT | O_EXCL, 0600));
	SHOW(ftruncate(fd, PAGE));
	SHOW(fstat(fd, &s));
	out("size %ld mode %o", (long)s.st_size, s.st_mode);
	YES(fcntl(fd, F_GETFD) & FD_CLOEXEC);
	shared = mmap(NULL, PAGE, PROT_READ | PROT_WRITE, MAP_SHARED, fd, 0);
	shared[0] = 5;
	sem = sem_open("/abi-sem", O_CREAT | O_EXCL, 0600, 0);
	YES(sem != SEM_FAILED);
	YES(sem_open("/abi-sem", O_CREAT | O_EXCL, 0600, 0) == SEM_FAILED && errno == EEXIST);
	SHOW(sem_trywait(sem));
	in_child("child", child);
	SHOW(sem_wait(sem));
	SHOW(sem_getvalue(sem, &value));
	out("value %d, shared %d", value, shared[1]);
	SHOW(stat("/dev/shm", &s));
	out("mode %o", s.st_mode);
	SHOW(shm_unlink("/abi-shm"));
	SHOW(shm_unlink("/abi-shm"));
	SHOW(sem_unlink("/abi-sem"));
	SHOW(sem_unlink("/abi-sem"));
	YES(shared[0] == 5);
	return 0;
}
