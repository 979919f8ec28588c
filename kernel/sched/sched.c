/* SPDX-License-Identifier: MIT */
/*
 * The scheduler's core: leaving the CPU (yield, preempt, block), waking, and the switch itself.
 *
 * Shape of every path: interrupts off, runqueue locked, charge the running thread for its time,
 * change its state, queue it if it is ready, switch_next(). The lock is dropped by whoever runs
 * next, in finish_switch(); for a new thread that is thread_start().
 */
#include <arch/time.h>
#include <kernel/sched/sched.h>
#include <lib/bitmap.h>

struct cpu cpus[CPU_MAX];
unsigned cpu_count;
unsigned idle_cpus;

/* Lock the runqueue that `t` belongs to now; interrupts off. */
static struct cpu *lock_runqueue_of(struct thread *t)
{
	for (;;) {
		struct cpu *cpu = READ_ONCE(t->cpu);

		rawlock_acquire(&cpu->rq.lock);
		if (likely(cpu == READ_ONCE(t->cpu)))
			return cpu;
		rawlock_release(&cpu->rq.lock);
	}
}

static inline void charge(struct runqueue *rq, uint64_t now_ns)
{
	uint64_t used_ns = now_ns - rq->slice_start_ns;

	rq->curr->runtime_ns += used_ns;
	rq->curr->quantum_left_ns -= (int64_t)used_ns;
	rq->slice_start_ns = now_ns;
}

/*
 * First thing on the new thread's side of a switch. `prev` may be gone as soon as the lock is free,
 * unless it has ended: then it is ours to reap.
 */
static inline void finish_switch(void)
{
	struct runqueue *rq = &this_cpu()->rq;
	struct thread *prev = rq->prev;
	bool ended = prev->state == THREAD_ZOMBIE;

	rawlock_release(&rq->lock);
	if (unlikely(ended))
		thread_reap(prev);
}

/*
 * Run the next thread. Lock: rq, released on return. The current thread has been charged, has its
 * new state and, if READY and not idle, its place in the queue.
 */
static inline void switch_next(struct cpu *cpu, struct runqueue *rq, uint64_t now_ns)
{
	struct thread *prev = rq->curr;
	struct thread *next = rq->policy->pick(rq);

	if (unlikely(!next))
		next = rq->idle;
	cpu->need_resched = false;
	thread_set_state(next, THREAD_RUNNING);
	rq->slice_end_ns = rq->ready ? now_ns + (uint64_t)next->quantum_left_ns : TIME_NEVER;
	if (rq->slice_end_ns < cpu->armed_ns)
		sched_arm_timer(cpu, false);
	if (unlikely(next == prev)) {
		rawlock_release(&rq->lock);
		return;
	}
	next->switches++;
	rq->curr = next;
	rq->prev = prev;
	arch_switch(&prev->arch, &next->arch);
	finish_switch();
}

void thread_start(void)
{
	struct thread *self;

	finish_switch();
	arch_irq_enable(); /* the switch came here with them off, and nobody else turns them on */
	self = current_thread();
	if (thread_has_flag(self, THREAD_FROM_FRAME))
		thread_enter_frame(self);
	thread_exit(self->entry(self->args[0], self->args[1], self->args[2]));
}

/* The checks on every way off the CPU that the thread survives. Interrupts as they are. */
static inline void check_leaving(struct thread *self)
{
	if (unlikely(*(uintptr_t *)self->stack != KSTACK_CANARY))
		thread_canary_smashed(self);
}

void sched_yield(void)
{
	struct thread *self = current_thread();
	unsigned long flags;
	struct cpu *cpu;
	struct runqueue *rq;

	ASSERT(self->preempt_count == 0);
	check_leaving(self);
	flags = arch_irq_save();
	cpu = this_cpu();
	rq = &cpu->rq;
	rawlock_acquire(&rq->lock);
	if (rq->ready) {
		uint64_t now_ns = arch_clock_ns();

		charge(rq, now_ns);
		thread_set_state(self, THREAD_READY);
		rq->policy->enqueue(rq, self, ENQUEUE_YIELD);
		switch_next(cpu, rq, now_ns);
	} else {
		rawlock_release(&rq->lock);
	}
	arch_irq_restore(flags);
}

/* Put the current thread back in the queue and run the next. Interrupts off, preemptible. */
static void preempt(void)
{
	struct cpu *cpu = this_cpu();
	struct runqueue *rq = &cpu->rq;
	struct thread *self = rq->curr;
	uint64_t now_ns;

	if (self != rq->idle)
		check_leaving(self);
	rawlock_acquire(&rq->lock);
	now_ns = arch_clock_ns();
	charge(rq, now_ns);
	thread_set_state(self, THREAD_READY);
	if (self != rq->idle)
		rq->policy->enqueue(rq, self, ENQUEUE_PREEMPT);
	switch_next(cpu, rq, now_ns);
}

void preempt_check_slow(void)
{
	unsigned long flags;

	if (current_thread()->preempt_count || !arch_irqs_enabled())
		return;
	flags = arch_irq_save();
	if (this_cpu()->need_resched)
		preempt();
	arch_irq_restore(flags);
}

void sched_irq_exit(bool irqs_were_on)
{
	struct thread *self = current_thread();

	self->preempt_count--;
	if (irqs_were_on && self->preempt_count == 0 && this_cpu()->need_resched)
		preempt();
}

void sched_block(enum thread_state state, struct rawlock *held, const char *channel)
{
	struct cpu *cpu = this_cpu();
	struct runqueue *rq = &cpu->rq;
	struct thread *self = rq->curr;
	uint64_t now_ns;

	ASSERT(self->preempt_count == 0);
	ASSERT(self != rq->idle);
	check_leaving(self);
	rawlock_acquire(&rq->lock);
	if (unlikely(thread_has_flag(self, THREAD_KILLED)) && state < THREAD_STOPPED) {
		/* The killer set the flag before it took this lock to find us asleep. */
		rawlock_release(&rq->lock);
		if (held)
			rawlock_release(held);
		return;
	}
	self->wait_channel = channel;
	thread_set_state(self, state);
	if (held)
		rawlock_release(held);
	now_ns = arch_clock_ns();
	charge(rq, now_ns);
	switch_next(cpu, rq, now_ns);
}

/* `t` has just been queued on `cpu`: see that it runs when it should. Lock: cpu->rq. */
static void notice_ready(struct cpu *cpu, struct thread *t)
{
	struct runqueue *rq = &cpu->rq;
	bool idle = rq->curr == rq->idle;
	bool changed = false;
	unsigned waiting;

	if (idle || rq->policy->preempts(t, rq->curr)) {
		cpu->need_resched = true;
		changed = true;
	} else if (rq->slice_end_ns == TIME_NEVER) {
		int64_t left_ns = MAX(rq->curr->quantum_left_ns, (int64_t)0);

		rq->slice_end_ns = rq->slice_start_ns + (uint64_t)left_ns;
		changed = true;
	}
	if (changed && cpu != this_cpu())
		arch_ipi_send(cpu, IPI_RESCHED);
	else if (changed && rq->slice_end_ns < cpu->armed_ns)
		sched_arm_timer(cpu, false);
	if (idle || cpu_count == 1)
		return;
	/* Pairs with the fence in sched_idle_loop(): either it sees `t`, or we see it idle. */
	__atomic_thread_fence(__ATOMIC_SEQ_CST);
	waiting = __atomic_load_n(&idle_cpus, __ATOMIC_RELAXED);
	if (waiting)
		arch_ipi_send(&cpus[bit_ffs(waiting)], IPI_RESCHED);
}

bool sched_wake(struct thread *t, unsigned states)
{
	unsigned long flags = arch_irq_save();
	struct cpu *cpu = lock_runqueue_of(t);
	bool woken = states >> t->state & 1;

	if (woken) {
		t->wait_channel = NULL;
		thread_set_state(t, THREAD_READY);
		cpu->rq.policy->enqueue(&cpu->rq, t, ENQUEUE_WAKE);
		notice_ready(cpu, t);
	}
	rawlock_release(&cpu->rq.lock);
	arch_irq_restore(flags);
	preempt_check();
	return woken;
}

void sched_start(struct thread *t)
{
	unsigned long flags = arch_irq_save();
	struct cpu *cpu = this_cpu();

	ASSERT(t->state == THREAD_NEW);
	rawlock_acquire(&cpu->rq.lock);
	t->cpu = cpu;
	thread_set_state(t, THREAD_READY);
	cpu->rq.policy->enqueue(&cpu->rq, t, ENQUEUE_WAKE);
	notice_ready(cpu, t);
	rawlock_release(&cpu->rq.lock);
	arch_irq_restore(flags);
	preempt_check();
}

void sched_poke(struct thread *t)
{
	unsigned long flags = arch_irq_save();
	struct cpu *cpu = lock_runqueue_of(t);

	if (cpu->rq.curr == t && cpu != this_cpu())
		arch_ipi_send(cpu, IPI_RESCHED);
	rawlock_release(&cpu->rq.lock);
	arch_irq_restore(flags);
}

void sched_set_priority(struct thread *t, unsigned priority)
{
	unsigned long flags = arch_irq_save();
	struct cpu *cpu = lock_runqueue_of(t);
	struct runqueue *rq = &cpu->rq;

	ASSERT(priority < THREAD_PRIORITIES);
	if (t->state == THREAD_READY && t != rq->idle) {
		rq->policy->dequeue(rq, t);
		t->priority = (uint8_t)priority;
		rq->policy->enqueue(rq, t, ENQUEUE_MOVE);
		notice_ready(cpu, t);
	} else {
		t->priority = (uint8_t)priority;
		if (t == rq->curr && rq->ready) {
			cpu->need_resched = true;
			if (cpu != this_cpu())
				arch_ipi_send(cpu, IPI_RESCHED);
		}
	}
	rawlock_release(&rq->lock);
	arch_irq_restore(flags);
	preempt_check();
}

uint64_t sched_runtime_ns(struct thread *t)
{
	unsigned long flags = arch_irq_save();
	struct cpu *cpu = lock_runqueue_of(t);
	uint64_t runtime_ns = t->runtime_ns;

	if (cpu->rq.curr == t)
		runtime_ns += arch_clock_ns() - cpu->rq.slice_start_ns;
	rawlock_release(&cpu->rq.lock);
	arch_irq_restore(flags);
	return runtime_ns;
}

void sched_tick(uint64_t now_ns)
{
	struct cpu *cpu = this_cpu();
	struct runqueue *rq = &cpu->rq;

	rawlock_acquire(&rq->lock);
	if (now_ns >= rq->slice_end_ns && rq->curr != rq->idle) {
		charge(rq, now_ns);
		if (rq->policy->has_peer(rq, rq->curr)) {
			cpu->need_resched = true;
		} else {
			rq->curr->quantum_left_ns = rq->policy->quantum_ns(rq->curr);
		}
		rq->slice_end_ns = TIME_NEVER;
	}
	rawlock_release(&rq->lock);
}

void sched_arm_timer(struct cpu *cpu, bool exact)
{
	uint64_t deadline_ns = MIN(cpu->timer_deadline_ns, cpu->rq.slice_end_ns);

	if (deadline_ns < cpu->armed_ns || (exact && deadline_ns != cpu->armed_ns)) {
		cpu->armed_ns = deadline_ns;
		arch_timer_set(deadline_ns);
	}
}
