/* SPDX-License-Identifier: MIT */
/*
 * Locks whose owners end without releasing them: robust ones, plain and with priority inheritance,
 * of threads of one process and of several; and errors of such locks.
 */
#include <abi.h>
#include <linux/futex.h>

struct shared {
	pthread_mutex_t mutex;
	volatile int locked, result;
};

static void init(pthread_mutex_t *mutex, int protocol, bool robust)
{
	pthread_mutexattr_t attributes;

	pthread_mutexattr_init(&attributes);
	pthread_mutexattr_setpshared(&attributes, PTHREAD_PROCESS_SHARED);
	pthread_mutexattr_setprotocol(&attributes, protocol);
	if (robust)
		pthread_mutexattr_setrobust(&attributes, PTHREAD_MUTEX_ROBUST);
	pthread_mutex_init(mutex, &attributes);
	pthread_mutexattr_destroy(&attributes);
}

static void recover(pthread_mutex_t *mutex, const char *what, int result)
{
	out("%s: %s", what, result == EOWNERDEAD ? "its owner died" : strerror(result));
	if (result == EOWNERDEAD)
		SHOW(pthread_mutex_consistent(mutex));
	SHOW(pthread_mutex_unlock(mutex));
	SHOW(pthread_mutex_trylock(mutex));
	SHOW(pthread_mutex_unlock(mutex));
}

/* A child takes the lock and ends. Later threads, and those that already wait, get the lock. */
static void processes(const char *what, int protocol, bool waits, int signal)
{
	struct shared *s =
		mmap(NULL, PAGE, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
	pid_t child;

	init(&s->mutex, protocol, true);
	child = fork();
	if (child == 0) {
		pthread_mutex_lock(&s->mutex);
		s->locked = 1;
		if (waits)
			sleep_ms(100);
		if (signal)
			raise(signal);
		_exit(0);
	}
	await(&s->locked, 1);
	if (!waits)
		waitpid(child, NULL, 0);
	recover(&s->mutex, what, pthread_mutex_lock(&s->mutex));
	if (waits)
		waitpid(child, NULL, 0);
	munmap(s, PAGE);
}

static void *ends_with_it(void *shared)
{
	struct shared *s = shared;

	pthread_mutex_lock(&s->mutex);
	s->locked = 1;
	sleep_ms(100);
	return NULL;
}

static void threads(const char *what, int protocol)
{
	struct shared s = {.locked = 0};
	pthread_t thread;

	init(&s.mutex, protocol, true);
	pthread_create(&thread, NULL, ends_with_it, &s);
	await(&s.locked, 1);
	recover(&s.mutex, what, pthread_mutex_lock(&s.mutex));
	pthread_join(thread, NULL);
}

static void never_consistent(void)
{
	struct shared s = {.locked = 0};
	pthread_t thread;

	init(&s.mutex, PTHREAD_PRIO_INHERIT, true);
	pthread_create(&thread, NULL, ends_with_it, &s);
	pthread_join(thread, NULL);
	YES(pthread_mutex_lock(&s.mutex) == EOWNERDEAD);
	SHOW(pthread_mutex_unlock(&s.mutex));
	YES(pthread_mutex_lock(&s.mutex) == ENOTRECOVERABLE);
}

static void words(void)
{
	uint32_t word = 0, self = (uint32_t)syscall(SYS_gettid);
	struct timespec past = {1, 0};

	SHOW(syscall(SYS_futex, &word, FUTEX_LOCK_PI, 0, NULL, NULL, 0));
	YES(word == self);
	SHOW(syscall(SYS_futex, &word, FUTEX_LOCK_PI, 0, NULL, NULL, 0));
	SHOW(syscall(SYS_futex, &word, FUTEX_TRYLOCK_PI, 0, NULL, NULL, 0));
	SHOW(syscall(SYS_futex, &word, FUTEX_UNLOCK_PI, 0, NULL, NULL, 0));
	out("word %x", word);
	SHOW(syscall(SYS_futex, &word, FUTEX_UNLOCK_PI, 0, NULL, NULL, 0));
	word = 0x3ffffff0; /* without an owner */
	SHOW(syscall(SYS_futex, &word, FUTEX_LOCK_PI, 0, NULL, NULL, 0));
	SHOW(syscall(SYS_futex, &word, FUTEX_UNLOCK_PI, 0, NULL, NULL, 0));
	word = FUTEX_OWNER_DIED;
	SHOW(syscall(SYS_futex, &word, FUTEX_LOCK_PI, 0, NULL, NULL, 0));
	YES((word & FUTEX_TID_MASK) == self);
	out("bits %x", word & ~FUTEX_TID_MASK);
	word = 1;
	SHOW(syscall(SYS_futex, &word, FUTEX_LOCK_PI, 0, &past, NULL, 0) < 0);
	SHOW(syscall(SYS_futex, (char *)&word + 1, FUTEX_LOCK_PI, 0, NULL, NULL, 0));
	SHOW(syscall(SYS_futex, NOWHERE, FUTEX_LOCK_PI, 0, NULL, NULL, 0));
	SHOW(syscall(SYS_futex, NULL, FUTEX_UNLOCK_PI, 0, NULL, NULL, 0));
}

int main(void)
{
	processes("came later", PTHREAD_PRIO_NONE, false, 0);
	processes("came later, killed", PTHREAD_PRIO_NONE, false, SIGKILL);
	processes("waited", PTHREAD_PRIO_NONE, true, 0);
	processes("waited, killed", PTHREAD_PRIO_NONE, true, SIGKILL);
	processes("inheriting, came later", PTHREAD_PRIO_INHERIT, false, 0);
	processes("inheriting, waited", PTHREAD_PRIO_INHERIT, true, 0);
	processes("inheriting, waited, killed", PTHREAD_PRIO_INHERIT, true, SIGKILL);
	threads("thread", PTHREAD_PRIO_NONE);
	threads("thread, inheriting", PTHREAD_PRIO_INHERIT);
	never_consistent();
	words();
	return 0;
}
