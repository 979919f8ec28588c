/* SPDX-License-Identifier: MIT */
/*
 * What a CPU does when it has nothing to do: look for work on the other CPUs, then wait for an
 * interrupt with no deadline of its own. Also how a CPU joins the scheduler.
 */
#include <arch/time.h>
#include <kernel/explore/hooks.h>
#include <kernel/sched/sched.h>
#include <kernel/time/clock.h>

void (*sched_work_begins)(void);

void sched_idle_loop(void)
{
	struct cpu *cpu = this_cpu(); /* an idle thread never moves */
	unsigned self = 1u << cpu->id;
	void (*work_begins)(void);

	for (;;) {
		preempt_disable(); /* the bit must be cleared before anything else runs */
		arch_irq_disable();
		/* Set the bit, then look. A thread that is queued later is queued by a CPU that
		 * sees the bit. */
		__atomic_fetch_or(&idle_cpus, self, __ATOMIC_SEQ_CST);
		if (!cpu->need_resched && !sched_steal(cpu)) {
			sched_arm_timer(cpu, true);
			if (!clock_is_virtual || !explore_idle())
				arch_cpu_idle();
		}
		__atomic_fetch_and(&idle_cpus, ~self, __ATOMIC_SEQ_CST);
		arch_irq_disable(); /* waiting has enabled them */
		work_begins = READ_ONCE(sched_work_begins);
		if (unlikely(work_begins && cpu->need_resched))
			work_begins();
		sched_forward_ipi(cpu);
		arch_irq_enable();
		preempt_enable();
	}
}

/* There is more than one CPU now, so sched_balance() has something to compare. */
static void balance_begins(struct cpu *cpu)
{
	unsigned long flags = arch_irq_save();

	rawlock_acquire(&cpu->rq.lock);
	cpu->rq.balance_cycles = MIN(cpu->rq.balance_cycles, arch_cycles());
	rawlock_release(&cpu->rq.lock);
	arch_irq_restore(flags);
}

void sched_init_cpu(struct cpu *cpu, const struct sched_policy *policy, struct thread *main,
	struct thread *idle)
{
	struct runqueue *rq = &cpu->rq;

	assert_irqs_off();
	runqueue_init(rq, policy);
	cpu->timer_cycles = TIME_NEVER;
	cpu->armed_cycles = TIME_NEVER;
	rq->idle = idle;
	rq->curr = main;
	rq->charged_cycles = arch_cycles();
	main->cpu = cpu;
	idle->cpu = cpu;
	/* No other CPU uses the runqueue yet: only tell the lock checker that it is locked. */
	lockcheck_acquire(&rq->lock);
	runqueue_adopt(rq, main, main->priority);
	thread_set_state(main, THREAD_NEW, THREAD_RUNNING);
	if (idle != main) {
		runqueue_add_first(rq, main);
		runqueue_adopt(rq, idle, idle->priority);
		thread_set_state(idle, THREAD_NEW, THREAD_READY);
	}
	lockcheck_release(&rq->lock);
	if (cpu != &cpus[0]) {
		balance_begins(&cpus[0]);
		balance_begins(cpu);
	}
	WRITE_ONCE(cpu->online, true);
}
