/* SPDX-License-Identifier: MIT */
/*
 * Load balancing. A CPU with spare capacity pulls READY threads from a busier one, either because
 * it was sent an IPI or because its own load has just dropped:
 *
 *   idle       pulls a thread from the CPU on which most threads wait (sched_steal())
 *   real-time  the CPUs run the highest READY threads: a thread that has to wait moves to a CPU
 *              that runs a lower level (sched_pull_realtime())
 *   fair       a CPU on which threads wait sends one to the CPU whose threads have had the most
 *              for their weights, if they have had more than its own (sched_balance())
 *
 * The CPU that calls and the CPU that checks each write what the other reads, pass a fence, then
 * read: so at least one of them sees the other. A thread moves with both runqueues locked. A CPU's
 * running thread, and the first real-time thread that is about to replace it, stay.
 */
#include <arch/irq.h>
#include <kernel/sched/switch.h>
#include <kernel/sched/usage.h>
#include <lib/bitmap.h>

#define SLACKS_UNTURNED 4 /* see slack_of() */
#define SLACKS_MAX      16

/* Lock both runqueues, lower CPU number first. */
static void lock_two(struct cpu *a, struct cpu *b)
{
	assert_irqs_off();
	rawlock_acquire(a < b ? &a->rq.lock : &b->rq.lock);
	rawlock_acquire(a < b ? &b->rq.lock : &a->rq.lock);
}

/* `t`, neither linked nor napping, belongs to `to` from now on. Lock: both runqueues. */
static void change_cpu(struct thread *t, struct cpu *to)
{
	assert_locked(&t->cpu->rq.lock);
	assert_locked(&to->rq.lock);
	DEBUG_ASSERT(!list_is_linked(&t->run_link));
	sched_settle_user_locked(t->cpu, t);
	WRITE_ONCE(t->cpu, to);
	if (t->level == LEVEL_FAIR_UNQUEUED)
		fair_change_queue(&to->rq, t);
}

/* Unlink `t`, READY on `from`, and make it belong to `to`; the caller queues it there. Lock: both
 * runqueues. */
static void unqueue(struct thread *t, struct cpu *from, struct cpu *to)
{
	assert_locked(&to->rq.lock);
	DEBUG_ASSERT(t->state == THREAD_READY && t->cpu == from);
	runqueue_remove(&from->rq, t);
	if (t->level == LEVEL_FAIR_UNQUEUED) {
		charge_running(&to->rq);
		t->fair.lag += fair_clock_lag(&from->rq, &to->rq, t);
	}
	change_cpu(t, to);
}

/* Pull `t`, READY on `from`, to `cpu`, which makes a choice next. Lock: both runqueues. */
static void pull_locked(struct cpu *cpu, struct cpu *from, struct thread *t)
{
	bool had_realtime = cpu->rq.top > LEVEL_REALTIME;

	assert_locked(&cpu->rq.lock);
	unqueue(t, from, cpu);
	runqueue_add_last(&cpu->rq, t, FAIR_MOVE);
	cpu->need_resched = true;
	/* If several threads were queued at once, each may have called this CPU: let the next call
	 * go to another idle CPU. */
	__atomic_fetch_and(&idle_cpus, ~(1u << cpu->id), __ATOMIC_SEQ_CST);
	if (had_realtime)
		sched_offer(cpu); /* a thread that was about to run here has to wait now */
}

/* --- Real-time threads ------------------------------------------------------------------------ */

/* The CPUs other than `but` that have nothing as high as `level`. They are not locked, so this is
 * only a hint. */
static unsigned cpus_below(int level, const struct cpu *but)
{
	unsigned below = 0;

	for (unsigned i = 0; i < cpu_count; i++)
		if (&cpus[i] != but && READ_ONCE(cpus[i].rq.top) < level)
			below |= 1u << i;
	return below;
}

/* Of the CPUs in `among`, which is not empty, the one that runs the lowest level. Only a hint,
 * too. */
static struct cpu *lowest_cpu(unsigned among)
{
	struct cpu *lowest = &cpus[bit_ffs(among)];

	for (; among; among &= among - 1) {
		struct cpu *cpu = &cpus[bit_ffs(among)];

		if (READ_ONCE(cpu->rq.top) < READ_ONCE(lowest->rq.top))
			lowest = cpu;
	}
	return lowest;
}

/* The first thread of `level` that waits and may run on a CPU in `allowed`. NULL if there is
 * none. */
static struct thread *waiting_at(const struct runqueue *rq, int level, unsigned allowed)
{
	struct thread *first = rq->first[level], *t = first;

	assert_locked(&rq->lock);
	do {
		bool stays = t->state == THREAD_RUNNING || (level == rq->top && t == first);

		if (!stays && allowed & ~t->excluded_cpus)
			return t;
		t = runqueue_next(t);
	} while (t != first);
	return NULL;
}

/* The highest real-time thread above level `least` that waits and may run on a CPU in `allowed`.
 * NULL if there is none. */
static struct thread *waiting_realtime(const struct runqueue *rq, int least, unsigned allowed)
{
	struct thread *t = NULL;

	for (int level = rq->top; !t && level > least;
		level = bitmap_last(rq->bitmap, (unsigned)level))
		t = waiting_at(rq, level, allowed);
	return t;
}

/* Find the highest real-time thread that waits on `busy` and that another CPU could run at once.
 * Call the one of those CPUs that runs the lowest level. False if there is none. Lock: busy->rq. */
static bool offer_realtime(struct cpu *busy)
{
	const struct runqueue *rq = &busy->rq;
	struct thread *t = NULL;
	unsigned below = 0;

	assert_locked(&rq->lock);
	if (!waiting_realtime(rq, LEVEL_REALTIME, ~(1u << busy->id)))
		return false;
	/* Pairs with the fence in sched_level_left(). Either the CPU whose top level has sunk sees
	 * the bit, or we see that its level is low enough. */
	__atomic_fetch_or(&realtime_waiting, 1u << busy->id, __ATOMIC_SEQ_CST);
	__atomic_thread_fence(__ATOMIC_SEQ_CST);
	for (int level = rq->top; !t && level > LEVEL_REALTIME;
		level = bitmap_last(rq->bitmap, (unsigned)level)) {
		below = cpus_below(level, busy);
		if (!below)
			break; /* nor is there one for lower levels */
		t = waiting_at(rq, level, below);
	}
	if (!t)
		return false;
	arch_ipi_send(lowest_cpu(below & ~t->excluded_cpus), IPI_RESCHED);
	return true;
}

void sched_level_left(struct runqueue *rq)
{
	struct cpu *cpu = container_of(rq, struct cpu, rq);

	assert_locked(&rq->lock);
	__atomic_thread_fence(__ATOMIC_SEQ_CST);
	if (READ_ONCE(realtime_waiting) & ~(1u << cpu->id)) {
		cpu->need_resched = true; /* sched_preempt() pulls threads */
		if (cpu != this_cpu())
			arch_ipi_send(cpu, IPI_RESCHED);
	}
}

bool sched_pull_realtime(struct cpu *cpu)
{
	unsigned others = READ_ONCE(realtime_waiting) & ~(1u << cpu->id);
	bool pulled = false;

	assert_irqs_off();
	for (; others; others &= others - 1) {
		struct cpu *from = &cpus[bit_ffs(others)];
		struct thread *t;

		lock_two(cpu, from);
		t = waiting_realtime(&from->rq, MAX(cpu->rq.top, (int)LEVEL_REALTIME),
			1u << cpu->id);
		if (t) {
			pull_locked(cpu, from, t);
			pulled = true;
		}
		if (!waiting_realtime(&from->rq, LEVEL_REALTIME, ~(1u << from->id)))
			__atomic_fetch_and(&realtime_waiting, ~(1u << from->id), __ATOMIC_SEQ_CST);
		if (t && runqueue_ready(&from->rq))
			sched_offer(from);
		else if (!t)
			offer_realtime(from); /* this CPU was called, but has better now */
		rawlock_release(&from->rq.lock);
		rawlock_release(&cpu->rq.lock);
	}
	return pulled;
}

void sched_interrupt(void)
{
	struct cpu *cpu = this_cpu();

	assert_irqs_off();
	if (cpu->rq.curr == cpu->rq.idle || READ_ONCE(realtime_waiting) & ~(1u << cpu->id))
		cpu->need_resched = true; /* check for threads to pull */
	sched_arm_timer(cpu, false);
}

/* --- Idle CPUs -------------------------------------------------------------------------------- */

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

void sched_offer(struct cpu *busy)
{
	unsigned waiting;

	assert_locked(&busy->rq.lock);
	if (unlikely(busy->rq.top > LEVEL_REALTIME)) {
		if (busy->rq.balance_cycles < busy->armed_cycles && runqueue_fair_waits(&busy->rq))
			/* A real-time thread runs, so no slice ends here; sched_balance() needs a
			 * timer of its own. */
			arm_slice(busy);
		if (offer_realtime(busy))
			return; /* the CPU that pulls one thread calls others for the rest */
	}
	/* Pairs with the fence in sched_idle_loop(). Either it sees the thread, or we see that it
	 * is idle. */
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

	assert_irqs_off();
	if (sched_pull_realtime(cpu))
		return true;
again:
	victim = busiest_other(cpu);
	if (!victim)
		return false;
	lock_two(cpu, victim);
	/* The thread that would run last has waited least, so it has least in that CPU's caches to
	 * lose. */
	t = runqueue_last(&victim->rq, 1u << cpu->id);
	if (t) {
		pull_locked(cpu, victim, t);
		if (runqueue_ready(&victim->rq))
			sched_offer(victim);
	}
	left = runqueue_ready(&victim->rq);
	rawlock_release(&victim->rq.lock);
	rawlock_release(&cpu->rq.lock);
	if (!t && !left)
		goto again; /* it has run what it had, but others may have threads */
	return t != NULL;
}

void sched_forward_ipi(struct cpu *cpu)
{
	assert_irqs_off();
	if (!runqueue_ready(&cpu->rq) || !busiest_other(cpu))
		return;
	rawlock_acquire(&cpu->rq.lock);
	sched_offer(cpu);
	rawlock_release(&cpu->rq.lock);
}

/* --- Fair threads ----------------------------------------------------------------------------- */

/*
 * Each CPU serves its own threads in proportion to their weights, to within a slice. So it is
 * enough to keep the clocks of the CPUs (fair_clock()) together.
 *
 * A CPU's clock advances the more slowly, the more threads wait on it. If it falls behind another
 * CPU's by more than the slack, a thread moves to that CPU. The old CPU's clock then advances
 * faster, the new one's more slowly, and the thread takes along what it is behind. This is repeated
 * every second slice while a thread waits. So a clock stays behind only on a CPU where no thread
 * waits, and then its only thread has all it can get. With one thread more than CPUs, each thread
 * is the odd one out in turn.
 *
 * The thread that moves is the one that would run last. A thread that is owed much would put back
 * the clock of the new CPU by its mere arrival, and could be passed on and on without ever running.
 */

/*
 * How far the clock of `cpu` may be behind before `t` moves to another CPU. The slack grows with
 * the imbalance that the move would cause: `down` is how much more weight `cpu` has than the other
 * CPU now, `up` is how much more the other would have afterwards. If a real-time thread runs on
 * `cpu`, the smallest slack is used, since its fair threads get no time there.
 */
static int64_t slack_of(const struct cpu *cpu, const struct thread *t, int64_t down)
{
	int64_t up = 2 * (int64_t)fair_weight(t->fair.weight) - down, times = SLACKS_UNTURNED;

	if (cpu->rq.top > LEVEL_REALTIME)
		times = 1;
	else if (down > 0)
		times = MAX(MIN(up / down, (int64_t)SLACKS_MAX), (int64_t)1);
	return times * fair_clock_slack(t);
}

/* Would moving `t` reverse the imbalance `down`, while the running thread is lighter? Then the
 * running thread should move instead, once it waits. */
static bool overshoots(const struct runqueue *rq, const struct thread *t, int64_t down)
{
	return fair_weight(t->fair.weight) > down && rq->curr->level == LEVEL_FAIR &&
	       rq->curr->fair.weight > t->fair.weight;
}

/* How far the clock of `to` is ahead of that of `cpu`, beyond the slack. If that is more than 0,
 * *thread is the thread that should move from `cpu` to `to`. Lock: both runqueues. */
static int64_t clock_ahead(struct cpu *cpu, struct cpu *to, struct thread **thread)
{
	struct runqueue *rq = &cpu->rq, *other = &to->rq;
	int64_t ahead, slack, down = rq->fair.weight - other->fair.weight;
	struct thread *t;

	assert_locked(&rq->lock);
	assert_locked(&other->lock);
	if (other->top != LEVEL_FAIR_BUSY || rq->fair.count == 0)
		return 0; /* it is idle and pulls a thread itself, or it has no time for one */
	t = *thread = fair_last(rq, 1u << to->id, down);
	if (!t || overshoots(rq, t, down))
		return 0;
	charge_running(rq);
	charge_running(other);
	slack = slack_of(cpu, t, down);
	ahead = fair_clock(other) - fair_clock(rq);
	/* The only thread of `to` gets all it can: what it is behind must not grow without
	 * limit. */
	if (ahead < -slack && !runqueue_fair_waits(other))
		other->fair.clock_offset -= ahead + slack;
	return MAX(ahead - slack, (int64_t)0);
}

static void balance(struct cpu *cpu)
{
	struct cpu *to = NULL;
	struct thread *t;
	int64_t most = 0;

	for (unsigned i = 0; i < cpu_count; i++) {
		int64_t ahead;

		if (&cpus[i] == cpu || !READ_ONCE(cpus[i].online))
			continue;
		lock_two(cpu, &cpus[i]);
		ahead = clock_ahead(cpu, &cpus[i], &t);
		rawlock_release(&cpus[i].rq.lock);
		rawlock_release(&cpu->rq.lock);
		if (ahead > most) {
			most = ahead;
			to = &cpus[i];
		}
	}
	if (!to)
		return;
	lock_two(cpu, to);
	if (clock_ahead(cpu, to, &t)) {
		unqueue(t, cpu, to);
		/* It must not move on to a third CPU at once. */
		to->rq.balance_cycles = arch_cycles() + balance_interval(BALANCE_EIGHTHS);
		sched_enqueue(to, t, FAIR_MOVE);
	}
	rawlock_release(&to->rq.lock);
	rawlock_release(&cpu->rq.lock);
}

void sched_balance(struct cpu *cpu, uint64_t now)
{
	struct runqueue *rq = &cpu->rq;
	bool due;

	assert_irqs_off();
	rawlock_acquire(&rq->lock);
	due = runqueue_fair_waits(rq) && now >= rq->balance_cycles;
	/* If a switch is due, the thread that runs next must not move. Look again once the present
	 * one waits: it is the one to move. */
	if (due)
		rq->balance_cycles =
			now + balance_interval(cpu->need_resched ? 1 : BALANCE_EIGHTHS);
	rawlock_release(&rq->lock);
	if (due && !cpu->need_resched)
		balance(cpu);
}

/* --- Told to move ----------------------------------------------------------------------------- */

/* Of the CPUs that `t` may run on, the one on which the fewest threads wait. NULL if there is
 * none. */
static struct cpu *emptiest_cpu(const struct thread *t)
{
	struct cpu *emptiest = NULL;

	for (unsigned i = 0; i < cpu_count; i++)
		if (!(READ_ONCE(t->excluded_cpus) >> i & 1) &&
			(!emptiest || runqueue_ready(&cpus[i].rq) < runqueue_ready(&emptiest->rq)))
			emptiest = &cpus[i];
	return emptiest;
}

/* Move `t` from `from` to `to`, unless it is running. False if it no longer belongs to `from`.
 * Interrupts off. */
static bool move(struct thread *t, struct cpu *from, struct cpu *to)
{
	unsigned waits = 1u << THREAD_BLOCKED | 1u << THREAD_SLEEPING | 1u << THREAD_STOPPED;
	bool here;

	assert_irqs_off();
	lock_two(from, to);
	here = t->cpu == from;
	if (here && t->state == THREAD_READY) {
		unqueue(t, from, to);
		sched_enqueue(to, t, FAIR_MOVE);
	} else if (here && waits >> t->state & 1) {
		fair_cancel_nap(&from->rq, t);
		change_cpu(t, to);
	}
	rawlock_release(&to->rq.lock);
	rawlock_release(&from->rq.lock);
	return here;
}

void sched_affinity_changed(struct thread *t)
{
	unsigned long flags = arch_irq_save();
	struct cpu *cpu, *to;

	while (cpu = READ_ONCE(t->cpu), READ_ONCE(t->excluded_cpus) >> cpu->id & 1) {
		to = emptiest_cpu(t);
		if (!to || move(t, cpu, to))
			break;
	}
	cpu = lock_runqueue_of(t);
	if (t->state == THREAD_READY && cpu_count > 1)
		sched_offer(cpu); /* other CPUs may be allowed to pull it now */
	rawlock_release(&cpu->rq.lock);
	arch_irq_restore(flags);
	preempt_check();
}
