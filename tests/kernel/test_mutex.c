/* SPDX-License-Identifier: MIT */
/*
 * Mutexes: exclusion and order.
 */
#include <kernel/sync/mutex.h>
#include <tests/kernel/ktest.h>

#define THREADS 6
#define ROUNDS  400

static struct mutex mutex;
static unsigned inside, counter;

/* Increment `counter` in two steps, and let others run in between. */
static void increment(unsigned i)
{
	unsigned old;

	EXPECT(mutex_is_mine(&mutex));
	EXPECT_EQ(__atomic_fetch_add(&inside, 1, __ATOMIC_RELAXED), 0);
	old = READ_ONCE(counter);
	if (i % 4 == 0)
		sched_yield();
	WRITE_ONCE(counter, old + 1);
	__atomic_fetch_sub(&inside, 1, __ATOMIC_RELAXED);
}

static uintptr_t lock_and_count(uintptr_t unused0, uintptr_t unused1, uintptr_t unused2)
{
	for (unsigned i = 0; i < ROUNDS; i++) {
		mutex_lock(&mutex);
		increment(i);
		mutex_unlock(&mutex);
	}
	return ROUNDS;
}

KTEST(mutex_excludes)
{
	struct thread *threads[THREADS];
	uintptr_t total = 0, done;

	mutex_init(&mutex, "test mutex");
	inside = counter = 0;
	for (uintptr_t i = 0; i < THREADS; i++)
		threads[i] = ktest_spawn("locker", lock_and_count, 0, 0, 0);
	for (int i = 0; i < THREADS; i++) {
		EXPECT_EQ(thread_join(threads[i], &done), 0);
		total += done;
	}
	EXPECT_EQ(counter, total);
	EXPECT(!mutex_owner(&mutex));
}

static unsigned order[THREADS], order_length;

static uintptr_t lock_in_order(uintptr_t number, uintptr_t unused1, uintptr_t unused2)
{
	mutex_lock(&mutex);
	order[order_length++] = (unsigned)number;
	mutex_unlock(&mutex);
	return 0;
}

KTEST(mutex_is_handed_over_in_order)
{
	struct thread *threads[THREADS];

	mutex_init(&mutex, "test mutex");
	order_length = 0;
	mutex_lock(&mutex);
	for (uintptr_t i = 0; i < THREADS; i++) {
		threads[i] = ktest_spawn("locker", lock_in_order, i, 0, 0);
		EXPECT_SOON(READ_ONCE(threads[i]->state) == THREAD_BLOCKED);
	}
	mutex_unlock(&mutex);
	EXPECT(!mutex_is_mine(&mutex));
	for (int i = 0; i < THREADS; i++)
		EXPECT_EQ(thread_join(threads[i], NULL), 0);
	for (unsigned i = 0; i < THREADS; i++)
		EXPECT_EQ(order[i], i);
}
