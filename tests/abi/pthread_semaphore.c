/* SPDX-License-Identifier: MIT */
/*
 * semaphores: counts, waits, timeouts; between processes.
 */
#include <abi.h>
#include <semaphore.h>

int main(void)
{
	sem_t *sem = mmap(NULL, PAGE, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
	struct timespec time;
	int value, status;
	pid_t pid;

	SHOW(sem_init(sem, 1, 2));
	SHOW(sem_wait(sem));
	SHOW(sem_trywait(sem));
	SHOW(sem_trywait(sem));
	clock_gettime(CLOCK_REALTIME, &time);
	time.tv_sec += time.tv_nsec >= 970000000;
	time.tv_nsec = (time.tv_nsec + 30000000) % 1000000000;
	SHOW(sem_timedwait(sem, &time));
	pid = fork();
	if (pid == 0) {
		sleep_ms(30);
		sem_post(sem);
		_exit(0);
	}
	SHOW(sem_wait(sem));
	waitpid(pid, &status, 0);
	sem_post(sem);
	sem_getvalue(sem, &value);
	out("value %d", value);
	return 0;
}
