/* SPDX-License-Identifier: MIT */
/*
 * Wait queues: threads wait for tokens, with and without deadlines, while threads and timers
 * deliver tokens and some of the waiters are killed. No wake-up may be lost (otherwise all CPUs
 * wait for ever), nor any token, and the thread that has waited longest wakes first.
 */
#include <kernel/sync/wait_inline.h>
#include <kernel/time/sleep.h>
#include <kernel/time/timer.h>
#include <string.h>
#include <tests/host/sim.h>
#include <tests/host/sim_queue.h>
#include <uapi/errno.h>

#define WAITERS  4
#define BRINGERS 2
#define TIMERS   3
#define ROUNDS   10000

static struct wait_queue queue;
static struct sim_queue model;
static unsigned tokens, brought, taken; /* lock: queue.lock */
static bool closed;                     /* lock: queue.lock */

static void observe(const struct rawlock *lock)
{
	if (lock != &queue.lock.raw)
		return;
	sim_queue_update(&model);
	SIM_CHECK(brought == taken + tokens);
}

static void bring(void)
{
	unsigned long flags = spin_lock_irqsave(&queue.lock);

	tokens++;
	brought++;
	SIM_CHECK(wait_wake_one_inline(&queue) == (model.count ? model.at[0] : NULL));
	spin_unlock_irqrestore(&queue.lock, flags);
}

static bool take_locked(void)
{
	if (!tokens)
		return false;
	tokens--;
	taken++;
	return true;
}

static int wait_for_token(uint64_t deadline_ns)
{
	return wait_event(&queue, deadline_ns, closed || take_locked());
}

/* Take tokens until the queue is closed. A killed thread stops earlier. */
static uintptr_t wait_for_tokens(uintptr_t arg0, uintptr_t arg1, uintptr_t arg2)
{
	for (;;) {
		uint64_t deadline_ns = sim_draw_deadline(20);
		int result;

		sim_wait_begins(deadline_ns);
		result = wait_for_token(deadline_ns);
		sim_wait_ended(result);
		if (READ_ONCE(closed))
			return 1;
		sim_work();
		thread_testcancel();
		if (result == -ETIMEDOUT && host_random(2))
			thread_sleep_ns(sim_some_ns(10));
	}
}

static uintptr_t bring_tokens(uintptr_t count, uintptr_t arg1, uintptr_t arg2)
{
	for (; count > 0; count--) {
		bring();
		if (host_random(3) == 0)
			thread_sleep_ns(sim_some_ns(10));
		sim_work();
	}
	return 0;
}

static void fire(struct timer *timer)
{
	SIM_CHECK(host_now_ns >= timer->deadline_ns);
	bring();
}

static void start_timers(struct timer *timers)
{
	for (unsigned i = 0; i < TIMERS; i++) {
		unsigned long flags = arch_irq_save();

		timer_init(&timers[i], fire);
		timer_start(&timers[i], host_now_ns + sim_some_ns(20));
		arch_irq_restore(flags);
	}
}

/* Every delivered token is taken, as long as a thread is there to take it. */
static void wait_until_taken(void)
{
	while (READ_ONCE(tokens))
		thread_sleep_ns(sim_some_ns(50));
}

static void close_queue(void)
{
	unsigned long flags = spin_lock_irqsave(&queue.lock);

	closed = true;
	wait_wake_all_locked(&queue);
	spin_unlock_irqrestore(&queue.lock, flags);
}

static void round_of_tokens(uint64_t seed)
{
	struct sim_options options = sim_draw(seed);
	struct thread *waiters[WAITERS], *bringers[BRINGERS];
	struct timer timers[TIMERS];
	unsigned killed = 0;
	uintptr_t value;

	wait_queue_init(&queue, "tokens");
	sim_queue_init(&model, &queue);
	tokens = brought = taken = 0;
	closed = false;
	sim_start(&options);
	sim_observe(observe);
	start_timers(timers);
	for (unsigned i = 0; i < WAITERS; i++)
		waiters[i] =
			sim_spawn("waiter", wait_for_tokens, 0, host_random(THREAD_PRIORITIES));
	for (unsigned i = 0; i < BRINGERS; i++)
		bringers[i] = sim_spawn("bringer", bring_tokens, host_random(8), host_random(32));
	for (unsigned i = 1; i < WAITERS; i++)
		if (host_random(4) == 0) {
			thread_sleep_ns(sim_some_ns(10));
			thread_kill(waiters[i]);
			killed |= 1u << i;
		}
	for (unsigned i = 0; i < WAITERS; i++)
		if (killed >> i & 1) {
			SIM_CHECK(thread_join(waiters[i], &value) == 0);
			SIM_CHECK(value == THREAD_EXIT_KILLED);
		}
	for (unsigned i = 0; i < BRINGERS; i++)
		SIM_CHECK(thread_join(bringers[i], NULL) == 0);
	for (unsigned i = 0; i < TIMERS; i++)
		timer_cancel(&timers[i]);
	wait_until_taken();
	close_queue();
	for (unsigned i = 0; i < WAITERS; i++)
		if (!(killed >> i & 1))
			SIM_CHECK(thread_join(waiters[i], &value) == 0 && value == 1);
	SIM_CHECK(tokens == 0 && brought == taken && list_is_empty(&queue.waiters));
	sim_stop();
}

TEST(tokens_are_not_lost)
{
	sim_rounds(ROUNDS, round_of_tokens);
}

static void wait_with_interrupts_on(void)
{
	wait_queue_init(&queue, "wrong");
	wait_block_until(&queue, TIME_NEVER);
}

static void wait_in_atomic_context(void)
{
	wait_queue_init(&queue, "wrong");
	preempt_disable();
	wait_event(&queue, TIME_NEVER, false);
}

TEST(wrong_use_is_caught)
{
	sim_expect_failure(wait_with_interrupts_on, "rawlock_is_held");
	sim_expect_failure(wait_in_atomic_context, "preempt_count == 0");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(tokens_are_not_lost),
		cmocka_unit_test(wrong_use_is_caught),
	};

	return cmocka_run_group_tests_name("wait", tests, NULL, NULL);
}
