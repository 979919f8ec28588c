/* SPDX-License-Identifier: MIT */
/*
 * The inside of the scheduler: leaving the CPU and waking. They are inlined into the few functions
 * that do it (in kernel/sched/sched.c and kernel/sync/wait.c), because every switch pays for them.
 * All other code calls kernel/sched/sched.h. All functions here run with interrupts off.
 */
#pragma once
#include <arch/switch.h>
#include <arch/time.h>
#include <kernel/explore/hooks.h>
#include <kernel/sched/sched.h>

/* Free the stack of the thread that has just ended here, and wake its joiner. Lock: rq, released on
 * return. */
void sched_reap_ended(struct runqueue *rq);

/* Link `t`, READY, into the runqueue of `cpu`, and make sure that it runs when it should: preempt
 * the running thread, program the timer, or call another CPU. Lock: cpu->rq. */
void sched_enqueue(struct cpu *cpu, struct thread *t, enum fair_reason reason);

/* Lock the runqueue that `t` belongs to now. Returns its CPU. */
static ALWAYS_INLINE struct cpu *lock_runqueue_of(struct thread *t)
{
	assert_irqs_off();
	for (;;) {
		struct cpu *cpu = READ_ONCE(t->cpu);

		rawlock_acquire(&cpu->rq.lock);
		if (likely(cpu == READ_ONCE(t->cpu)))
			return cpu;
		rawlock_release(&cpu->rq.lock);
	}
}

/* Charge the running thread for the time since it was last charged. Lock: rq. */
static ALWAYS_INLINE void charge(struct runqueue *rq, struct thread *curr, uint64_t now)
{
	assert_locked(&rq->lock);
	curr->usage.runtime_cycles += now - rq->charged_cycles;
	rq->charged_cycles = now;
}

/* The same, and take the time off its quantum. Lock: rq. */
static ALWAYS_INLINE void charge_quantum(struct runqueue *rq, struct thread *curr, uint64_t now)
{
	assert_locked(&rq->lock);
	curr->quantum_left_cycles -= (int64_t)(now - rq->charged_cycles);
	charge(rq, curr, now);
}

/* Charge the running thread up to now if it is in the fair class, whose calculations need its exact
 * CPU time. Lock: rq. */
static inline void charge_running(struct runqueue *rq)
{
	uint64_t now = arch_cycles();

	assert_locked(&rq->lock);
	if (rq->curr->level == LEVEL_FAIR && (int64_t)(now - rq->charged_cycles) > 0)
		charge_quantum(rq, rq->curr, now);
}

/* Time between two calls of sched_balance(), in eighths of a slice: every second slice. */
#define BALANCE_EIGHTHS 16

static inline uint64_t balance_interval(unsigned eighths)
{
	return arch_ns_to_cycles((uint64_t)sched_quantum_ns / 8 * eighths);
}

/* Complete a switch, first thing on the new thread's side. This may wake the joiner of a thread
 * that has ended, so whoever enables interrupts next must call preempt_check(). */
static ALWAYS_INLINE void finish_switch(void)
{
	struct runqueue *rq = &this_cpu()->rq;

	assert_irqs_off();
	assert_locked(&rq->lock);
	if (unlikely(rq->ended))
		sched_reap_ended(rq);
	else
		rawlock_release(&rq->lock);
}

/* When the quantum of `t`, which has run since it was last charged, will be used up, in cycles. */
static ALWAYS_INLINE uint64_t slice_end(const struct runqueue *rq, const struct thread *t)
{
	return rq->charged_cycles + (uint64_t)t->quantum_left_cycles;
}

/* Switch from the current thread `prev` to `next`, another thread. `prev` has been charged, has
 * its new state and, if it is READY and not idle, its place in the queue. Lock: rq, released on
 * return. */
static ALWAYS_INLINE void switch_to(struct cpu *cpu, struct thread *prev, struct thread *next)
{
	struct runqueue *rq = &cpu->rq;

	assert_irqs_off();
	assert_locked(&rq->lock);
	DEBUG_ASSERT(prev != next && prev->state != THREAD_RUNNING);
	thread_set_state(next, THREAD_READY, THREAD_RUNNING);
	rq->curr = next;
	/* Alone, `next` needs no timer; nor if the timer fires before its slice ends. */
	if (rq->linked > 1 && slice_end(rq, next) < cpu->armed_cycles)
		sched_arm_timer(cpu, false);
	arch_switch(&prev->arch, &next->arch);
	finish_switch();
}

/* The checks on each way off the CPU that the thread survives. Any interrupt state. */
static ALWAYS_INLINE void check_leaving(struct thread *self)
{
	if (unlikely(*(uintptr_t *)self->stack != KSTACK_CANARY))
		thread_canary_smashed(self);
}

/* Leave the CPU in `state`, a constant, and give up the lock `held`, if any; see sched_block(). The
 * thread stays if it has a flag of `unless`. Next time it starts with a full quantum, since it
 * gives up the CPU of its own accord. Preemption is on. */
static ALWAYS_INLINE void leave(struct thread *self, enum thread_state state, struct rawlock *held,
	const char *channel, unsigned unless)
{
	struct cpu *cpu = this_cpu();
	struct runqueue *rq = &cpu->rq;
	struct thread *next;

	assert_irqs_off();
	if (held)
		assert_locked(held);
	check_leaving(self);
	rawlock_acquire(&rq->lock);
	if (unlikely(thread_has_flag(self, unless | THREAD_EXPLORED))) {
		/* The killer sets the flag first, then takes this lock to find us asleep or
		 * stopped: so either we see the flag here, or it finds us. */
		if ((state != THREAD_ZOMBIE && thread_has_flag(self, unless)) ||
			(thread_has_flag(self, THREAD_EXPLORED) &&
				!explore_thread_leaves(rq, self, state == THREAD_ZOMBIE,
					unless & THREAD_SIGNAL))) {
			rawlock_release(&rq->lock);
			if (held)
				rawlock_release(held);
			return;
		}
	}
	self->wait_channel = channel;
	thread_set_state(self, THREAD_RUNNING, state);
	charge(rq, self, arch_cycles());
	self->usage.voluntary++;
	/* If real-time threads wait elsewhere for this CPU, sched_level_left() sets it again. */
	cpu->need_resched = false;
	next = runqueue_leave(rq, self);
	if (held)
		rawlock_release(held);
	self->quantum_left_cycles = self->quantum_cycles;
	if (state == THREAD_ZOMBIE)
		rq->ended = self;
	switch_to(cpu, self, next);
}

/* The running thread's slice may end before the timer of `cpu` fires. Only `cpu` can program its
 * timer. */
static ALWAYS_INLINE void arm_slice(struct cpu *cpu)
{
	assert_locked(&cpu->rq.lock);
	if (cpu == this_cpu())
		sched_arm_timer(cpu, false);
	else
		arch_ipi_send(cpu, IPI_RESCHED);
}

/* A thread of level `level` has just been queued on `cpu`: make sure that it runs when it should.
 * Lock: cpu->rq. */
static ALWAYS_INLINE void notice_ready_locked(struct cpu *cpu, unsigned level)
{
	struct runqueue *rq = &cpu->rq;

	assert_locked(&cpu->rq.lock);
	if (level > rq->curr->level || rq->curr == rq->idle) {
		cpu->need_resched = true;
		if (cpu != this_cpu())
			arch_ipi_send(cpu, IPI_RESCHED);
	} else if (unlikely(slice_end(rq, rq->curr) < cpu->armed_cycles)) {
		arm_slice(cpu); /* the running thread had the CPU to itself */
	}
	if (likely(cpu_count == 1) || (rq->curr == rq->idle && rq->linked == 1))
		return; /* its own CPU takes it */
	sched_offer(cpu);
}

/* See sched_wake(). */
static ALWAYS_INLINE bool wake(struct thread *t)
{
	struct cpu *cpu = lock_runqueue_of(t);
	unsigned level = t->level;
	struct thread *first;

	switch (t->state) {
	case THREAD_BLOCKED:
		thread_set_state(t, THREAD_BLOCKED, THREAD_READY);
		break;
	case THREAD_SLEEPING:
		thread_set_state(t, THREAD_SLEEPING, THREAD_READY);
		break;
	case THREAD_STOPPED:
		thread_set_state(t, THREAD_STOPPED, THREAD_READY);
		break;
	default:
		rawlock_release(&cpu->rq.lock);
		return false;
	}
	/* Shortcut for sched_enqueue(): if the level has a ring, its bit and `top` are set already.
	 * Never so for a fair thread: LEVEL_FAIR_UNQUEUED has no ring. */
	first = cpu->rq.first[level];
	if (likely(first)) {
		runqueue_append(&cpu->rq, first, t);
		notice_ready_locked(cpu, level);
	} else {
		sched_enqueue(cpu, t, FAIR_WAKE);
	}
	rawlock_release(&cpu->rq.lock);
	return true;
}
