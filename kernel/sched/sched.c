/* SPDX-License-Identifier: MIT */
/*
 * The scheduler's core: leaving the CPU (yield, preemption, wait), waking, and changes of class.
 *
 * Each path off the CPU has the same shape: interrupts off, runqueue locked, charge the running
 * thread for its time, change its state, queue it if it is READY, choose the next, switch_to(). The
 * thread that runs next releases the lock, in finish_switch(); a new thread does so in
 * thread_start().
 */
#include <arch/time.h>
#include <kernel/debug/panic.h>
#include <kernel/sched/sched.h>
#include <kernel/sched/switch.h>
#include <kernel/time/clock.h>
#include <lib/bitmap.h>

#define QUANTUM_MIN_NS     ((uint64_t)20000)
#define QUANTUM_MAX_NS     ((uint64_t)10000000000)
#define QUANTUM_ENDLESS_NS ((uint64_t)1 << 50) /* as good as none */

struct cpu cpus[CPU_MAX];
unsigned cpu_count;
unsigned idle_cpus;
unsigned realtime_waiting;

void sched_reap_ended(struct runqueue *rq)
{
	struct thread *ended = rq->ended;

	assert_locked(&rq->lock);
	rq->ended = NULL;
	rawlock_release(&rq->lock);
	thread_reap(ended);
}

void thread_start(void)
{
	struct thread *self;

	finish_switch();
	arch_irq_enable(); /* off since before the switch, and nothing else enables them */
	preempt_check();
	self = current_thread();
	if (thread_has_flag(self, THREAD_FROM_FRAME))
		thread_enter_frame(self);
	thread_exit(self->entry(self->args[0], self->args[1], self->args[2]));
}

/* The general way off the CPU for a thread that could run on: `self` is queued again, and the
 * next thread runs, which may be `self`. Interrupts off. Lock: cpu->rq, released on return. */
static void requeue_locked(struct cpu *cpu, struct thread *self, bool yield)
{
	struct runqueue *rq = &cpu->rq;
	struct thread *next;

	assert_irqs_off();
	assert_locked(&rq->lock);
	DEBUG_ASSERT(self == rq->curr);
	charge_quantum(rq, self, arch_cycles());
	thread_set_state(self, THREAD_RUNNING, THREAD_READY);
	/* If `self` yields or its slice is used up, it goes to the end; otherwise it keeps its
	 * place. */
	if (unlikely(self->level == LEVEL_FAIR)) {
		fair_requeue(rq, self, yield);
	} else if (yield || self->quantum_left_cycles <= 0) {
		self->quantum_left_cycles = self->quantum_cycles;
		if (self != rq->idle)
			runqueue_rotate(rq, self);
	}
	next = runqueue_pick(rq);
	cpu->need_resched = false;
	if (next != self) {
		self->usage.involuntary++;
		if (unlikely(rq->top > LEVEL_REALTIME) && cpu_count > 1) {
			rq->curr = next;
			sched_offer(cpu); /* `self` has to wait here */
		}
		switch_to(cpu, self, next);
		return;
	}
	thread_set_state(self, THREAD_READY, THREAD_RUNNING);
	sched_arm_timer(cpu, false);
	rawlock_release(&rq->lock);
}

void sched_preempt(void)
{
	struct cpu *cpu = this_cpu();
	struct thread *self = current_thread();

	assert_irqs_off();
	DEBUG_ASSERT(self->preempt_count == 0);
	if (self != cpu->rq.idle)
		check_leaving(self);
	if (cpu_count > 1)
		sched_pull_realtime(cpu);
	rawlock_acquire(&cpu->rq.lock);
	requeue_locked(cpu, self, false);
}

/* A yield for which the short path's conditions do not hold. */
static NOINLINE void yield_slow(struct cpu *cpu, struct thread *self)
{
	requeue_locked(cpu, self, true);
	arch_irq_enable();
	preempt_check();
}

/* The short path from one thread to the next of its level. Each step stands for a rule of
 * requeue_locked(); docs/scheduler.md has the list. All conditions are tested first, and after that
 * nothing can fail. */
void sched_yield(void)
{
	struct thread *self = current_thread(), *next;
	struct cpu *cpu;
	struct runqueue *rq;
	uint64_t now, runtime;

	assert_may_sleep();
	check_leaving(self);
	arch_irq_disable();
	cpu = this_cpu();
	rq = &cpu->rq;
	rawlock_acquire(&rq->lock);
	/* Stands for runqueue_pick() after a rotation. If a higher level were READY, need_resched
	 * would be set. */
	next = runqueue_next(self);
	now = arch_cycles();
	runtime = self->usage.runtime_cycles + (now - rq->charged_cycles);
	/* Below its limit, a fair thread would get the same bucket again (limit_yields()). The
	 * timer need not be programmed if it fires before next's slice ends. */
	if (unlikely(cpu->need_resched || next == self || runtime >= self->yield_limit_cycles ||
		     now + (uint64_t)next->quantum_left_cycles < cpu->armed_cycles)) {
		yield_slow(cpu, self);
		return;
	}
	/* Stands for charge_quantum() and a new request. fair.c's update() makes up for the virtual
	 * time. */
	self->usage.runtime_cycles = runtime;
	rq->charged_cycles = now;
	self->quantum_left_cycles = self->quantum_cycles;
	thread_set_state(self, THREAD_RUNNING, THREAD_READY);
	thread_set_state(next, THREAD_READY, THREAD_RUNNING);
	/* Stands for runqueue_rotate() and switch_to(). */
	rq->first[self->level] = next;
	rq->curr = next;
	self->usage.involuntary++;
	arch_switch(&self->arch, &next->arch);
	finish_switch();
	arch_irq_enable();
	preempt_check();
}

void preempt_check_slow(void)
{
	unsigned long flags;

	if (current_thread()->preempt_count || !arch_irqs_enabled())
		return;
	flags = arch_irq_save();
	while (this_cpu()->need_resched)
		sched_preempt();
	arch_irq_restore(flags);
}

void sched_block(struct rawlock *held, const char *channel, unsigned unless)
{
	ASSERT(current_thread()->preempt_count == 0);
	leave(current_thread(), THREAD_BLOCKED, held, channel, unless);
}

void sched_sleep(const char *channel, unsigned unless)
{
	ASSERT(current_thread()->preempt_count == 0);
	leave(current_thread(), THREAD_SLEEPING, NULL, channel, unless);
}

void sched_stop(struct rawlock *held)
{
	ASSERT(current_thread()->preempt_count == 0);
	leave(current_thread(), THREAD_STOPPED, held, "stopped", THREAD_KILLED);
}

void sched_exit(void)
{
	leave(current_thread(), THREAD_ZOMBIE, NULL, NULL, THREAD_KILLED);
	panic("thread %d (%s) ran after its end", current_thread()->tid, current_thread()->name);
}

static NOINLINE void enqueue_slow(struct cpu *cpu, struct thread *t, enum fair_reason reason)
{
	struct runqueue *rq = &cpu->rq;
	uint64_t since = rq->charged_cycles;

	runqueue_add_last(rq, t, reason);
	notice_ready_locked(cpu, t->level);
	if (t->level == LEVEL_FAIR && rq->curr->level == LEVEL_FAIR && !cpu->need_resched &&
		fair_preempts(rq, t, rq->charged_cycles - since)) {
		cpu->need_resched = true;
		if (cpu != this_cpu())
			arch_ipi_send(cpu, IPI_RESCHED);
	}
}

/* A napping thread returned behind its equal, the running thread: only the timer and other CPUs
 * matter. */
static NOINLINE void notice_equal(struct cpu *cpu)
{
	notice_ready_locked(cpu, LEVEL_FAIR);
}

void sched_enqueue(struct cpu *cpu, struct thread *t, enum fair_reason reason)
{
	struct runqueue *rq = &cpu->rq;

	assert_locked(&rq->lock);
	DEBUG_ASSERT(t->state == THREAD_READY && t->cpu == cpu);
	if (unlikely(!fair_is_napping(t) || !runqueue_end_nap(rq, t, arch_cycles())))
		enqueue_slow(cpu, t, reason);
	else if (unlikely(slice_end(rq, rq->curr) < cpu->armed_cycles || cpu_count > 1))
		notice_equal(cpu);
}

bool sched_wake(struct thread *t)
{
	assert_irqs_off();
	return wake(t);
}

void sched_wake_locked(struct cpu *cpu, struct thread *t)
{
	assert_locked(&cpu->rq.lock);
	thread_set_state(t, t->state, THREAD_READY);
	sched_enqueue(cpu, t, FAIR_WAKE);
}

void sched_start(struct thread *t)
{
	unsigned long flags = arch_irq_save();
	struct cpu *cpu = lock_runqueue_of(t);

	runqueue_adopt(&cpu->rq, t, t->priority);
	thread_set_state(t, THREAD_NEW, THREAD_READY);
	sched_enqueue(cpu, t, FAIR_START);
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

/* Link `t` again, after a change of its class; if `first`, as first of its level. Lock: cpu->rq. */
static void relink_locked(struct cpu *cpu, struct thread *t, bool first)
{
	struct runqueue *rq = &cpu->rq;

	assert_locked(&rq->lock);
	if (t != rq->curr) {
		if (first) {
			runqueue_add_first(rq, t);
			notice_ready_locked(cpu, t->level);
		} else {
			sched_enqueue(cpu, t, FAIR_START);
		}
		return;
	}
	runqueue_add_first(rq, t);
	cpu->need_resched = true;
	if (cpu != this_cpu())
		arch_ipi_send(cpu, IPI_RESCHED);
	if (cpu_count > 1 && runqueue_ready(rq))
		/* While `t` was not linked, a CPU that looked here may have counted one thread too
		 * few. */
		sched_offer(cpu);
}

/* Set the class of `t`, which is not linked, or keeps its place. Lock: rq. */
static void set_class_locked(const struct runqueue *rq, struct thread *t,
	const struct sched_class *class)
{
	uint64_t quantum_ns = class->quantum_ns;

	assert_locked(&rq->lock);
	t->explicit_class = true;
	t->fair.batch = class->batch;
	if (class->realtime) {
		ASSERT(class->realtime <= REALTIME_PRIORITIES);
		t->level = (uint8_t)(LEVEL_REALTIME + class->realtime);
		t->quantum_cycles =
			(int64_t)arch_ns_to_cycles(quantum_ns ? quantum_ns : QUANTUM_ENDLESS_NS);
		t->quantum_left_cycles = t->quantum_cycles;
		return;
	}
	quantum_ns = (uint64_t)rq->policy->quantum_ns(t->priority);
	t->level = (uint8_t)rq->policy->level(t->priority);
	if (t->level != LEVEL_FAIR_UNQUEUED) /* shares by quanta, as far as possible */
		quantum_ns = quantum_ns * fair_weight(class->weight) / fair_weight(FAIR_NICE_0);
	quantum_ns = MAX(MIN(quantum_ns, QUANTUM_MAX_NS), QUANTUM_MIN_NS);
	t->quantum_cycles = (int64_t)arch_ns_to_cycles(quantum_ns);
	if (t->level == LEVEL_FAIR_UNQUEUED)
		fair_adopt(t, class->weight);
}

void sched_set_class(struct thread *t, const struct sched_class *class)
{
	unsigned long flags = arch_irq_save();
	struct cpu *cpu = lock_runqueue_of(t);
	bool linked = list_is_linked(&t->run_link);
	unsigned before = t->level;

	ASSERT(t != cpu->rq.idle);
	fair_cancel_nap(&cpu->rq, t);
	if (linked && class->realtime && before == LEVEL_REALTIME + class->realtime) {
		set_class_locked(&cpu->rq, t, class); /* it keeps its place */
		if (t == cpu->rq.curr)
			arm_slice(cpu); /* its quantum may be shorter now */
	} else {
		if (linked)
			runqueue_remove(&cpu->rq, t);
		set_class_locked(&cpu->rq, t, class);
		runqueue_adopt(&cpu->rq, t, t->priority);
		if (linked)
			relink_locked(cpu, t, class->realtime && t->level < before);
	}
	rawlock_release(&cpu->rq.lock);
	arch_irq_restore(flags);
	preempt_check();
}

void sched_tick(uint64_t now)
{
	struct cpu *cpu = this_cpu();
	struct runqueue *rq = &cpu->rq;
	struct thread *curr = rq->curr;

	assert_irqs_off();
	rawlock_acquire(&rq->lock);
	if (now >= slice_end(rq, curr)) {
		if (curr != rq->idle && runqueue_is_shared(rq, curr)) {
			cpu->need_resched = true;
		} else {
			charge(rq, curr, now);
			curr->quantum_left_cycles = curr->quantum_cycles;
		}
	}
	rawlock_release(&rq->lock);
	if (unlikely(now >= rq->balance_cycles))
		sched_balance(cpu, now);
}

void sched_arm_timer(struct cpu *cpu, bool exact)
{
	const struct runqueue *rq = &cpu->rq;
	uint64_t deadline = cpu->timer_cycles;

	assert_irqs_off();
	DEBUG_ASSERT(cpu == this_cpu());
	/* If the slice has ended but the thread is not preemptible now, need_resched is set, and a
	 * second interrupt would gain nothing. */
	if (!cpu->need_resched && rq->curr != rq->idle && runqueue_is_shared(rq, rq->curr))
		deadline = MIN(deadline, slice_end(rq, rq->curr));
	/* A thread that has just arrived may run first, for an eighth of a slice. */
	if (unlikely(rq->balance_cycles < deadline) && runqueue_fair_waits(rq))
		deadline = MIN(deadline,
			MAX(rq->balance_cycles, rq->charged_cycles + balance_interval(1)));
	if (deadline < cpu->armed_cycles || (exact && deadline != cpu->armed_cycles)) {
		cpu->armed_cycles = deadline;
		arch_timer_set(deadline);
	}
}

/* A deadline in the past counts as now, one too far for the conversion as the longest possible. */
void sched_set_timer_deadline(struct cpu *cpu, uint64_t deadline_ns)
{
	uint64_t now_ns = clock_ns();
	uint64_t wait_ns = deadline_ns > now_ns ? deadline_ns - now_ns : 0;

	assert_irqs_off();
	DEBUG_ASSERT(cpu == this_cpu());
	if (deadline_ns == TIME_NEVER || clock_is_virtual)
		cpu->timer_cycles = TIME_NEVER;
	else
		cpu->timer_cycles =
			arch_cycles() + arch_ns_to_cycles(MIN(wait_ns, (uint64_t)1 << 52));
}
