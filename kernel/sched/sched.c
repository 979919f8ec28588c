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
static inline void charge(struct runqueue *rq, struct thread *curr, uint64_t now)
{
	uint64_t used = now - rq->charged_cycles;

	rq->charged_cycles = now;
	curr->runtime_cycles += used;
	curr->quantum_left_cycles -= (int64_t)used;
}

static void preempt(void);

/* The thread that left has ended: free its stack, and run its joiner if that is more urgent. */
static __attribute__((noinline)) void reap_ended(struct runqueue *rq)
{
	struct thread *ended = rq->ended;

	rq->ended = NULL;
	rawlock_release(&rq->lock);
	thread_reap(ended);
	if (this_cpu()->need_resched)
		preempt();
}

/* First thing on the new thread's side of a switch. */
static inline void finish_switch(void)
{
	struct runqueue *rq = &this_cpu()->rq;

	if (unlikely(rq->ended))
		reap_ended(rq);
	else
		rawlock_release(&rq->lock);
}

/* When the quantum of `t`, running since it was last charged, is used up. */
static inline uint64_t slice_end(const struct runqueue *rq, const struct thread *t)
{
	return rq->charged_cycles + (uint64_t)t->quantum_left_cycles;
}

/*
 * Run who is next. Lock: rq, released on return. The current thread has been charged, has its new
 * state and, if READY and not idle, its place in the queue.
 */
static inline void switch_next(struct cpu *cpu, struct thread *prev)
{
	struct runqueue *rq = &cpu->rq;
	struct thread *next = runqueue_pick(rq, prev->level);

	if (unlikely(!next))
		next = rq->idle;
	cpu->need_resched = false;
	thread_set_state(next, THREAD_READY, THREAD_RUNNING);
	rq->curr = next;
	if (unlikely(slice_end(rq, next) < cpu->armed_cycles))
		sched_arm_timer(cpu, false);
	if (unlikely(next == prev)) {
		rawlock_release(&rq->lock);
		return;
	}
	next->switches++;
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

/* Put the current thread back in the queue and run the next. Interrupts off, lock held, released on
 * return. */
static void requeue_locked(struct cpu *cpu, struct thread *self, bool yield)
{
	struct runqueue *rq = &cpu->rq;

	charge(rq, self, arch_cycles());
	thread_set_state(self, THREAD_RUNNING, THREAD_READY);
	if (yield || self->quantum_left_cycles <= 0) {
		self->quantum_left_cycles = self->quantum_cycles;
		if (self != rq->idle)
			runqueue_rotate(rq, self);
	}
	switch_next(cpu, self);
}

/* Preempt the current thread. Interrupts off, preemptible. */
static void preempt(void)
{
	struct cpu *cpu = this_cpu();
	struct thread *self = current_thread();

	if (self != cpu->rq.idle)
		check_leaving(self);
	rawlock_acquire(&cpu->rq.lock);
	requeue_locked(cpu, self, false);
}

/* A yield with more to do than to run the next of the same level. */
static __attribute__((noinline)) void yield_slowly(struct cpu *cpu, struct thread *self)
{
	requeue_locked(cpu, self, true);
	arch_irq_enable();
}

/*
 * The shortest way from one thread to another: requeue_locked() and switch_next() for the common
 * case. Everything that could ask for more is looked at first; then nothing can go wrong.
 */
void sched_yield(void)
{
	struct thread *self = current_thread(), *next;
	struct cpu *cpu;
	struct runqueue *rq;
	uint64_t now;

	assert_may_sleep();
	check_leaving(self);
	arch_irq_disable();
	cpu = this_cpu();
	rq = &cpu->rq;
	rawlock_acquire(&rq->lock);
	next = runqueue_next(self);
	now = arch_cycles();
	if (unlikely(cpu->need_resched || next == self ||
		     now + (uint64_t)next->quantum_left_cycles < cpu->armed_cycles)) {
		yield_slowly(cpu, self);
		return;
	}
	self->runtime_cycles += now - rq->charged_cycles;
	self->quantum_left_cycles = self->quantum_cycles;
	rq->charged_cycles = now;
	thread_set_state(self, THREAD_RUNNING, THREAD_READY);
	thread_set_state(next, THREAD_READY, THREAD_RUNNING);
	rq->first[self->level] = next;
	rq->curr = next;
	next->switches++;
	arch_switch(&self->arch, &next->arch);
	finish_switch();
	arch_irq_enable();
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
	runqueue_remove(rq, self);
	if (unlikely(state == THREAD_ZOMBIE))
		rq->ended = self;
	if (held)
		rawlock_release(held);
	charge(rq, self, arch_cycles());
	switch_next(cpu, self);
}

/* A thread of `level` has just been queued on `cpu`: see that it runs when it should. */
static inline void notice_ready_locked(struct cpu *cpu, unsigned level)
{
	struct runqueue *rq = &cpu->rq;
	bool idle = rq->curr == rq->idle;

	if (idle || level > rq->curr->level) {
		cpu->need_resched = true;
		if (cpu != this_cpu())
			arch_ipi_send(cpu, IPI_RESCHED);
	} else if (unlikely(slice_end(rq, rq->curr) < cpu->armed_cycles)) {
		/* It had the CPU for itself. Its own CPU programs its own timer. */
		if (cpu == this_cpu())
			sched_arm_timer(cpu, false);
		else
			arch_ipi_send(cpu, IPI_RESCHED);
	}
	if ((idle && rq->linked == 1) || cpu_count == 1)
		return; /* its own CPU takes it */
	sched_call_idle_cpu(cpu);
}

bool sched_wake(struct thread *t, unsigned states)
{
	struct cpu *cpu = lock_runqueue_of(t);
	bool woken = states >> t->state & 1;

	if (woken) {
		t->wait_channel = NULL;
		thread_set_state(t, t->state, THREAD_READY);
		if (unlikely(t->quantum_left_cycles <= 0))
			t->quantum_left_cycles = t->quantum_cycles;
		runqueue_add_last(&cpu->rq, t);
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
	runqueue_add_last(&cpu->rq, t);
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

	ASSERT(t != rq->idle);
	if (!list_is_linked(&t->run_link)) {
		runqueue_adopt(rq, t, priority);
	} else {
		runqueue_remove(rq, t);
		runqueue_adopt(rq, t, priority);
		if (t == rq->curr) {
			runqueue_add_first(rq, t);
			cpu->need_resched = true;
			if (cpu != this_cpu())
				arch_ipi_send(cpu, IPI_RESCHED);
		} else {
			runqueue_add_last(rq, t);
			notice_ready_locked(cpu, t->level);
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
	uint64_t runtime = t->runtime_cycles;

	if (cpu->rq.curr == t)
		runtime += arch_cycles() - cpu->rq.charged_cycles;
	rawlock_release(&cpu->rq.lock);
	arch_irq_restore(flags);
	return arch_cycles_to_ns(runtime);
}

void sched_tick(void)
{
	struct cpu *cpu = this_cpu();
	struct runqueue *rq = &cpu->rq;
	struct thread *curr = rq->curr;

	rawlock_acquire(&rq->lock);
	charge(rq, curr, arch_cycles());
	if (curr->quantum_left_cycles <= 0) {
		if (curr != rq->idle && runqueue_is_shared(rq, curr))
			cpu->need_resched = true;
		else
			curr->quantum_left_cycles = curr->quantum_cycles;
	}
	rawlock_release(&rq->lock);
}

void sched_arm_timer(struct cpu *cpu, bool exact)
{
	const struct runqueue *rq = &cpu->rq;
	uint64_t deadline = cpu->timer_cycles;

	/* A slice that has ended, of a thread that is not preemptible now, needs no second
	 * interrupt. */
	if (!cpu->need_resched && rq->curr != rq->idle && runqueue_is_shared(rq, rq->curr))
		deadline = MIN(deadline, slice_end(rq, rq->curr));
	if (deadline < cpu->armed_cycles || (exact && deadline != cpu->armed_cycles)) {
		cpu->armed_cycles = deadline;
		arch_timer_set(deadline);
	}
}

/* The past counts as now, what is too far for the conversion as just that far. */
void sched_set_timer_deadline(struct cpu *cpu, uint64_t deadline_ns)
{
	uint64_t now_ns = arch_clock_ns();
	uint64_t wait_ns = deadline_ns > now_ns ? deadline_ns - now_ns : 0;

	if (deadline_ns == TIME_NEVER)
		cpu->timer_cycles = TIME_NEVER;
	else
		cpu->timer_cycles =
			arch_cycles() + arch_ns_to_cycles(MIN(wait_ns, (uint64_t)1 << 52));
}
