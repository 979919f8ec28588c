/* SPDX-License-Identifier: MIT */
/*
 * Raw lock: a spin lock that knows nothing about threads or interrupts. One word and one atomic
 * exchange. It is not fair; with a few CPUs and short critical sections it need not be.
 *
 * The scheduler, the timer queues and the console are built on raw locks. All other code uses
 * kernel/sync/spinlock.h. The holder keeps interrupts off, or only preemption if no interrupt
 * handler takes the lock. Debug builds check the lock order: a CPU may only take a lock whose rank
 * is higher than the ranks of all locks it holds, with the exceptions that docs/locking.md names.
 */
#pragma once
#include <arch/cpu.h>
#include <arch/irq.h>
#include <lib/assert.h>
#include <lib/base.h>

/* The whole lock order, outermost first. docs/locking.md says what each protects. */
enum lock_rank {
	LOCK_RANK_THREAD_TABLE = 20,
	LOCK_RANK_EVENT = 28,      /* a file's event, whose watchers wake others */
	LOCK_RANK_EPOLL = 29,      /* several at once: the inner instance's first */
	LOCK_RANK_WAIT = 30,       /* every other wait queue */
	LOCK_RANK_FUTEX = 34,      /* two at once: lower address first */
	LOCK_RANK_TTYS = 38,       /* which session has which terminal */
	LOCK_RANK_FILES = 40,      /* descriptor tables, tty input: short sections of fs/ */
	LOCK_RANK_PAGE_CACHE = 45, /* a file's pages and size */
	LOCK_RANK_KSTACK = 50,
	LOCK_RANK_VMAP = 60,
	LOCK_RANK_SLAB = 70,
	LOCK_RANK_TABLE = 75, /* page tables kept for re-use */
	LOCK_RANK_PAGE = 80,
	LOCK_RANK_LOADAVG = 85,
	LOCK_RANK_TIMER = 90,
	LOCK_RANK_RUNQUEUE = 100, /* two at once: lower CPU number first */
	LOCK_RANK_CONSOLE = 120,
};

struct rawlock {
	unsigned long held;
#ifdef HEDDLE_DEBUG
	const char *name;
	enum lock_rank rank;
#endif
};

#ifdef HEDDLE_DEBUG
#define RAWLOCK_INIT(lock_name, lock_rank)               \
	{                                                \
		.name = (lock_name), .rank = (lock_rank) \
	}
void lockcheck_acquire(const struct rawlock *lock);
void lockcheck_release(const struct rawlock *lock);

/* Called before and after an interrupt handler. Interrupts off. */
void lockcheck_handler_begins(void);
void lockcheck_handler_ends(void);

/* Does this CPU hold the raw lock or spin lock at `lock`? After a lock report: always true. */
bool lockcheck_holds(const void *lock);

/* Does the current thread own the struct mutex at `mutex`? (kernel/sync/lockcheck.c) */
struct mutex;
bool lockcheck_owns(const void *mutex);

/*
 * In debug builds, assert that `lock` is held: a raw lock or a spin lock by this CPU, a mutex by
 * the current thread. `lock` is a pointer to any of the three. Any context.
 */
/* clang-format off */
#define assert_locked(lock)                                                          \
	do {                                                                         \
		bool (*holds_)(const void *) = _Generic((lock),                      \
			struct mutex *: lockcheck_owns,                              \
			const struct mutex *: lockcheck_owns,                        \
			default: lockcheck_holds);                                   \
		if (unlikely(!holds_(lock)))                                         \
			assert_fail("locked: " #lock, __FILE__, __LINE__, __func__); \
	} while (0)
/* clang-format on */
#else
#define RAWLOCK_INIT(lock_name, lock_rank) \
	{                                  \
		0                          \
	}
static inline void lockcheck_acquire(const struct rawlock *lock)
{
	(void)lock;
}
static inline void lockcheck_release(const struct rawlock *lock)
{
	(void)lock;
}
static inline void lockcheck_handler_begins(void)
{
}
static inline void lockcheck_handler_ends(void)
{
}
#define assert_locked(lock) ((void)sizeof(lock))
#endif

static inline void rawlock_init(struct rawlock *lock, const char *name, enum lock_rank rank)
{
	*lock = (struct rawlock)RAWLOCK_INIT(name, rank);
	(void)name;
	(void)rank;
}

static inline void rawlock_acquire(struct rawlock *lock)
{
	lockcheck_acquire(lock);
	while (unlikely(arch_test_and_set(&lock->held)))
		while (__atomic_load_n(&lock->held, __ATOMIC_RELAXED))
			arch_cpu_relax();
}

static inline bool rawlock_is_held(const struct rawlock *lock)
{
	return __atomic_load_n(&lock->held, __ATOMIC_RELAXED);
}

static inline void rawlock_release(struct rawlock *lock)
{
	lockcheck_release(lock);
	/* A fence and a plain store: shorter than a store with release on some machines. */
	__atomic_thread_fence(__ATOMIC_RELEASE);
	WRITE_ONCE(lock->held, 0);
}
