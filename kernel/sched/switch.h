/* SPDX-License-Identifier: MIT */
/*
 * The inside of the scheduler: leaving the CPU and waking, as one piece each, inlined into the few
 * functions that do it (kernel/sched/sched.c, kernel/sync/wait.c), because they are on the way of
 * every switch. Everybody else calls kernel/sched/sched.h. Interrupts are off in all of it.
 */
#pragma once
#include <arch/switch.h>
#include <arch/time.h>
#include <kernel/explore/hooks.h>
#include <kernel/sched/sched.h>

/* The thread that left has ended: free its stack, wake its joiner. Lock: rq, released on return. */
void sched_reap_ended(struct runqueue *rq);

/* Link `t`, READY, to the runqueue of `cpu`, and see that it runs when it should. Lock: cpu->rq. */
void sched_enqueue(struct cpu *cpu, struct thread *t, enum fair_reason reason);

/* Lock the runqueue that `t` belongs to now; interrupts off. */
static ALWAYS_INLINE struct cpu *lock_runqueue_of(struct thread *t)
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
static ALWAYS_INLINE void charge(struct runqueue *rq, struct thread *curr, uint64_t now)
{
	curr->usage.runtime_cycles += now - rq->charged_cycles;
	rq->charged_cycles = now;
}

/* The same, and take the time off its quantum. */
static ALWAYS_INLINE void charge_quantum(struct runqueue *rq, struct thread *curr, uint64_t now)
{
	curr->quantum_left_cycles -= (int64_t)(now - rq->charged_cycles);
	charge(rq, curr, now);
}

/* For the fair class, where it matters for how long the running thread has run: charge it up to
 * now. */
static inline void charge_running(struct runqueue *rq)
{
	uint64_t now = arch_cycles();

	if (rq->curr->level == LEVEL_FAIR && (int64_t)(now - rq->charged_cycles) > 0)
		charge_quantum(rq, rq->curr, now);
}

/* Between two comparisons of CPUs (sched_balance()), in eighths of a slice: every second slice. */
#define BALANCE_EIGHTHS 16

static inline uint64_t balance_interval(unsigned eighths)
{
	return arch_ns_to_cycles((uint64_t)sched_quantum_ns / 8 * eighths);
}

/* First thing on the new thread's side of a switch. It may wake the joiner of one that has ended:
 * who turns interrupts on next calls preempt_check(). */
static ALWAYS_INLINE void finish_switch(void)
{
	struct runqueue *rq = &this_cpu()->rq;

	if (unlikely(rq->ended))
		sched_reap_ended(rq);
	else
		rawlock_release(&rq->lock);
}

/* When the quantum of `t`, running since it was last charged, is used up. */
static ALWAYS_INLINE uint64_t slice_end(const struct runqueue *rq, const struct thread *t)
{
	return rq->charged_cycles + (uint64_t)t->quantum_left_cycles;
}

/* Switch to `next`, another thread. Lock: rq, released on return. The current thread has been
 * charged, has its new state and, if READY and not idle, its place in the queue. */
static ALWAYS_INLINE void switch_to(struct cpu *cpu, struct thread *prev, struct thread *next)
{
	struct runqueue *rq = &cpu->rq;

	thread_set_state(next, THREAD_READY, THREAD_RUNNING);
	rq->curr = next;
	if (rq->linked > 1 && slice_end(rq, next) < cpu->armed_cycles)
		sched_arm_timer(cpu, false);
	arch_switch(&prev->arch, &next->arch);
	finish_switch();
}

/* The checks on every way off the CPU that the thread survives. Interrupts as they are. */
static ALWAYS_INLINE void check_leaving(struct thread *self)
{
	if (unlikely(*(uintptr_t *)self->stack != KSTACK_CANARY))
		thread_canary_smashed(self);
}

/*
 * Leave the CPU in `state`, a constant; see sched_block(). Preemptible. Who gives it up by itself
 * starts with a full quantum next time. It stays when it has one of the flags `unless`.
 */
static ALWAYS_INLINE void leave(struct thread *self, enum thread_state state, struct rawlock *held,
	const char *channel, unsigned unless)
{
	struct cpu *cpu = this_cpu();
	struct runqueue *rq = &cpu->rq;
	struct thread *next;

	check_leaving(self);
	rawlock_acquire(&rq->lock);
	if (unlikely(thread_has_flag(self, unless | THREAD_EXPLORED))) {
		if (state != THREAD_ZOMBIE && thread_has_flag(self, unless)) {
			/* The killer set the flag before it took this lock to find us asleep or
			 * stopped. */
			rawlock_release(&rq->lock);
			if (held)
				rawlock_release(held);
			return;
		}
		if (thread_has_flag(self, THREAD_EXPLORED))
			explore_thread_leaves(rq, self, state == THREAD_ZOMBIE);
	}
	self->wait_channel = channel;
	thread_set_state(self, THREAD_RUNNING, state);
	charge(rq, self, arch_cycles());
	self->usage.voluntary++;
	cpu->need_resched = false; /* unless real-time threads wait elsewhere for us to leave */
	next = runqueue_leave(rq, self);
	if (held)
		rawlock_release(held);
	self->quantum_left_cycles = self->quantum_cycles;
	if (state == THREAD_ZOMBIE)
		rq->ended = self;
	switch_to(cpu, self, next);
}

/* The running thread's slice may end earlier than the timer of `cpu`, which only that programs. */
static ALWAYS_INLINE void arm_slice(struct cpu *cpu)
{
	if (cpu == this_cpu())
		sched_arm_timer(cpu, false);
	else
		arch_ipi_send(cpu, IPI_RESCHED);
}

/* A thread of `level` has just been queued on `cpu`: see that it runs when it should. */
static ALWAYS_INLINE void notice_ready_locked(struct cpu *cpu, unsigned level)
{
	struct runqueue *rq = &cpu->rq;

	if (level > rq->curr->level || rq->curr == rq->idle) {
		cpu->need_resched = true;
		if (cpu != this_cpu())
			arch_ipi_send(cpu, IPI_RESCHED);
	} else if (unlikely(slice_end(rq, rq->curr) < cpu->armed_cycles)) {
		arm_slice(cpu); /* it had the CPU for itself */
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
