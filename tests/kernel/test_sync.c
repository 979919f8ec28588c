/* SPDX-License-Identifier: MIT */
/*
 * Wait queues and the primitives based on them: order of wake-ups, timeouts, and no lost wake-up. A
 * lost wake-up leaves a thread waiting for ever, and the watchdog reports it.
 */
#include <kernel/sync/mutex.h>
#include <kernel/sync/wait_inline.h>
#include <lib/random.h>
#include <tests/kernel/ktest.h>
#include <uapi/errno.h>

#define MS 1000000

static struct wait_queue queue;
static unsigned woken;

/* Waits at `queue` with a deadline `us` from now (0: none); returns the result of
 * wait_block_until(). */
static uintptr_t wait_once(uintptr_t us, uintptr_t unused1, uintptr_t unused2)
{
	uint64_t deadline_ns = us ? arch_clock_ns() + us * 1000 : TIME_NEVER;
	int result;

	spin_lock_irq(&queue.lock);
	result = wait_block_until(&queue, deadline_ns);
	__atomic_fetch_add(&woken, 1, __ATOMIC_RELAXED);
	return (uintptr_t)(intptr_t)result;
}

static struct thread *wake_one(void)
{
	unsigned long flags = spin_lock_irqsave(&queue.lock);
	struct thread *t = wait_wake_one_inline(&queue);

	spin_unlock_irqrestore(&queue.lock, flags);
	return t;
}

#define WAITERS 8

/* Start WAITERS threads that wait at `queue`, in this order. */
static void queue_up(struct thread *threads[WAITERS])
{
	wait_queue_init(&queue, "test queue");
	woken = 0;
	for (int i = 0; i < WAITERS; i++) {
		threads[i] = ktest_spawn("waiter", wait_once, 0, 0, 0);
		EXPECT_SOON(READ_ONCE(threads[i]->state) == THREAD_BLOCKED);
	}
}

static void join_all(struct thread *threads[], int count, intptr_t wanted)
{
	for (int i = 0; i < count; i++) {
		uintptr_t value = 1;

		EXPECT_EQ(thread_join(threads[i], &value), 0);
		EXPECT_EQ((intptr_t)value, wanted);
	}
}

KTEST(sync_wake_one_is_fifo)
{
	struct thread *threads[WAITERS];

	queue_up(threads);
	for (int i = 0; i < WAITERS; i++) {
		EXPECT(wake_one() == threads[i]);
		EXPECT_SOON(READ_ONCE(woken) == (unsigned)i + 1);
	}
	EXPECT(!wake_one());
	join_all(threads, WAITERS, 0);
}

KTEST(sync_wake_all)
{
	struct thread *threads[WAITERS];

	queue_up(threads);
	spin_lock_irq(&queue.lock);
	EXPECT_EQ(wait_wake_all_locked(&queue), WAITERS);
	EXPECT_EQ(wait_wake_all_locked(&queue), 0);
	spin_unlock_irq(&queue.lock);
	join_all(threads, WAITERS, 0);
}

KTEST(sync_wait_times_out)
{
	uint64_t start_ns = arch_clock_ns();

	wait_queue_init(&queue, "test queue");
	EXPECT_EQ((intptr_t)wait_once(2000, 0, 0), -ETIMEDOUT);
	EXPECT(arch_clock_ns() - start_ns >= 2 * MS);
	EXPECT(list_is_empty(&queue.waiters));
	start_ns = arch_clock_ns();
	EXPECT_EQ(wait_event(&queue, start_ns, false), -ETIMEDOUT);
	EXPECT_EQ(wait_event(&queue, start_ns, true), 0);
	EXPECT(list_is_empty(&queue.waiters));
}

/* Lost wake-ups: pairs of threads that pass a token back and forth, one of them also with very
 * short deadlines. */

#define PAIRS  4
#define ROUNDS 3000

static struct table {
	struct wait_queue queue;
	unsigned turn; /* lock: queue.lock */
} tables[PAIRS];

static uintptr_t play(uintptr_t pair, uintptr_t side, uintptr_t with_deadlines)
{
	struct table *table = &tables[pair];
	uintptr_t timeouts = 0;
	struct prng prng;

	prng_seed(&prng, pair * 2 + side);
	for (unsigned i = 0; i < ROUNDS; i++) {
		unsigned mine = 2 * i + (unsigned)side;

		spin_lock_irq(&table->queue.lock);
		while (table->turn != mine) {
			uint64_t deadline_ns = with_deadlines
						       ? arch_clock_ns() + prng_below(&prng, 20000)
						       : TIME_NEVER;

			timeouts += wait_block_until(&table->queue, deadline_ns) == -ETIMEDOUT;
			spin_lock_irq(&table->queue.lock);
		}
		table->turn++;
		wait_wake_one_inline(&table->queue);
		spin_unlock_irq(&table->queue.lock);
	}
	return timeouts;
}

static void run_pairs(bool with_deadlines)
{
	struct thread *threads[2 * PAIRS];

	for (uintptr_t i = 0; i < PAIRS; i++) {
		wait_queue_init(&tables[i].queue, "table");
		tables[i].turn = 0;
	}
	for (uintptr_t i = 0; i < 2 * PAIRS; i++)
		threads[i] = ktest_spawn("player", play, i / 2, i & 1, with_deadlines && (i & 1));
	for (int i = 0; i < 2 * PAIRS; i++)
		EXPECT_EQ(thread_join(threads[i], NULL), 0);
	for (int i = 0; i < PAIRS; i++) {
		EXPECT_EQ(tables[i].turn, 2 * ROUNDS);
		EXPECT(list_is_empty(&tables[i].queue.waiters));
	}
}

KTEST(sync_no_lost_wakeup)
{
	run_pairs(false);
}

KTEST(sync_no_lost_wakeup_with_deadlines)
{
	run_pairs(true);
}

/* Semaphores. */

static struct semaphore sems[2 * PAIRS];

static uintptr_t ping(uintptr_t pair, uintptr_t side, uintptr_t unused)
{
	for (int i = 0; i < ROUNDS; i++) {
		EXPECT_EQ(sem_down(&sems[2 * pair + side]), 0);
		sem_up(&sems[2 * pair + !side]);
	}
	return 0;
}

KTEST(sync_semaphore_ping_pong)
{
	struct thread *threads[2 * PAIRS];

	for (unsigned i = 0; i < 2 * PAIRS; i++)
		sem_init(&sems[i], "ping pong", !(i & 1));
	for (uintptr_t i = 0; i < 2 * PAIRS; i++)
		threads[i] = ktest_spawn("pinger", ping, i / 2, i & 1, 0);
	join_all(threads, 2 * PAIRS, 0);
	for (unsigned i = 0; i < 2 * PAIRS; i++)
		EXPECT_EQ(sems[i].count, !(i & 1));
}
