/* SPDX-License-Identifier: MIT */
/*
 * /dev/explore: how the driver (user/explore) asks the kernel to run one program under many thread
 * schedules. The host command shares the names and limits: user/protocol.h, which describes what
 * the command and the driver exchange, includes this header. docs/explore.md explains the whole.
 */
#pragma once
#include <stdint.h>

/* Raised by every change of this header or of user/protocol.h that the other side would not
 * understand. The command, the driver and the kernel refuse to work with another version. */
#define EXPLORE_VERSION 17

/* The devices' numbers; the explored program's output goes to the other two. */
#define EXPLORE_MAJOR        10
#define EXPLORE_MINOR        240
#define EXPLORE_MINOR_STDOUT 241
#define EXPLORE_MINOR_STDERR 242

/* --- Requests of ioctl(2) on /dev/explore --- */

/* const struct explore_start *: explore the caller's process from its next execve() on. EAGAIN: the
 * kernel still calibrates; execute a few thousand instructions and try again. */
#define EXPLORE_JOIN 0x4501

/* struct explore_result *: wait until the program is about to make its first thread or process
 * (1), or has ended without making one (0; the result is filled in). */
#define EXPLORE_WAIT 0x4502

/* struct explore_run *: run the program from there to its end under one schedule; or under those of
 * several seeds, up to the first that is not ok. */
#define EXPLORE_RUN 0x4503

/* const struct explore_ranges *: which code is the program's own. After EXPLORE_WAIT returned 1. */
#define EXPLORE_CODE 0x4504

/* Returns EXPLORE_VERSION. */
#define EXPLORE_GET_VERSION 0x4505

/* struct explore_run *: could this run be asked for? Checks what EXPLORE_RUN would check, at any
 * time. EINVAL: result.what says why not. */
#define EXPLORE_CHECK 0x4506

/* --- Settings --- */

/* Which steps of the program are events, where another thread may continue. */
enum explore_events {
	EXPLORE_SYNC,   /* system calls that other threads may notice */
	EXPLORE_SHARED, /* also accesses to words that several threads use */
	EXPLORE_APP,    /* of these accesses only the program's own; also calls into its library */
	EXPLORE_INSN,   /* every instruction */
};
/* In the enum's order. */
#define EXPLORE_EVENTS_COUNT 4
#define EXPLORE_EVENTS_NAMES "sync", "shared", "app", "insn"
#define EXPLORE_EVENTS_MIX   EXPLORE_EVENTS_COUNT /* app or shared, by the seed */

/* When other threads see a thread's stores. */
enum explore_memory {
	EXPLORE_SC,   /* at once */
	EXPLORE_TSO,  /* perhaps later, in the order of the program */
	EXPLORE_WEAK, /* perhaps later, in any order that fences allow */
};
/* In the enum's order. */
#define EXPLORE_MEMORY_COUNT 3
#define EXPLORE_MEMORY_NAMES "sc", "tso", "weak"
#define EXPLORE_MEMORY_MIX   EXPLORE_MEMORY_COUNT /* sc or tso, by the seed */
#define EXPLORE_MIX_NAME     "mix"                /* of both EXPLORE_..._MIX */

/* The policies, which choose the thread that continues at each event; kernel/explore/schedule/
 * says how. `slice`, `pct` and `all` take a number: "pct:3". With `all` the seed is the number of
 * the schedule; each must follow the one before, or be the same again. */
#define EXPLORE_POLICY_RR     "rr"
#define EXPLORE_POLICY_RW     "rw"
#define EXPLORE_POLICY_SLICE  "slice"
#define EXPLORE_POLICY_PCT    "pct"
#define EXPLORE_POLICY_POS    "pos"
#define EXPLORE_POLICY_SURW   "surw"
#define EXPLORE_POLICY_MIX    "mix" /* one of the others, by the seed */
#define EXPLORE_POLICY_ALL    "all"
#define EXPLORE_POLICY_REPLAY "replay"
#define EXPLORE_POLICY_SIZE   24         /* bytes of a policy with its number */
#define EXPLORE_SLICE_MAX     UINT32_MAX /* events; from 1 */
#define EXPLORE_DEPTH_MAX     16         /* of pct; from 1 */

struct explore_start {
	uint64_t budget;     /* user instructions, up to its first thread or process */
	uint32_t processors; /* that the program sees, 1..EXPLORE_PROCESSORS_MAX */
	uint32_t pad;
};
#define EXPLORE_PROCESSORS_MAX 64

enum explore_purpose {
	EXPLORE_TRY,     /* a schedule */
	EXPLORE_LEARN,   /* also let the policies estimate numbers of events from this run */
	EXPLORE_PROFILE, /* also find out which memory is shared: later runs have events there */
};

/* The kinds of choices, and the meaning of their values. */
enum explore_choice_kind {
	EXPLORE_CHOICE_SWITCH, /* the thread that runs next */
	EXPLORE_CHOICE_HOLD,   /* a store; 1: it waits in its thread's buffer */
	EXPLORE_CHOICE_DRAIN,  /* stores that wait; N: the Nth that may now reaches memory */
	EXPLORE_CHOICE_TIMER,  /* 1: the clock jumps to the next timer that is no thread's wait */
	EXPLORE_CHOICE_SIGNAL, /* N: it reaches another thread 2^(N-1) events later */
	EXPLORE_CHOICE_FAULT,  /* the first of the faults, each with its own kind */
};

/* Faults, which real systems permit and programs must expect. A choice's value says which of
 * several ways, if there are several. */
enum explore_fault {
	EXPLORE_FAULT_SPURIOUS, /* waits end without cause, store-conditional fails */
	EXPLORE_FAULT_EINTR,    /* a blocking call is interrupted by a signal handler */
	EXPLORE_FAULT_SHORT,    /* 1: one byte is transferred, 2: half of them, 3: all but one */
	EXPLORE_FAULT_NOMEM,    /* no memory, threads or descriptors */
	EXPLORE_FAULT_IO,       /* a file operation fails */
	EXPLORE_FAULT_CLOCK,    /* the time of day is set: 1: an hour ahead, 2: a second back, 3: an
				 * hour back */
};
/* In the enums' orders. */
#define EXPLORE_FAULTS_COUNT 6
#define EXPLORE_FAULTS_NAMES "spurious", "eintr", "short", "nomem", "io", "clock"
#define EXPLORE_CHOICE_KINDS (EXPLORE_CHOICE_FAULT + EXPLORE_FAULTS_COUNT)
#define EXPLORE_CHOICE_NAMES "switch", "hold", "drain", "timer", "signal", EXPLORE_FAULTS_NAMES

/*
 * A decision that differs from the default: of a switch, that the running thread continues while it
 * can; of another kind, 0. It was made when `from` had come to its own event number `own` (from 1;
 * 0: to none yet), the event number `event` of all. Some events are not counted among a thread's
 * own, as whether they happen depends on other threads: futex calls, waits, and those of a thread
 * that spins. The `order` of a switch counts them since the own event; 0: it is at that one. If
 * another kind was decided about several times before the next own event, `order` counts these
 * decisions, from 0. In choices given to the policy "replay", `event` does not count: so a choice
 * keeps its place when others are left out.
 */
struct explore_choice {
	uint32_t event, kind, value;
	uint32_t from, own, order;
};
#define EXPLORE_CHOICES_MAX 16384

/* What a function does whose calls are events. */
enum explore_call_kind {
	EXPLORE_CALL_OBJECT, /* uses the object that its first argument points to */
	EXPLORE_CALL_ONCE,   /* also, it calls a function of the program */
	EXPLORE_CALL_SPIN,   /* uses the object, and waits by trying again and again */
	EXPLORE_CALL_WAIT,   /* also uses the one of its second argument, a mutex */
	EXPLORE_CALL_JOIN,   /* waits for the thread that its first argument is */
	EXPLORE_CALL_GO,     /* a goroutine of Go uses the object of the first argument */
	EXPLORE_CALL_GO_ANY, /* a goroutine of Go uses any object */
};
#define EXPLORE_CALL_KINDS (EXPLORE_CALL_GO_ANY + 1)

/*
 * Such a function; addresses in the running program. When one calls another, that is no event. When
 * it ends with a jump to another of its group, neither: same group, stack pointer and return
 * address.
 */
struct explore_call {
	uint64_t start, end;
	/* It may return this at once, as a spurious fault; EXPLORE_NO_RESULT: it may not. */
	uint64_t result;
	uint32_t kind, group;
};
#define EXPLORE_NO_RESULT UINT64_MAX

/* The program's own code, and the functions whose calls are events, ordered by address. */
#define EXPLORE_RANGES_MAX 256
struct explore_ranges {
	uint32_t count, calls;
	struct {
		uint64_t start, end;
	} range[EXPLORE_RANGES_MAX];
	struct explore_call call[EXPLORE_RANGES_MAX];
};

/* --- Results --- */

enum explore_verdict {
	EXPLORE_ENDED,       /* `status` says how */
	EXPLORE_DEADLOCK,    /* no thread can continue, and no timer will change that */
	EXPLORE_LIVELOCK,    /* the budget was not enough */
	EXPLORE_UNSUPPORTED, /* the program did what cannot be explored; `what` says what */
};

/* Why an access to shared memory that a profiling run has found is no event. */
enum explore_unwatched {
	EXPLORE_UNMOVABLE, /* its instruction cannot be executed elsewhere */
	EXPLORE_NO_ROOM,   /* there are too many events */
	EXPLORE_UNWATCHED_KINDS,
};
#define EXPLORE_UNWATCHED_PLACES 4

struct explore_result {
	uint32_t verdict;
	int32_t status;        /* as wait4() returns it */
	uint64_t hash;         /* of everything that must be the same in a repetition */
	uint64_t behaviour;    /* the hash of the partial order of events; 0: not known */
	uint64_t steps;        /* user instructions */
	uint64_t instructions; /* all the machine's, from the fork on */
	uint32_t events, switches, threads;
	uint32_t breakpoints;
	/* With the policy all: subtrees of schedules that have not been entered, at least; 1: a
	 * schedule was too long, so some schedules are left out. */
	uint32_t left, is_cut;
	uint32_t choices; /* made; more than `made_room` are counted, not stored */
	/* The last fault that became a signal. */
	int32_t signal, fault_thread;
	uint64_t fault_address, fault_pc;
	/* Of a profiling run: steps in which accesses to shared memory may have been missed,
	 * accesses for which there was no memory, and pages that were found to be shared late, so
	 * that earlier accesses are unknown. A repetition of the run (same policy and seed) may do
	 * better. */
	uint64_t missed_steps, lost;
	/* Of all profiling runs so far: instructions that are no events, by the reason; the
	 * addresses of the first ones. */
	uint32_t unwatched[EXPLORE_UNWATCHED_KINDS];
	uint64_t unwatched_pc[EXPLORE_UNWATCHED_PLACES];
	uint32_t late_pages;
	uint32_t stops; /* the highest useful `stop` of the next one */
	uint64_t place; /* the same in two failures at the same place; 0: not known */
	char policy[EXPLORE_POLICY_SIZE]; /* of the run; not EXPLORE_POLICY_MIX */
	uint32_t run_events;              /* enum explore_events of the run; not _MIX */
	uint32_t run_memory;              /* enum explore_memory of the run; not _MIX */
	char what[96];                    /* the reason for EXPLORE_UNSUPPORTED, or for EINVAL */
};

/* Did the program end as it should? */
static inline int explore_is_ok(const struct explore_result *result)
{
	return result->verdict == EXPLORE_ENDED && !result->status;
}

/* Schedules that were ok, of consecutive seeds. */
#define EXPLORE_BLOCK_MAX 64
struct explore_passed {
	uint64_t count;
	uint64_t hash, hashes; /* the first one's; the sum of all explore_hash() */
	uint64_t instructions; /* their sum */
	uint64_t behaviours[EXPLORE_BLOCK_MAX];
};

/* A schedule's part of the hash of a set of schedules: a sum, but it differs if two seeds change
 * places. */
static inline uint64_t explore_hash(uint64_t seed, uint64_t hash)
{
	return hash * (2 * seed + 1);
}

struct explore_run {
	char policy[EXPLORE_POLICY_SIZE];
	uint64_t seed;        /* after EXPLORE_RUN, the last that was run */
	uint64_t budget;      /* user instructions */
	uint32_t events;      /* enum explore_events, or EXPLORE_EVENTS_MIX */
	uint32_t trace;       /* 1: keep records for read() */
	uint32_t purpose;     /* enum explore_purpose */
	uint32_t late_ms;     /* how far deadlines may pass early, in all */
	uint32_t part, parts; /* with the policy all: part number `part`, from 1, of `parts` */
	uint32_t faults;      /* bit F: fault F may happen */
	uint32_t memory;      /* enum explore_memory, or EXPLORE_MEMORY_MIX */
	/* In a profiling run, the thread that first reaches the access with this number lets the
	 * others run before it. Those of the program's own code to shared memory are numbered from
	 * 1, as they are found. 0: none. */
	uint32_t stop;
	uint32_t pad;
	/* The choices for the policy "replay", and room for those that this schedule makes. */
	uint64_t given, made; /* addresses of struct explore_choice[] */
	uint32_t given_count, made_room;
	/* The number of seeds, from `seed` on, to be run until one is not ok, or until the machine
	 * has executed EXPLORE_BLOCK_INSTRUCTIONS; at most EXPLORE_BLOCK_MAX. 0 is as good as 1. */
	uint64_t count;
	struct explore_passed passed; /* those that were ok */
	struct explore_result result; /* of the last one */
};
#define EXPLORE_BLOCK_INSTRUCTIONS 100000000

/* --- Records, which read() returns after a traced run --- */

enum explore_record_kind {
	EXPLORE_RECORD_THREAD, /* `thread` was made by `other` */
	EXPLORE_RECORD_SWITCH, /* from `thread`, at `pc`, to `other`; `detail`: enum explore_why */
	EXPLORE_RECORD_WAKE,   /* `thread` can continue, because of what `other` did */
	EXPLORE_RECORD_STUCK,  /* at the end, `thread` waits for `word`, held by `other` */
	EXPLORE_RECORD_STACK,  /* `detail` bytes of the stack of `thread` follow; precedes a record
				* about where that thread is */
	EXPLORE_RECORD_HOT,    /* over budget: `thread` was found at `pc` `detail` times */
	EXPLORE_RECORD_OUTPUT, /* `detail` bytes written to file descriptor `other` follow */
	EXPLORE_RECORD_PICK,   /* a choice of kind `detail`, no switch, of `thread` at `pc`; about
				* `word` if that is not 0 */
	EXPLORE_RECORD_LATE,   /* the clock jumps by `word` ns, to the deadline of `thread`, which
				* waits at `pc`; or to a timer */
};

/* Why a thread did not continue. */
enum explore_why {
	EXPLORE_WHY_EVENT, /* the policy chose another thread at an event */
	EXPLORE_WHY_YIELD, /* it let other threads go first */
	EXPLORE_WHY_BLOCK, /* it has to wait, for `word` if that is not 0 */
	EXPLORE_WHY_EXIT,  /* it has ended */
};
/* In the enum's order. */
#define EXPLORE_WHY_COUNT 4
#define EXPLORE_WHY_NAMES "event", "yield", "block", "exit"

#define EXPLORE_NO_THREAD 0xffff

struct explore_record {
	uint16_t kind;
	uint16_t thread, other;
	uint16_t detail;
	uint32_t event;
	uint32_t order; /* of a pick, as in its struct explore_choice */
	uint64_t step, pc, word;
};
