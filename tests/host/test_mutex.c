/* SPDX-License-Identifier: MIT */
/*
 * Mutexes and semaphores under random schedules; some of the threads are killed. At every release
 * of their lock, the owner or count and the order of waiters are compared with a naive model.
 */
#include <kernel/sync/mutex.h>
#include <kernel/time/sleep.h>
#include <kernel/time/timer.h>
#include <tests/host/sim.h>
#include <tests/host/sim_queue.h>
#include <uapi/errno.h>

#define THREADS 5
#define ROUNDS  10000

static struct sim_queue model;
static struct thread *threads[THREADS];
static unsigned inside;

/* Spawn the threads, kill some at random times, and join all. */
static void run_threads(thread_entry *entry, bool kill)
{
	for (unsigned i = 0; i < THREADS; i++)
		threads[i] = sim_spawn("user", entry, i, host_random(THREAD_PRIORITIES));
	for (unsigned i = 0; kill && i < THREADS; i++)
		if (host_random(4) == 0) {
			thread_sleep_ns(sim_some_ns(10));
			thread_kill(threads[i]);
		}
	for (unsigned i = 0; i < THREADS; i++) {
		uintptr_t value;

		SIM_CHECK(thread_join(threads[i], &value) == 0);
		SIM_CHECK(value == 1 || (kill && value == THREAD_EXIT_KILLED));
	}
}

/* The body of a critical section: other threads may run, but not enter it. A sleep may end a killed
 * thread, unless it holds a mutex. */
static void be_inside(unsigned most)
{
	SIM_CHECK(++inside <= most);
	for (unsigned i = host_random(4); i > 0; i--)
		sim_work();
	if (host_random(6) == 0 && current_thread()->mutexes_held)
		thread_sleep_ns(sim_some_ns(4));
	if (host_random(6) == 0)
		sched_yield();
	SIM_CHECK(inside-- <= most);
}

/* --- Mutex ------------------------------------------------------------------------------------ */

static struct mutex mutex;
/* A mutex without waiters changes its owner without a lock. The queue must be consistent with the
 * result. */
static void observe_mutex(const struct rawlock *lock)
{
	struct thread *owner = mutex_owner(&mutex);
	enum sim_queue_event event;

	if (lock != &mutex.queue.lock.raw)
		return;
	event = sim_queue_update(&model);
	SIM_CHECK(owner || model.count == 0); /* a free mutex has no waiters */
	SIM_CHECK(mutex.owner & MUTEX_WAITERS || model.count == 0);
	SIM_CHECK(event != SIM_QUEUE_ALL);
	SIM_CHECK(event != SIM_QUEUE_SERVED || owner == model.who);
}

static uintptr_t use_mutex(uintptr_t id, uintptr_t arg1, uintptr_t arg2)
{
	for (unsigned i = host_random(10); i > 0; i--) {
		mutex_lock(&mutex);
		SIM_CHECK(mutex_is_mine(&mutex) && current_thread()->mutexes_held == 1);
		be_inside(1);
		mutex_unlock(&mutex);
		sim_work();
		thread_testcancel();
	}
	return 1;
}

static void round_of_mutex(uint64_t seed)
{
	struct sim_options options = sim_draw(seed);

	mutex_init(&mutex, "mutex");
	sim_queue_init(&model, &mutex.queue);
	inside = 0;
	sim_start(&options);
	sim_observe(observe_mutex);
	run_threads(use_mutex, true);
	SIM_CHECK(!mutex_owner(&mutex) && inside == 0);
	sim_stop();
}

TEST(mutex_excludes_and_is_fair)
{
	sim_rounds(ROUNDS, round_of_mutex);
}

/* --- Semaphore -------------------------------------------------------------------------------- */

static struct semaphore sem;
static unsigned count_before, units;

static void observe_semaphore(const struct rawlock *lock)
{
	unsigned count = sem.count;

	if (lock != &sem.queue.lock.raw)
		return;
	switch (sim_queue_update(&model)) {
	case SIM_QUEUE_SAME:
		SIM_CHECK(count == count_before || count + 1 == count_before ||
			  (count == count_before + 1 && model.count == 0));
		break;
	case SIM_QUEUE_ALL:
		sim_fail("one unit woke several");
	default:
		SIM_CHECK(count == 0 && count_before == 0);
	}
	count_before = count;
}

static uintptr_t use_semaphore(uintptr_t id, uintptr_t arg1, uintptr_t arg2)
{
	for (unsigned i = host_random(10); i > 0; i--) {
		int result;

		sim_wait_begins(TIME_NEVER);
		result = sem_down(&sem);
		sim_wait_ended(result);
		if (result == 0) {
			be_inside(units);
			sem_up(&sem);
		}
		thread_testcancel();
	}
	return 1;
}

static void give_unit(struct timer *timer)
{
	sem_up(&sem);
}

static void round_of_semaphore(uint64_t seed)
{
	struct sim_options options = sim_draw(seed);
	struct timer timer;

	sim_start(&options);
	units = 1 + host_random(3);
	sem_init(&sem, "semaphore", units - 1);
	count_before = units - 1;
	sim_queue_init(&model, &sem.queue);
	inside = 0;
	sim_observe(observe_semaphore);
	timer_init(&timer, give_unit); /* an interrupt gives the last one */
	arch_irq_disable();
	timer_start(&timer, host_now_ns + sim_some_ns(20));
	arch_irq_enable();
	run_threads(use_semaphore, true);
	if (timer_cancel(&timer))
		sem_up(&sem);
	SIM_CHECK(sem.count == units && inside == 0);
	sim_stop();
}

TEST(semaphore_keeps_count_and_order)
{
	sim_rounds(ROUNDS, round_of_semaphore);
}

/* --- Wrong use -------------------------------------------------------------------------------- */

static void lock_twice(void)
{
	mutex_init(&mutex, "wrong");
	mutex_lock(&mutex);
	mutex_lock(&mutex);
}

static void unlock_free(void)
{
	mutex_init(&mutex, "wrong");
	mutex_unlock(&mutex);
}

static uintptr_t unlock_it(uintptr_t arg0, uintptr_t arg1, uintptr_t arg2)
{
	mutex_unlock(&mutex);
	return 0;
}

static void unlock_by_another(void)
{
	mutex_init(&mutex, "wrong");
	mutex_lock(&mutex);
	thread_join(sim_spawn("thief", unlock_it, 0, 1), NULL);
}

static void lock_in_atomic_context(void)
{
	mutex_init(&mutex, "wrong");
	preempt_disable();
	mutex_lock(&mutex);
}

static uintptr_t keep_mutex(uintptr_t arg0, uintptr_t arg1, uintptr_t arg2)
{
	mutex_lock(&mutex);
	return 0;
}

static void exit_with_mutex(void)
{
	mutex_init(&mutex, "wrong");
	thread_join(sim_spawn("keeper", keep_mutex, 0, 1), NULL);
}

TEST(wrong_use_is_caught)
{
	sim_expect_failure(lock_twice, "!mutex_is_mine(mutex)");
	sim_expect_failure(unlock_free, "mutex_is_mine(mutex)");
	sim_expect_failure(unlock_by_another, "mutex_is_mine(mutex)");
	sim_expect_failure(lock_in_atomic_context, "preempt_count == 0");
	sim_expect_failure(exit_with_mutex, "mutexes_held == 0");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(mutex_excludes_and_is_fair),
		cmocka_unit_test(semaphore_keeps_count_and_order),
		cmocka_unit_test(wrong_use_is_caught),
	};

	return cmocka_run_group_tests_name("mutex", tests, NULL, NULL);
}
