/* SPDX-License-Identifier: MIT */
/*
 * Checks the lock order at run time (DEBUG=1). Each CPU keeps a list of the raw locks it holds. It
 * may take a lock whose rank is higher than the ranks of all locks in the list, and may release
 * only a lock in the list. Locks belong to CPUs rather than threads: a runqueue's lock is taken by
 * one thread and released by the next.
 *
 * Locks held by the interrupted thread do not count against the handler's order, since they are
 * held with interrupts on. In exchange, no such lock may be taken while holding a lock that
 * handlers take: another CPU could then hold the first lock, be interrupted, and have its handler
 * wait for the second. This rule is checked by rank, since all locks of one rank are used alike.
 *
 * Only its own CPU uses a list. An interrupt may arrive in the middle of an update if the holder
 * has only preemption off, but the handler leaves the list as it found it.
 */
#include <arch/irq.h>
#include <kernel/lock/rawlock.h>
#include <kernel/lock/upcalls.h>

#define HELD_MAX 12

struct held_locks {
	struct cpu *cpu; /* the owner; NULL until claimed. Set atomically, once */
	unsigned count;
	unsigned first; /* index of the running interrupt handler's first lock; otherwise 0 */
	bool in_handler;
	const struct rawlock *locks[HELD_MAX];
};

/* By rank: has a handler ever taken such a lock, and has any code done so with interrupts on? */
static bool in_handlers[LOCK_RANK_CONSOLE + 1], with_irqs_on[LOCK_RANK_CONSOLE + 1];

static struct held_locks lists[CPU_MAX];
static struct held_locks early; /* the boot CPU's, until arch_this_cpu() works */
static bool reported;           /* checking has stopped: the report itself takes locks */

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

/*
 * May `lock` be taken while holding `held` of the same rank? Runqueues' and futex buckets' locks
 * may, in order of address; epoll instances' may, in order of nesting, which is free of cycles.
 */
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

static bool list_has(const struct held_locks *list, const void *lock)
{
	unsigned i = 0;

	while (i < list->count && list->locks[i] != lock)
		i++;
	return i < list->count;
}

/*
 * A thread that holds a lock cannot migrate. One that holds none may migrate in the middle of this
 * look-up; another CPU's list will not contain the lock either, unless that CPU holds it.
 */
bool lockcheck_holds(const void *lock)
{
	return reported || list_has(own_list(), lock);
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
