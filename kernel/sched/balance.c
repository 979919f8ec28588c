/* SPDX-License-Identifier: MIT */
/*
 * Threads go from one CPU to another. Who is ready and waits is taken by a CPU with less to do,
 * which has been called, or looks when it has less than before:
 *
 *   idle       it takes a thread from the CPU on which most wait (sched_steal)
 *   real-time  the CPUs run the highest that are ready: whoever has to wait on a CPU gets onto one
 *              that runs something lower (sched_pull_realtime)
 *   fair       a CPU on which some wait sends one to the CPU whose threads have got the most for
 *              their weights, if that is more than its own got (sched_balance)
 *
 * The caller and the CPU that looks each write what the other reads, a fence, then read: one of the
 * two sees the other. A thread moves with both runqueues locked. The running thread of a CPU and
 * the first real-time one that is about to take its place stay.
 */
#include <arch/irq.h>
#include <kernel/sched/switch.h>
#include <kernel/sched/usage.h>
#include <lib/bitmap.h>

#define SLACKS_UNTURNED 4 /* see slack_of() */
#define SLACKS_MAX      16

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
	if (t->level == LEVEL_FAIR_UNQUEUED)
		fair_change_queue(&to->rq, t);
}

/* `t`, READY on `from`, belongs to `to` and is to be queued there. Lock: both runqueues. */
static void unqueue(struct thread *t, struct cpu *from, struct cpu *to)
{
	runqueue_remove(&from->rq, t);
	if (t->level == LEVEL_FAIR_UNQUEUED) {
		charge_running(&to->rq);
		t->fair.lag += fair_clock_lag(&from->rq, &to->rq, t);
	}
	change_cpu(t, to);
}

/* `t`, READY on `from`, comes to `cpu`, which looks at its queue next. Lock: both runqueues. */
static void pull_locked(struct cpu *cpu, struct cpu *from, struct thread *t)
{
	bool had_realtime = cpu->rq.top > LEVEL_REALTIME;

	unqueue(t, from, cpu);
	runqueue_add_last(&cpu->rq, t, FAIR_MOVE);
	cpu->need_resched = true;
	/* Who queued several may have called this CPU each time: it calls the next. */
	__atomic_fetch_and(&idle_cpus, ~(1u << cpu->id), __ATOMIC_SEQ_CST);
	if (had_realtime)
		sched_offer(cpu); /* one that was about to run here has to wait now */
}

/* --- Real-time threads ------------------------------------------------------------------------ */

/* The CPUs but this one that have nothing as high as `level`. Only a hint: they are not locked. */
static unsigned cpus_below(int level, const struct cpu *but)
{
	unsigned below = 0;

	for (unsigned i = 0; i < cpu_count; i++)
		if (&cpus[i] != but && READ_ONCE(cpus[i].rq.top) < level)
			below |= 1u << i;
	return below;
}

/* That of `among`, not none, whose thread is lowest. As above. */
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

/* The first thread of `level` that waits and may run on a CPU of `allowed`; NULL. */
static struct thread *waiting_at(const struct runqueue *rq, int level, unsigned allowed)
{
	struct thread *first = rq->first[level], *t = first;

	do {
		bool stays = t->state == THREAD_RUNNING || (level == rq->top && t == first);

		if (!stays && allowed & ~t->excluded_cpus)
			return t;
		t = runqueue_next(t);
	} while (t != first);
	return NULL;
}

/* The highest real-time thread above `least` that waits and may run on a CPU of `allowed`; NULL. */
static struct thread *waiting_realtime(const struct runqueue *rq, int least, unsigned allowed)
{
	struct thread *t = NULL;

	for (int level = rq->top; !t && level > least;
		level = bitmap_last(rq->bitmap, (unsigned)level))
		t = waiting_at(rq, level, allowed);
	return t;
}

/* Call the lowest of the CPUs that could run the highest real-time thread waiting on `busy` for
 * which there is one. False if there is none. Lock: busy->rq. */
static bool offer_realtime(struct cpu *busy)
{
	const struct runqueue *rq = &busy->rq;
	struct thread *t = NULL;
	unsigned below = 0;

	if (!waiting_realtime(rq, LEVEL_REALTIME, ~(1u << busy->id)))
		return false;
	/* Pairs with the fence in sched_level_left(): either that CPU, whose top has sunk, sees
	 * the bit, or we see that it is low enough. */
	__atomic_fetch_or(&realtime_waiting, 1u << busy->id, __ATOMIC_SEQ_CST);
	__atomic_thread_fence(__ATOMIC_SEQ_CST);
	for (int level = rq->top; !t && level > LEVEL_REALTIME;
		level = bitmap_last(rq->bitmap, (unsigned)level)) {
		below = cpus_below(level, busy);
		if (!below)
			break; /* nor is there one for the lower levels */
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

	__atomic_thread_fence(__ATOMIC_SEQ_CST);
	if (READ_ONCE(realtime_waiting) & ~(1u << cpu->id)) {
		cpu->need_resched = true; /* sched_preempt() looks */
		if (cpu != this_cpu())
			arch_ipi_send(cpu, IPI_RESCHED);
	}
}

bool sched_pull_realtime(struct cpu *cpu)
{
	unsigned others = READ_ONCE(realtime_waiting) & ~(1u << cpu->id);
	bool pulled = false;

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

	if (cpu->rq.curr == cpu->rq.idle || READ_ONCE(realtime_waiting) & ~(1u << cpu->id))
		cpu->need_resched = true; /* look around for work to take */
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

	if (unlikely(busy->rq.top > LEVEL_REALTIME)) {
		if (busy->rq.balance_cycles < busy->armed_cycles && runqueue_fair_waits(&busy->rq))
			arm_slice(busy); /* no slice ends: sched_balance() needs a time */
		if (offer_realtime(busy))
			return; /* who comes for one calls for the rest */
	}
	/* Pairs with the fence in sched_idle_loop(): it sees the thread, or we see it idle. */
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

	if (sched_pull_realtime(cpu))
		return true;
again:
	victim = busiest_other(cpu);
	if (!victim)
		return false;
	lock_two(cpu, victim);
	/* The one that has waited least has the least in that CPU's caches to lose. */
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
	if (!runqueue_ready(&cpu->rq) || !busiest_other(cpu))
		return;
	rawlock_acquire(&cpu->rq.lock);
	sched_offer(cpu);
	rawlock_release(&cpu->rq.lock);
}

/* --- Fair threads ----------------------------------------------------------------------------- */

/*
 * Each CPU's threads are served evenly for their weights, up to a slice; so it is enough that the
 * clocks of the CPUs (fair_clock()) stay together. The clock of a CPU is the slower the more wait
 * on it. If it falls behind that of another by more than the slack, a thread goes there: its old
 * CPU's goes faster from now on, the other's slower, and it takes what it is behind along. This
 * is repeated in every second slice while one waits, so a CPU's clock stays behind only once nobody
 * waits there, and then its thread cannot get more. With one thread more than CPUs, each is the odd
 * one in turn. Who goes has run last: one that is owed much, and waits for that, would by its
 * coming alone put back the clock of the next CPU, and so be sent round without ever running.
 */

/*
 * How far the clock of `cpu` may be behind before `t` goes to another: the further the more the
 * move would turn the scales (`down` is by how much `cpu` has more weight), as a lighter one may
 * do. Behind a real-time thread there is nothing to be weighed.
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

/* Is `t` too heavy, and the running thread lighter? Then that is to go, once it waits. */
static bool overshoots(const struct runqueue *rq, const struct thread *t, int64_t down)
{
	return fair_weight(t->fair.weight) > down && rq->curr->level == LEVEL_FAIR &&
	       rq->curr->fair.weight > t->fair.weight;
}

/* By how much is the clock of `to` ahead of that of `cpu`, more than the slack? Then `*thread`,
 * which waits on `cpu`, is to go there. 0: nobody is. Lock: both runqueues. */
static int64_t clock_ahead(struct cpu *cpu, struct cpu *to, struct thread **thread)
{
	struct runqueue *rq = &cpu->rq, *other = &to->rq;
	int64_t ahead, slack, down = rq->fair.weight - other->fair.weight;
	struct thread *t;

	if (other->top != LEVEL_FAIR_BUSY || rq->fair.count == 0)
		return 0; /* it is idle, and takes one itself, or has no time for it */
	t = *thread = fair_last(rq, 1u << to->id, down);
	if (!t || overshoots(rq, t, down))
		return 0;
	charge_running(rq);
	charge_running(other);
	slack = slack_of(cpu, t, down);
	ahead = fair_clock(other) - fair_clock(rq);
	/* Whose thread runs alone and gets all it can is not owed for ever. */
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
		/* Not at once to a third. */
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

	rawlock_acquire(&rq->lock);
	due = runqueue_fair_waits(rq) && now >= rq->balance_cycles;
	/* Who comes next stays; who has just run is to go. */
	if (due)
		rq->balance_cycles =
			now + balance_interval(cpu->need_resched ? 1 : BALANCE_EIGHTHS);
	rawlock_release(&rq->lock);
	if (due && !cpu->need_resched)
		balance(cpu);
}

/* --- Told to move ----------------------------------------------------------------------------- */

/* The one of the CPUs that `t` may run on where fewest wait; NULL: there is none. */
static struct cpu *emptiest_cpu(const struct thread *t)
{
	struct cpu *emptiest = NULL;

	for (unsigned i = 0; i < cpu_count; i++)
		if (!(READ_ONCE(t->excluded_cpus) >> i & 1) &&
			(!emptiest || runqueue_ready(&cpus[i].rq) < runqueue_ready(&emptiest->rq)))
			emptiest = &cpus[i];
	return emptiest;
}

/* Move `t`, unless it runs. False if it was no longer on `from`. Interrupts off. */
static bool move(struct thread *t, struct cpu *from, struct cpu *to)
{
	unsigned waits = 1u << THREAD_BLOCKED | 1u << THREAD_SLEEPING | 1u << THREAD_STOPPED;
	bool here;

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
		sched_offer(cpu); /* others may come for it that could not before */
	rawlock_release(&cpu->rq.lock);
	arch_irq_restore(flags);
	preempt_check();
}
