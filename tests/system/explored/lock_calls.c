/* SPDX-License-Identifier: MIT */
/*
 * Calls every lock function of glibc or musl. tests/system/test_explore_locks.py takes the calls
 * in order from this text: each has to be one event of the first thread, about its object.
 */
#include <pthread.h>
#include <sched.h>
#include <semaphore.h>
#include <stdint.h>
#include <stdlib.h>
#include <threads.h>
#include <time.h>

#define NOINLINE __attribute__((noinline))

static pthread_mutex_t mutex = PTHREAD_MUTEX_INITIALIZER, held = PTHREAD_MUTEX_INITIALIZER;
static pthread_mutex_t guard = PTHREAD_MUTEX_INITIALIZER;
static pthread_rwlock_t rwlock = PTHREAD_RWLOCK_INITIALIZER, rwheld = PTHREAD_RWLOCK_INITIALIZER;
static pthread_spinlock_t spin, spinheld;
static pthread_cond_t cond = PTHREAD_COND_INITIALIZER, late = PTHREAD_COND_INITIALIZER;
static sem_t sem, empty;
static pthread_once_t once = PTHREAD_ONCE_INIT;
static once_flag flag = ONCE_FLAG_INIT;
static pthread_barrier_t barrier;
static mtx_t mtx, mtxheld;
static cnd_t cnd, cndlate;
static volatile int turn, done, ran;
static const struct timespec past, future = {INT32_MAX, 0};

static void init(void)
{
	ran++;
}

/* Lets the other thread hold a lock, or wait before it wakes this one. */
static void let_hold(void)
{
	turn = 1;
	while (turn)
		sched_yield();
}

static void wait_for_turn(void)
{
	while (!turn)
		sched_yield();
}

/* The first thread continues, and has time to wait. */
static void pause_some(void)
{
	turn = 0;
	for (int i = 0; i < 20; i++)
		sched_yield();
}

/* Holds each lock once for each function that takes it. */
static void hold_locks(void)
{
	for (int i = 0; i < 3; i++) {
		wait_for_turn();
		pthread_mutex_lock(&held);
		pause_some();
		pthread_mutex_unlock(&held);
	}
	for (int i = 0; i < 6; i++) {
		wait_for_turn();
		pthread_rwlock_wrlock(&rwheld);
		pause_some();
		pthread_rwlock_unlock(&rwheld);
	}
	wait_for_turn();
	pthread_spin_lock(&spinheld);
	pause_some();
	pthread_spin_unlock(&spinheld);
	for (int i = 0; i < 2; i++) {
		wait_for_turn();
		mtx_lock(&mtxheld);
		pause_some();
		mtx_unlock(&mtxheld);
	}
}

static void *work(void *unused)
{
	hold_locks();
	for (int i = 0; i < 3; i++) {
		wait_for_turn();
		pause_some();
		sem_post(&empty);
	}
	wait_for_turn();
	pause_some();
	pthread_cond_signal(&late);
	wait_for_turn();
	pause_some();
	cnd_broadcast(&cndlate);
	wait_for_turn();
	pause_some();
	pthread_barrier_wait(&barrier);
	while (!done)
		sched_yield();
	return NULL;
}

static void *ends(void *unused)
{
	return NULL;
}

static int ends_too(void *unused)
{
	return 0;
}

static NOINLINE pthread_t start(void)
{
	pthread_t thread;

	if (pthread_create(&thread, NULL, ends, NULL))
		exit(2);
	for (int i = 0; i < 20; i++)
		sched_yield();
	return thread;
}

/* CALLS */
/* Nobody has to wait. */
static NOINLINE void call_free_locks(void)
{
	pthread_mutex_lock(&mutex);
	pthread_mutex_unlock(&mutex);
	pthread_mutex_trylock(&mutex);
	pthread_mutex_unlock(&mutex);
	pthread_mutex_timedlock(&mutex, &future);
	pthread_mutex_unlock(&mutex);
	pthread_rwlock_rdlock(&rwlock);
	pthread_rwlock_tryrdlock(&rwlock);
	pthread_rwlock_timedrdlock(&rwlock, &future);
	pthread_rwlock_unlock(&rwlock);
	pthread_rwlock_unlock(&rwlock);
	pthread_rwlock_unlock(&rwlock);
	pthread_rwlock_wrlock(&rwlock);
	pthread_rwlock_unlock(&rwlock);
	pthread_rwlock_trywrlock(&rwlock);
	pthread_rwlock_unlock(&rwlock);
	pthread_rwlock_timedwrlock(&rwlock, &future);
	pthread_rwlock_unlock(&rwlock);
	pthread_spin_lock(&spin);
	pthread_spin_unlock(&spin);
	pthread_spin_trylock(&spin);
	pthread_spin_unlock(&spin);
}

static NOINLINE void call_free_rest(void)
{
	pthread_cond_signal(&cond);
	pthread_cond_broadcast(&cond);
	sem_wait(&sem);
	sem_trywait(&sem);
	sem_timedwait(&sem, &future);
	sem_post(&sem);
	pthread_once(&once, init);
	pthread_once(&once, init);
	call_once(&flag, init);
	call_once(&flag, init);
	mtx_lock(&mtx);
	mtx_unlock(&mtx);
	mtx_trylock(&mtx);
	mtx_unlock(&mtx);
	mtx_timedlock(&mtx, &future);
	mtx_unlock(&mtx);
	cnd_signal(&cnd);
	cnd_broadcast(&cnd);
	pthread_mutex_lock(&guard);
	pthread_cond_timedwait(&cond, &guard, &past);
	pthread_mutex_unlock(&guard);
	mtx_lock(&mtx);
	cnd_timedwait(&cnd, &mtx, &past);
	mtx_unlock(&mtx);
}

/* The other thread holds the lock. */
static NOINLINE void call_held(void)
{
	let_hold();
	pthread_mutex_lock(&held);
	pthread_mutex_unlock(&held);
	let_hold();
	pthread_mutex_timedlock(&held, &future);
	pthread_mutex_unlock(&held);
	let_hold();
	pthread_mutex_trylock(&held);
	let_hold();
	pthread_rwlock_rdlock(&rwheld);
	pthread_rwlock_unlock(&rwheld);
	let_hold();
	pthread_rwlock_timedrdlock(&rwheld, &future);
	pthread_rwlock_unlock(&rwheld);
	let_hold();
	pthread_rwlock_tryrdlock(&rwheld);
	let_hold();
	pthread_rwlock_wrlock(&rwheld);
	pthread_rwlock_unlock(&rwheld);
	let_hold();
	pthread_rwlock_timedwrlock(&rwheld, &future);
	pthread_rwlock_unlock(&rwheld);
	let_hold();
	pthread_rwlock_trywrlock(&rwheld);
	let_hold();
	pthread_spin_lock(&spinheld);
	pthread_spin_unlock(&spinheld);
	let_hold();
	mtx_lock(&mtxheld);
	mtx_unlock(&mtxheld);
	let_hold();
	mtx_timedlock(&mtxheld, &future);
	mtx_unlock(&mtxheld);
}

/* The other thread comes later. */
static NOINLINE void call_waits(void)
{
	let_hold();
	sem_wait(&empty);
	let_hold();
	sem_timedwait(&empty, &future);
	let_hold();
	sem_wait(&empty);
	pthread_mutex_lock(&guard);
	let_hold();
	pthread_cond_wait(&late, &guard);
	pthread_mutex_unlock(&guard);
	mtx_lock(&mtx);
	let_hold();
	cnd_wait(&cndlate, &mtx);
	mtx_unlock(&mtx);
	let_hold();
	pthread_barrier_wait(&barrier);
}

static NOINLINE void call_joins(void)
{
	pthread_t thread;
	thrd_t other;

	thread = start();
	pthread_join(thread, NULL);
	thread = start();
	pthread_tryjoin_np(thread, NULL);
	thread = start();
	pthread_timedjoin_np(thread, NULL, &future);
	if (thrd_create(&other, ends_too, NULL))
		exit(2);
	thrd_join(other, NULL);
}

#ifdef __GLIBC__
static NOINLINE void call_clocks(void)
{
	pthread_t thread;

	pthread_mutex_clocklock(&mutex, CLOCK_MONOTONIC, &future);
	pthread_mutex_unlock(&mutex);
	pthread_rwlock_clockrdlock(&rwlock, CLOCK_MONOTONIC, &future);
	pthread_rwlock_unlock(&rwlock);
	pthread_rwlock_clockwrlock(&rwlock, CLOCK_MONOTONIC, &future);
	pthread_rwlock_unlock(&rwlock);
	sem_clockwait(&sem, CLOCK_MONOTONIC, &future);
	pthread_mutex_lock(&guard);
	pthread_cond_clockwait(&cond, &guard, CLOCK_MONOTONIC, &past);
	pthread_mutex_unlock(&guard);
	thread = start();
	pthread_clockjoin_np(thread, NULL, CLOCK_MONOTONIC, &future);
}
#endif
/* END */

int main(void)
{
	pthread_t worker;

	pthread_spin_init(&spin, 0);
	pthread_spin_init(&spinheld, 0);
	sem_init(&sem, 0, 4);
	sem_init(&empty, 0, 0);
	pthread_barrier_init(&barrier, NULL, 2);
	mtx_init(&mtx, mtx_timed);
	mtx_init(&mtxheld, mtx_timed);
	cnd_init(&cnd);
	cnd_init(&cndlate);
	if (pthread_create(&worker, NULL, work, NULL))
		return 2;
	call_free_locks();
	call_free_rest();
	call_held();
	call_waits();
	call_joins();
#ifdef __GLIBC__
	call_clocks();
#endif
	done = 1;
	pthread_join(worker, NULL);
	return ran != 2;
}
