/* SPDX-License-Identifier: MIT */
/*
 * A thread: what the scheduler runs. This header has its data and its state machine.
 * kernel/proc/thread.h creates, ends and joins threads; kernel/sched/sched.h runs them.
 *
 *   NEW -> READY <-> RUNNING -> BLOCKED | SLEEPING | STOPPED -> READY
 *                    RUNNING -> ZOMBIE -> DEAD (its stack is freed) -> freed
 *
 * Every change of state goes through thread_set_state(), which checks the move.
 */
#pragma once
#include <arch/cpu.h>
#include <arch/thread.h>
#include <kernel/sched/upcalls.h>
#include <lib/assert.h>
#include <lib/list.h>

#define THREAD_NAME_MAX     16
#define THREAD_PRIORITIES   32 /* 0..31, higher is more urgent */
#define THREAD_PRIORITY_MID 16

enum thread_state {
	THREAD_NEW,      /* not yet started */
	THREAD_READY,    /* linked in a runqueue, not running */
	THREAD_RUNNING,  /* on a CPU */
	THREAD_BLOCKED,  /* waits for an event, perhaps with a deadline */
	THREAD_SLEEPING, /* waits for a time */
	THREAD_STOPPED,  /* waits for thread_continue_locked() */
	THREAD_ZOMBIE,   /* has ended, still on its stack */
	THREAD_DEAD,     /* has ended, stack freed, kept for its joiner */
	THREAD_STATES,
};

/*
 * Bits of thread->flags. Any context may set and clear them, atomically. THREAD_KILLED is the sign
 * bit, which RISC-V tests with one branch; THREAD_EXPLORED is the bit below it, so that one
 * instruction loads the mask of both.
 */
enum thread_flag {
	THREAD_KILLED = INT32_MIN,    /* ends at its next cancellation point */
	THREAD_STOPPING = 2,          /* stops at its next cancellation point */
	THREAD_DETACHED = 4,          /* nobody joins it: freed as soon as it has ended */
	THREAD_ISOLATE_FAULTS = 8,    /* a fault in its kernel code ends it, not the kernel */
	THREAD_FROM_FRAME = 16,       /* starts with a return from a trap, with a crafted frame */
	THREAD_EXITING = 32,          /* is in thread_exit() */
	THREAD_SIGNAL = 64,           /* has a signal to act on; ends interruptible waits */
	THREAD_MIGRATE = 128,         /* must leave its CPU before it returns to user mode */
	THREAD_EXPLORED = 0x40000000, /* the explorer schedules it (kernel/explore/) */
};

static_assert(THREAD_KILLED < 0, "entry code tests it as the sign");
static_assert(((THREAD_KILLED | THREAD_EXPLORED) & 0xfff) == 0, "one instruction loads both");

/* The flags that keep a thread from returning straight to user mode: trap_exit_user(). */
#define THREAD_EXIT_WORK (THREAD_KILLED | THREAD_STOPPING | THREAD_MIGRATE | THREAD_SIGNAL)

struct cpu;
struct process;
struct user_thread;

typedef uintptr_t thread_entry(uintptr_t arg0, uintptr_t arg1, uintptr_t arg2);

/* The fair class's data of a thread: see kernel/sched/fair.h. Lock: the runqueue of its CPU. */
struct fair_thread {
	/* A bucket's head: in the list of its weight's buckets. A napping thread: in the list of
	 * naps. */
	struct list link;
	int64_t bucket; /* start of the span that its deadline lies in */
	int64_t vtime;  /* virtual time when its CPU time was settled_cycles */
	uint64_t settled_cycles;
	union {
		int64_t lag;            /* not queued: its lag when it left */
		uint64_t napped_cycles; /* napping: when it left */
	};
	uint64_t nap_limit_cycles; /* with more CPU time than this it cannot nap */
	uint8_t weight;            /* its number, 0..FAIR_WEIGHTS-1 */
	uint8_t span_shift;        /* log2 of a bucket's width in virtual time */
	bool batch;                /* does not preempt when it wakes */
};

/* What a thread has used of CPUs. Lock: as its state. */
struct thread_usage {
	uint64_t runtime_cycles;    /* CPU time, up to when it was last charged */
	uint64_t user_moved_cycles; /* the part of its user time that a CPU's user_cycles has */
	unsigned long voluntary;    /* times it left the CPU to wait */
	unsigned long involuntary;  /* times it left the CPU while it could have run on */
};

/* How a thread ends, for the one that joins it. Lock: thread_table_lock. */
struct thread_end {
	struct thread *joiner; /* waits for it; NULL */
	uintptr_t value;       /* its exit value */
};

struct thread {
	struct arch_thread arch; /* first, see <arch/thread.h> */

	/* Constant once created. */
	int tid;
	int parent_tid;
	thread_entry *entry;
	uintptr_t args[3];
	void *stack; /* lowest byte; holds the canary */
	struct process *process;
	struct user_thread *user; /* NULL for kernel threads */
	char name[THREAD_NAME_MAX];

	/* Only the running thread itself changes these. */
	int preempt_count; /* preemptible at 0 */
	int mutexes_held;

	unsigned flags; /* atomic, enum thread_flag */

	/* Lock: the runqueue of `cpu`. `cpu` itself changes only with both runqueues locked. */
	enum thread_state state;
	uint8_t priority;    /* 0..THREAD_PRIORITIES-1 */
	uint8_t level;       /* its level in the runqueue, chosen by the policy */
	bool explicit_class; /* sched_set_class() chose the class, not the priority */
	/* The CPUs that it must not run on, by bit: the inverse of an affinity mask. 0 for kernel
	 * threads. */
	unsigned excluded_cpus;
	struct cpu *cpu;
	struct list run_link;
	struct fair_thread fair;
	uint64_t yield_limit_cycles; /* with more CPU time, sched_yield() takes its long path */
	int64_t quantum_cycles;      /* length of a full quantum, by the policy */
	int64_t quantum_left_cycles; /* what was left of it when it was last charged */
	struct thread_usage usage;
	uint64_t wake_ns;         /* deadline of the present wait; TIME_NEVER if none */
	const char *wait_channel; /* the present or last wait, in words */

	/* Lock: the wait queue that it waits on (kernel/sync/wait.h). */
	struct list wait_link;

	/* Lock: thread_table_lock (kernel/proc/thread.c). */
	struct list all_link;
	struct list process_link;
	struct thread_end end;
};

static_assert(offsetof(struct thread, arch) == 0, "arch code casts between the two");
static_assert(sizeof(struct thread) <= 1024,
	"a blocked thread costs at most 1 KiB besides its stack");

/* The running thread. Any context. */
static inline struct thread *current_thread(void)
{
	return arch_current();
}

/* "ready", "running", ... */
const char *thread_state_name(enum thread_state state);

/* For each state, the states it may move to. A DEAD thread moves nowhere: it is only freed. */
#define THREAD_TO(state) (1u << THREAD_##state)
static const uint8_t thread_legal_moves[THREAD_STATES] = {
	[THREAD_NEW] = THREAD_TO(READY) | THREAD_TO(RUNNING), /* RUNNING: adopted boot code */
	[THREAD_READY] = THREAD_TO(RUNNING),
	[THREAD_RUNNING] = THREAD_TO(READY) | THREAD_TO(BLOCKED) | THREAD_TO(SLEEPING) |
			   THREAD_TO(STOPPED) | THREAD_TO(ZOMBIE),
	[THREAD_BLOCKED] = THREAD_TO(READY),
	[THREAD_SLEEPING] = THREAD_TO(READY),
	[THREAD_STOPPED] = THREAD_TO(READY),
	[THREAD_ZOMBIE] = THREAD_TO(DEAD),
	[THREAD_DEAD] = 0,
};

NORETURN void thread_bad_move(const struct thread *t, enum thread_state from, enum thread_state to);

/*
 * Move `t` from state `from` to state `to`. This is the only place where a state changes. The
 * kernel panics if `t` is not in state `from` or the move is not legal; with constant states the
 * compiler looks up the table. Lock: the runqueue of t->cpu (a NEW or ZOMBIE thread: its only
 * owner).
 */
static inline void thread_set_state(struct thread *t, enum thread_state from, enum thread_state to)
{
	if (unlikely(t->state != from || !(thread_legal_moves[from] >> to & 1)))
		thread_bad_move(t, from, to);
	t->state = to;
}

static inline bool thread_has_flag(const struct thread *t, unsigned flag)
{
	return __atomic_load_n(&t->flags, __ATOMIC_RELAXED) & flag;
}

static inline unsigned thread_set_flag(struct thread *t, unsigned flag)
{
	return __atomic_fetch_or(&t->flags, flag, __ATOMIC_ACQ_REL);
}

static inline unsigned thread_clear_flag(struct thread *t, unsigned flag)
{
	return __atomic_fetch_and(&t->flags, ~flag, __ATOMIC_ACQ_REL);
}
