/* SPDX-License-Identifier: MIT */
/*
 * The scheduler's core: leaving the CPU (yield, preempt, block), waking, and the switch itself.
 *
 * Shape of every path: interrupts off, runqueue locked, charge the running thread for its time,
 * change its state, queue it if it is ready, switch_next(). The lock is dropped by whoever runs
 * next, in finish_switch(); for a new thread that is thread_start().
 */
#include <arch/switch.h>
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

/* Charge the running thread for the time since it was last charged. */
static inline void charge(struct runqueue *rq, struct thread *curr, uint64_t now_ns)
{
	uint64_t used_ns = now_ns - rq->slice_start_ns;

	rq->slice_start_ns = now_ns;
	curr->runtime_ns += used_ns;
	curr->quantum_left_ns -= (int64_t)used_ns;
}

static void preempt(void);

/* The thread that left has ended: free its stack, and run its joiner if that is more urgent. */
static __attribute__((noinline)) void reap(struct thread *prev)
{
	thread_reap(prev);
	if (this_cpu()->need_resched)
		preempt();
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
		reap(prev);
}

/* Running `t` shares the CPU with others: see that the timer comes no later than its slice ends. */
static inline void arm_slice(struct cpu *cpu, const struct thread *t)
{
	if (unlikely(cpu->rq.slice_start_ns + (uint64_t)t->quantum_left_ns < cpu->armed_ns))
		sched_arm_timer(cpu, false);
}

/*
 * Run `next`, which is in no queue. Lock: rq, released on return. The current thread has been
 * charged, has its new state and, if READY and not idle, its place in the queue.
 */
static inline void switch_to(struct cpu *cpu, struct thread *prev, struct thread *next)
{
	struct runqueue *rq = &cpu->rq;

	cpu->need_resched = false;
	thread_set_state(next, THREAD_READY, THREAD_RUNNING);
	rq->curr = next;
	arm_slice(cpu, next);
	if (unlikely(next == prev)) {
		rawlock_release(&rq->lock);
		return;
	}
	next->switches++;
	rq->prev = prev;
	arch_switch(&prev->arch, &next->arch);
	finish_switch();
}

/* Run whoever is next: switch_to() with the choice made here. */
static inline void switch_next(struct cpu *cpu, struct thread *prev)
{
	struct thread *next = runqueue_pick(&cpu->rq, prev->level);

	switch_to(cpu, prev, next ? next : cpu->rq.idle);
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
	struct thread *self = current_thread(), *next;
	struct cpu *cpu;

	assert_may_sleep();
	check_leaving(self);
	arch_irq_disable();
	cpu = this_cpu();
	rawlock_acquire(&cpu->rq.lock);
	thread_set_state(self, THREAD_RUNNING, THREAD_READY);
	next = runqueue_rotate(&cpu->rq, self);
	if (likely(next)) {
		charge(&cpu->rq, self, arch_clock_ns());
		self->quantum_left_ns = self->quantum_ns;
		switch_to(cpu, self, next);
	} else {
		thread_set_state(self, THREAD_READY, THREAD_RUNNING);
		rawlock_release(&cpu->rq.lock);
	}
	arch_irq_enable();
}

/* Put the current thread back in the queue and run the next. Interrupts off, preemptible. */
static void preempt(void)
{
	struct cpu *cpu = this_cpu();
	struct runqueue *rq = &cpu->rq;
	struct thread *self = rq->curr;

	if (self != rq->idle)
		check_leaving(self);
	rawlock_acquire(&rq->lock);
	charge(rq, self, arch_clock_ns());
	thread_set_state(self, THREAD_RUNNING, THREAD_READY);
	if (self->quantum_left_ns > 0) {
		if (self != rq->idle)
			runqueue_push_front(rq, self);
	} else {
		self->quantum_left_ns = self->quantum_ns;
		if (self != rq->idle)
			runqueue_push_back(rq, self);
	}
	switch_next(cpu, self);
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

	ASSERT(self->preempt_count == 0);
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
	thread_set_state(self, THREAD_RUNNING, state);
	if (held)
		rawlock_release(held);
	charge(rq, self, arch_clock_ns());
	switch_next(cpu, self);
}

/* A thread of `level` has just been queued on `cpu`: see that it runs when it should. */
static inline void notice_ready_locked(struct cpu *cpu, unsigned level)
{
	struct runqueue *rq = &cpu->rq;
	bool idle = rq->curr == rq->idle;
	unsigned waiting;

	if (idle || level > rq->curr->level) {
		cpu->need_resched = true;
		if (cpu != this_cpu())
			arch_ipi_send(cpu, IPI_RESCHED);
	} else if (unlikely(rq->slice_start_ns + (uint64_t)rq->curr->quantum_left_ns <
			    cpu->armed_ns)) {
		/* It had the CPU for itself. Its own CPU programs its own timer. */
		if (cpu == this_cpu())
			arm_slice(cpu, rq->curr);
		else
			arch_ipi_send(cpu, IPI_RESCHED);
	}
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
	struct cpu *cpu = lock_runqueue_of(t);
	bool woken = states >> t->state & 1;

	if (woken) {
		t->wait_channel = NULL;
		thread_set_state(t, t->state, THREAD_READY);
		if (unlikely(t->quantum_left_ns <= 0))
			t->quantum_left_ns = t->quantum_ns;
		runqueue_push_back(&cpu->rq, t);
		notice_ready_locked(cpu, t->level);
	}
	rawlock_release(&cpu->rq.lock);
	return woken;
}

void sched_start(struct thread *t)
{
	unsigned long flags = arch_irq_save();
	struct cpu *cpu = this_cpu();

	rawlock_acquire(&cpu->rq.lock);
	t->cpu = cpu;
	runqueue_adopt(&cpu->rq, t, t->priority);
	thread_set_state(t, THREAD_NEW, THREAD_READY);
	runqueue_push_back(&cpu->rq, t);
	notice_ready_locked(cpu, t->level);
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

	if (t->state == THREAD_READY && t != rq->idle) {
		runqueue_remove(rq, t);
		runqueue_adopt(rq, t, priority);
		runqueue_push_back(rq, t);
		notice_ready_locked(cpu, t->level);
	} else {
		runqueue_adopt(rq, t, priority);
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
	struct thread *curr = rq->curr;

	rawlock_acquire(&rq->lock);
	charge(rq, curr, now_ns);
	if (curr->quantum_left_ns <= 0) {
		if (runqueue_has_peer(rq, curr->level))
			cpu->need_resched = true;
		else
			curr->quantum_left_ns = curr->quantum_ns;
	}
	rawlock_release(&rq->lock);
}

void sched_arm_timer(struct cpu *cpu, bool exact)
{
	const struct runqueue *rq = &cpu->rq;
	uint64_t deadline_ns = cpu->timer_deadline_ns;

	if (rq->curr != rq->idle && runqueue_has_peer(rq, rq->curr->level))
		deadline_ns =
			MIN(deadline_ns, rq->slice_start_ns + (uint64_t)rq->curr->quantum_left_ns);
	if (deadline_ns < cpu->armed_ns || (exact && deadline_ns != cpu->armed_ns)) {
		cpu->armed_ns = deadline_ns;
		arch_timer_set(deadline_ns);
	}
}
