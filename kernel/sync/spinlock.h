/* SPDX-License-Identifier: MIT */
/*
 * Spin locks: short critical sections between CPUs.
 *
 * spin_lock() keeps preemption off while the lock is held. spin_lock_irqsave() keeps interrupts
 * off, for locks that interrupt handlers take too. Each lock is always taken in the same way. The
 * holder must not sleep. Debug builds check that a lock is released by its holder
 * (kernel/lock/lockcheck.c).
 */
#pragma once
#include <kernel/lock/rawlock.h>
#include <kernel/sched/preempt.h>

struct spinlock {
	struct rawlock raw;
};
static_assert(offsetof(struct spinlock, raw) == 0, "assert_locked() takes both kinds");

#define SPINLOCK_INIT(lock_name, lock_rank)               \
	{                                                 \
		.raw = RAWLOCK_INIT(lock_name, lock_rank) \
	}

static inline void spin_init(struct spinlock *lock, const char *name, enum lock_rank rank)
{
	rawlock_init(&lock->raw, name, rank);
}

/* Any thread context. */
static inline void spin_lock(struct spinlock *lock)
{
	preempt_disable();
	rawlock_acquire(&lock->raw);
}

static inline void spin_unlock(struct spinlock *lock)
{
	rawlock_release(&lock->raw);
	preempt_enable();
}

/* Any context. The result goes to spin_unlock_irqrestore(). */
static inline unsigned long spin_lock_irqsave(struct spinlock *lock)
{
	unsigned long flags = arch_irq_save();

	rawlock_acquire(&lock->raw);
	return flags;
}

static inline void spin_unlock_irqrestore(struct spinlock *lock, unsigned long flags)
{
	rawlock_release(&lock->raw);
	arch_irq_restore(flags);
	preempt_check();
}

/* The same for thread context where interrupts are known to be on. */
static inline void spin_lock_irq(struct spinlock *lock)
{
	arch_irq_disable();
	rawlock_acquire(&lock->raw);
}

static inline void spin_unlock_irq(struct spinlock *lock)
{
	rawlock_release(&lock->raw);
	arch_irq_enable();
	preempt_check();
}
