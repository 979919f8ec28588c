/* SPDX-License-Identifier: MIT */
/*
 * Sleeping: a timer on the sleeper's own stack, and a state.
 *
 * No wake-up can be lost. The timer is started with interrupts off on this CPU, and only this CPU's
 * timer interrupt fires it. So it cannot fire before sched_block() has left the stack.
 */
#include <kernel/sched/sched.h>
#include <kernel/time/clock.h>
#include <kernel/time/sleep.h>
#include <kernel/time/timer.h>
#include <uapi/errno.h>

struct wait_timer {
	struct timer timer;
	struct thread *thread;
};

void wait_timer_fire(struct timer *timer)
{
	struct wait_timer *wait = container_of(timer, struct wait_timer, timer);

	sched_wake(wait->thread);
}

void thread_block_timed(struct rawlock *held, const char *channel, uint64_t deadline_ns,
	unsigned unless)
{
	struct wait_timer wait = {.thread = current_thread()};

	assert_irqs_off();
	if (held)
		assert_locked(held);
	timer_init(&wait.timer, wait_timer_fire);
	wait.thread->wake_ns = deadline_ns;
	timer_start(&wait.timer, deadline_ns);
	if (held)
		sched_block(held, channel, unless);
	else
		sched_sleep(channel, unless);
	timer_cancel(&wait.timer);
	wait.thread->wake_ns = TIME_NEVER;
}

int thread_sleep_until(uint64_t deadline_ns)
{
	struct thread *self = current_thread();
	unsigned long flags;

	assert_may_sleep();
	while (clock_ns() < deadline_ns) {
		if (thread_has_flag(self, THREAD_KILLED) && self->mutexes_held)
			return -EINTR;
		thread_cancellation_check();
		flags = arch_irq_save();
		thread_block_timed(NULL, "sleep", deadline_ns, THREAD_KILLED);
		arch_irq_restore(flags);
		preempt_check();
	}
	thread_cancellation_check();
	return 0;
}

int thread_sleep_interruptible(uint64_t deadline_ns)
{
	const unsigned unless = THREAD_KILLED | THREAD_SIGNAL;
	struct thread *self = current_thread();
	unsigned long flags;

	assert_may_sleep();
	while (clock_ns() < deadline_ns) {
		if (thread_has_flag(self, unless))
			return -EINTR;
		flags = arch_irq_save();
		thread_block_timed(NULL, "sleep", deadline_ns, unless);
		arch_irq_restore(flags);
		preempt_check();
	}
	return 0;
}

int thread_sleep_ns(uint64_t duration_ns)
{
	uint64_t now_ns = clock_ns();

	return thread_sleep_until(
		duration_ns < TIME_NEVER - now_ns ? now_ns + duration_ns : TIME_NEVER);
}
