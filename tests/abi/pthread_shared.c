/* SPDX-License-Identifier: MIT */
/*
 * mutexes and condition variables between processes.
 */
#include <abi.h>

struct shared {
	pthread_mutex_t lock;
	pthread_cond_t cond;
	int turn, count;
};

static void play(struct shared *s, int who)
{
	for (int i = 0; i < 200; i++) {
		pthread_mutex_lock(&s->lock);
		while (s->turn != who)
			pthread_cond_wait(&s->cond, &s->lock);
		s->turn = !who;
		s->count++;
		pthread_cond_signal(&s->cond);
		pthread_mutex_unlock(&s->lock);
	}
}

int main(void)
{
	struct shared *s =
		mmap(NULL, PAGE, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
	pthread_mutexattr_t ma;
	pthread_condattr_t ca;
	int status;
	pid_t pid;

	pthread_mutexattr_init(&ma);
	pthread_mutexattr_setpshared(&ma, PTHREAD_PROCESS_SHARED);
	pthread_mutex_init(&s->lock, &ma);
	pthread_condattr_init(&ca);
	pthread_condattr_setpshared(&ca, PTHREAD_PROCESS_SHARED);
	pthread_cond_init(&s->cond, &ca);
	pid = fork();
	if (pid == 0) {
		play(s, 1);
		_exit(0);
	}
	play(s, 0);
	waitpid(pid, &status, 0);
	show_status("child", status);
	out("count %d", s->count);
	return 0;
}
