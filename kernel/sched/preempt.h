/* SPDX-License-Identifier: MIT */
/*
 * Preemption control. The kernel is preemptible wherever the running thread's preempt_count is zero
 * and interrupts are on. An interrupt handler counts as one.
 */
#pragma once
#include <arch/irq.h>
#include <kernel/sched/cpu.h>
#include <kernel/sched/thread.h>

/* Preempt the running thread if that is asked for and allowed now. Any context. */
void preempt_check_slow(void);

static inline void preempt_check(void)
{
	if (unlikely(this_cpu()->need_resched))
		preempt_check_slow();
}

static inline void preempt_disable(void)
{
	current_thread()->preempt_count++;
	__atomic_signal_fence(__ATOMIC_SEQ_CST);
}

static inline void preempt_enable(void)
{
	struct thread *self = current_thread();

	__atomic_signal_fence(__ATOMIC_SEQ_CST);
	ASSERT(self->preempt_count > 0);
	if (--self->preempt_count == 0)
		preempt_check();
}

/* Is this thread context, preemptible, with interrupts on? */
static inline bool may_sleep(void)
{
	return current_thread()->preempt_count == 0 && arch_irqs_enabled();
}

/* Assert that the caller may sleep. */
static inline void assert_may_sleep(void)
{
	ASSERT(current_thread()->preempt_count == 0);
	ASSERT(arch_irqs_enabled());
}
