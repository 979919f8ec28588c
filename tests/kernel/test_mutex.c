/* SPDX-License-Identifier: MIT */
/*
 * Mutexes and condition variables: exclusion, order, timeouts, and a bounded buffer.
 */
#include <kernel/sync/mutex.h>
#include <lib/random.h>
#include <tests/kernel/ktest.h>
#include <uapi/errno.h>

#define THREADS 6
#define ROUNDS  400

static struct mutex mutex;
static unsigned inside, counter;

/* Increment `counter` in two steps with others running in between. */
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

static uintptr_t try_and_count(uintptr_t seed, uintptr_t unused1, uintptr_t unused2)
{
	uintptr_t done = 0;
	struct prng prng;

	prng_seed(&prng, seed);
	for (unsigned i = 0; i < ROUNDS / 4; i++) {
		uint64_t deadline_ns = arch_clock_ns() + prng_below(&prng, 20000);
		bool mine = mutex_lock_until(&mutex, i & 1 ? 0 : deadline_ns) == 0;

		if (!mine)
			continue;
		increment(i);
		mutex_unlock(&mutex);
		done++;
	}
	return done;
}

KTEST(mutex_excludes)
{
	struct thread *threads[THREADS];
	uintptr_t total = 0, done;

	mutex_init(&mutex, "test mutex");
	inside = counter = 0;
	for (uintptr_t i = 0; i < THREADS; i++)
		threads[i] = ktest_spawn("locker", i < 4 ? lock_and_count : try_and_count, i, 0, 0);
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

static uintptr_t lock_until(uintptr_t us, uintptr_t unused1, uintptr_t unused2)
{
	return (uintptr_t)(intptr_t)mutex_lock_until(&mutex, arch_clock_ns() + us * 1000);
}

KTEST(mutex_times_out)
{
	uint64_t start_ns = arch_clock_ns();
	struct thread *t;
	uintptr_t value;

	mutex_init(&mutex, "test mutex");
	mutex_lock(&mutex);
	t = ktest_spawn("locker", lock_until, 3000, 0, 0);
	EXPECT_EQ(thread_join(t, &value), 0);
	EXPECT_EQ((intptr_t)value, -ETIMEDOUT);
	EXPECT(arch_clock_ns() - start_ns >= 3000000);
	EXPECT(mutex_is_mine(&mutex));
	mutex_unlock(&mutex);
	EXPECT(mutex_lock_until(&mutex, 0) == 0);
	mutex_unlock(&mutex);
}

/* A bounded buffer: every value comes out once, those of one producer in order. */

#define SLOTS     4
#define PRODUCERS 3
#define CONSUMERS 2

static struct cond not_full, not_empty;
static unsigned slots[SLOTS], used, head;
static unsigned last_seen[PRODUCERS], taken;

static uintptr_t produce(uintptr_t producer, uintptr_t unused1, uintptr_t unused2)
{
	for (unsigned i = 1; i <= ROUNDS; i++) {
		mutex_lock(&mutex);
		while (used == SLOTS)
			cond_wait(&not_full, &mutex);
		slots[(head + used++) % SLOTS] = (unsigned)producer * 10000 + i;
		cond_signal(&not_empty);
		mutex_unlock(&mutex);
	}
	return 0;
}

/* Half of the consumers wait with a deadline. */
static uintptr_t consume(uintptr_t impatient, uintptr_t unused1, uintptr_t unused2)
{
	uintptr_t count = 0;

	mutex_lock(&mutex);
	while (taken < PRODUCERS * ROUNDS) {
		if (used) {
			unsigned value = slots[head];

			head = (head + 1) % SLOTS;
			used--;
			EXPECT_EQ(value % 10000, last_seen[value / 10000] + 1);
			last_seen[value / 10000] = value % 10000;
			count++;
			if (++taken == PRODUCERS * ROUNDS)
				cond_broadcast(&not_empty);
			cond_signal(&not_full);
		} else {
			cond_wait_until(&not_empty, &mutex,
				impatient ? arch_clock_ns() + 5000 : TIME_NEVER);
		}
	}
	mutex_unlock(&mutex);
	return count;
}

KTEST(cond_bounded_buffer)
{
	struct thread *producers[PRODUCERS], *consumers[CONSUMERS];
	uintptr_t total = 0, count;

	mutex_init(&mutex, "buffer");
	cond_init(&not_full, "not full");
	cond_init(&not_empty, "not empty");
	used = head = taken = 0;
	for (uintptr_t i = 0; i < PRODUCERS; i++)
		last_seen[i] = 0;
	for (uintptr_t i = 0; i < PRODUCERS; i++)
		producers[i] = ktest_spawn("producer", produce, i, 0, 0);
	for (uintptr_t i = 0; i < CONSUMERS; i++)
		consumers[i] = ktest_spawn("consumer", consume, i, 0, 0);
	for (int i = 0; i < PRODUCERS; i++)
		EXPECT_EQ(thread_join(producers[i], NULL), 0);
	for (int i = 0; i < CONSUMERS; i++) {
		EXPECT_EQ(thread_join(consumers[i], &count), 0);
		total += count;
	}
	EXPECT_EQ(total, PRODUCERS * ROUNDS);
	EXPECT_EQ(used, 0);
}

static uintptr_t wait_for_signal(uintptr_t us, uintptr_t unused1, uintptr_t unused2)
{
	int result;

	mutex_lock(&mutex);
	result = cond_wait_until(&not_empty, &mutex, us ? arch_clock_ns() + us * 1000 : TIME_NEVER);
	EXPECT(mutex_is_mine(&mutex));
	mutex_unlock(&mutex);
	return (uintptr_t)(intptr_t)result;
}

KTEST(cond_signal_one_broadcast_rest)
{
	struct thread *threads[4];
	uintptr_t value;

	mutex_init(&mutex, "test mutex");
	cond_init(&not_empty, "test cond");
	for (int i = 0; i < 4; i++) {
		threads[i] = ktest_spawn("waiter", wait_for_signal, i == 3 ? 1000 : 0, 0, 0);
		EXPECT_SOON(READ_ONCE(threads[i]->state) != THREAD_READY &&
			    READ_ONCE(threads[i]->state) != THREAD_RUNNING);
	}
	EXPECT_EQ(thread_join(threads[3], &value), 0);
	EXPECT_EQ((intptr_t)value, -ETIMEDOUT);
	cond_signal(&not_empty);
	EXPECT_EQ(thread_join(threads[0], &value), 0);
	EXPECT_EQ((intptr_t)value, 0);
	EXPECT_EQ(READ_ONCE(threads[1]->state), THREAD_BLOCKED);
	EXPECT_EQ(READ_ONCE(threads[2]->state), THREAD_BLOCKED);
	cond_broadcast(&not_empty);
	for (int i = 1; i < 3; i++) {
		EXPECT_EQ(thread_join(threads[i], &value), 0);
		EXPECT_EQ((intptr_t)value, 0);
	}
}
