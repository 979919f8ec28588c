/* SPDX-License-Identifier: MIT */
/*
 * What a CPU does with nothing to do: look for work on the others, then wait for an interrupt with
 * no deadline of its own armed. And how a CPU joins the scheduler.
 */
#include <arch/time.h>
#include <kernel/sched/clock.h>
#include <kernel/sched/sched.h>
#include <lib/bitmap.h>

/* Lock both, lower CPU number first. */
static void lock_two(struct cpu *a, struct cpu *b)
{
	rawlock_acquire(a < b ? &a->rq.lock : &b->rq.lock);
	rawlock_acquire(a < b ? &b->rq.lock : &a->rq.lock);
}

/* `t`, not linked and not napping, belongs to `to` from now on. Lock: both runqueues. */
static void change_cpu(struct thread *t, struct cpu *to)
{
	sched_settle_user_locked(t->cpu, t);
	WRITE_ONCE(t->cpu, to);
	if (t->level == LEVEL_FAIR_AWAY)
		fair_change_queue(&to->rq, t);
}

void (*sched_work_begins)(void);

static struct cpu *busiest_other(struct cpu *cpu)
{
	struct cpu *busiest = NULL;
	unsigned most = 0;

	for (unsigned i = 0; i < cpu_count; i++) {
		unsigned ready = runqueue_ready(&cpus[i].rq);

		if (&cpus[i] != cpu && READ_ONCE(cpus[i].online) && ready > most) {
			most = ready;
			busiest = &cpus[i];
		}
	}
	return busiest;
}

void sched_call_idle_cpu(struct cpu *busy)
{
	unsigned waiting;

	/* Pairs with the fence in sched_idle_loop(): either it sees the thread, or we see it idle.
	 */
	__atomic_thread_fence(__ATOMIC_SEQ_CST);
	waiting = __atomic_load_n(&idle_cpus, __ATOMIC_RELAXED) & ~(1u << busy->id);
	if (waiting)
		arch_ipi_send(&cpus[bit_ffs(waiting)], IPI_RESCHED);
}

bool sched_steal(struct cpu *cpu)
{
	struct cpu *victim;
	struct thread *t;
	bool left;

again:
	victim = busiest_other(cpu);
	if (!victim)
		return false;
	lock_two(cpu, victim);
	/* The one that has waited least has the least in that CPU's caches to lose. */
	t = runqueue_last(&victim->rq, 1u << cpu->id);
	if (t) {
		runqueue_remove(&victim->rq, t);
		change_cpu(t, cpu);
		runqueue_add_last(&cpu->rq, t, FAIR_MOVE);
		cpu->need_resched = true;
		/* Who queued several may have called this CPU each time: it calls the next. */
		__atomic_fetch_and(&idle_cpus, ~(1u << cpu->id), __ATOMIC_SEQ_CST);
		if (runqueue_ready(&victim->rq))
			sched_call_idle_cpu(victim);
	}
	left = runqueue_ready(&victim->rq);
	rawlock_release(&victim->rq.lock);
	rawlock_release(&cpu->rq.lock);
	if (!t && !left)
		goto again; /* it has run what it had, but others may have threads */
	return t != NULL;
}

void sched_move_blocked(struct thread *t)
{
	struct cpu *from = READ_ONCE(t->cpu), *to = NULL;

	for (unsigned i = 0; i < cpu_count; i++)
		if (!(t->barred >> i & 1) &&
			(!to || runqueue_ready(&cpus[i].rq) < runqueue_ready(&to->rq)))
			to = &cpus[i];
	if (!to || to == from)
		return;
	lock_two(from, to);
	if (t->cpu == from && t->state == THREAD_BLOCKED) {
		fair_forget_nap(&from->rq, t);
		change_cpu(t, to);
	}
	rawlock_release(&to->rq.lock);
	rawlock_release(&from->rq.lock);
}

void sched_idle_loop(void)
{
	struct cpu *cpu = this_cpu(); /* an idle thread never moves */
	unsigned self = 1u << cpu->id;
	void (*work_begins)(void);

	for (;;) {
		preempt_disable(); /* the bit must not outlast the idling */
		arch_irq_disable();
		/* Say that we are idle, then look: whoever queues a thread later sees the bit. */
		__atomic_fetch_or(&idle_cpus, self, __ATOMIC_SEQ_CST);
		if (!cpu->need_resched && !sched_steal(cpu)) {
			sched_arm_timer(cpu, true);
			if (!clock_is_virtual || !sched_idle_explored())
				arch_cpu_idle();
		}
		__atomic_fetch_and(&idle_cpus, ~self, __ATOMIC_SEQ_CST);
		work_begins = READ_ONCE(sched_work_begins);
		if (unlikely(work_begins && cpu->need_resched))
			work_begins();
		/* A call may have met this CPU on its way to work of its own: it is for the next.
		 */
		if (runqueue_ready(&cpu->rq) && busiest_other(cpu))
			sched_call_idle_cpu(cpu);
		arch_irq_enable();
		preempt_enable();
	}
}

void sched_init_cpu(struct cpu *cpu, const struct sched_policy *policy, struct thread *main,
	struct thread *idle)
{
	struct runqueue *rq = &cpu->rq;

	runqueue_init(rq, policy);
	cpu->timer_cycles = TIME_NEVER;
	cpu->armed_cycles = TIME_NEVER;
	rq->idle = idle;
	rq->curr = main;
	rq->charged_cycles = arch_cycles();
	main->cpu = cpu;
	idle->cpu = cpu;
	runqueue_adopt(rq, main, main->priority);
	thread_set_state(main, THREAD_NEW, THREAD_RUNNING);
	if (idle != main) {
		runqueue_add_first(rq, main);
		runqueue_adopt(rq, idle, idle->priority);
		thread_set_state(idle, THREAD_NEW, THREAD_READY);
	}
	WRITE_ONCE(cpu->online, true);
}
