/* SPDX-License-Identifier: MIT */
/*
 * The lock order, checked while running (DEBUG=1). Each CPU has the list of raw locks it holds; a
 * lock may be taken when its rank is above all of theirs (or it is a second runqueue's, in order),
 * and be released only by the CPU that holds it. Locks belong to CPUs, not threads: a runqueue's
 * lock is taken by one thread and released by the next.
 *
 * What an interrupted thread holds is no matter of the handler's order: it holds it with interrupts
 * on. But then nobody may take such a lock while holding one that handlers take: the handler would
 * wait for that one, on top of who holds the first. Ranks stand for all locks that have them here.
 *
 * A list is its CPU's own. An interrupt may come between two steps here when the holder has only
 * preemption off, but it leaves the list as it found it.
 */
#include <arch/irq.h>
#include <kernel/debug/panic.h>
#include <kernel/debug/rawlock.h>

#define HELD_MAX 12

struct held_locks {
	struct cpu *cpu; /* whose list; NULL until it is claimed. Set atomically, once */
	unsigned count;
	unsigned first; /* of the interrupt handler's, while one runs */
	bool in_handler;
	const struct rawlock *locks[HELD_MAX];
};

/* By rank: has a handler taken such a lock, has anybody with interrupts on? */
static bool in_handlers[LOCK_RANK_CONSOLE + 1], with_irqs_on[LOCK_RANK_CONSOLE + 1];

static struct held_locks lists[CPU_MAX];
static struct held_locks early; /* of the boot CPU, before it knows which it is */
static bool reported;           /* the report itself takes locks */

static struct held_locks *own_list(void)
{
	struct cpu *self = arch_this_cpu();

	if (!self)
		return &early;
	for (size_t i = 0; i < CPU_MAX; i++) {
		struct cpu *none = NULL;

		if (__atomic_load_n(&lists[i].cpu, __ATOMIC_RELAXED) == self)
			return &lists[i];
		if (__atomic_compare_exchange_n(&lists[i].cpu, &none, self, false, __ATOMIC_RELAXED,
			    __ATOMIC_RELAXED))
			return &lists[i];
	}
	return NULL;
}

static NORETURN void complain(const char *what, const struct rawlock *lock,
	const struct rawlock *held)
{
	reported = true;
	if (held)
		panic("lock order: %s \"%s\" (rank %d) while holding \"%s\" (rank %d)", what,
			lock->name, lock->rank, held->name, held->rank);
	panic("lock order: %s \"%s\" (rank %d)", what, lock->name, lock->rank);
}

/* The only locks of one rank that are held together: in the order of their arrays, or of the
 * instances that hang in one another, which never make a circle. */
static bool is_second(const struct rawlock *held, const struct rawlock *lock)
{
	if (lock->rank == LOCK_RANK_EPOLL)
		return held->rank == lock->rank;
	return (lock->rank == LOCK_RANK_RUNQUEUE || lock->rank == LOCK_RANK_FUTEX) &&
	       held->rank == lock->rank && held < lock;
}

void lockcheck_acquire(const struct rawlock *lock)
{
	struct held_locks *list = own_list();

	if (reported)
		return;
	ASSERT(list && lock->name);
	in_handlers[lock->rank] |= list->in_handler;
	with_irqs_on[lock->rank] |= arch_irqs_enabled();
	for (unsigned i = list->first; i < list->count; i++) {
		const struct rawlock *held = list->locks[i];

		if (held == lock)
			complain("takes again", lock, NULL);
		if (held->rank >= lock->rank && !is_second(held, lock))
			complain("takes", lock, held);
		if (in_handlers[held->rank] && with_irqs_on[lock->rank])
			complain("takes what is also held with interrupts on,", lock, held);
	}
	if (list->count == HELD_MAX)
		complain("holds too many to take", lock, NULL);
	list->locks[list->count++] = lock;
}

void lockcheck_release(const struct rawlock *lock)
{
	struct held_locks *list = own_list();
	unsigned i = 0;

	if (reported)
		return;
	ASSERT(list);
	while (i < list->count && list->locks[i] != lock)
		i++;
	if (i == list->count)
		complain("releases what it does not hold:", lock, NULL);
	for (list->count--; i < list->count; i++)
		list->locks[i] = list->locks[i + 1];
}

void lockcheck_handler_begins(void)
{
	struct held_locks *list = own_list();

	ASSERT(list && !list->in_handler);
	list->first = list->count;
	list->in_handler = true;
}

void lockcheck_handler_ends(void)
{
	struct held_locks *list = own_list();

	ASSERT(reported || list->count == list->first);
	list->first = 0;
	list->in_handler = false;
}
