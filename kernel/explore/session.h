/* SPDX-License-Identifier: MIT */
/*
 * The exploration that this machine was booted for. There are one CPU and one program, so there is
 * one session. Its state changes in thread context, and, in the scheduler's hooks, with interrupts
 * off.
 */
#pragma once
#include <kernel/explore/schedule/mix.h>
#include <kernel/explore/schedule/schedule.h>
#include <kernel/proc/process.h>
#include <kernel/proc/user_thread.h>
#include <kernel/sync/wait.h>
#include <uapi/explore.h>

#define TICK_STEPS 300000

enum session_stage {
	SESSION_NONE,
	SESSION_LOADING,  /* the program runs by itself, up to its first clone */
	SESSION_TEMPLATE, /* it is stopped there */
	SESSION_RUNNING,  /* a copy runs under a schedule */
	SESSION_DRAINING, /* the verdict is known; remaining processes are being ended */
};

struct process_ids {
	int pid, pgid, sid;
};

struct session {
	enum session_stage stage;
	struct wait_queue queue;  /* the driver and the template wait here */
	struct process *program;  /* the template's process */
	bool run_wanted;          /* the template shall fork a copy */
	struct process *copy;     /* the run's first process */
	long copy_pid;            /* the result of that fork: a pid or -errno */
	unsigned live;            /* explored threads that have not ended, except the template's */
	unsigned processes;       /* their processes that are not zombies yet */
	struct aspace *memory;    /* the last copy's, to be restored for the next one; or NULL */
	bool memory_is_old;       /* the template's has changed since */
	int error;                /* of template_keep(); -EOPNOTSUPP: see fs/snapshot/snapshot.h */
	uint64_t start_ns;        /* the clock when the template was reached */
	uint64_t start_wall_ns;   /* the time of day then */
	unsigned start_randomize; /* layout_randomize then */
	uint64_t start_hash;      /* the hash of the output until then */
	int start_id;             /* the next id then */
	struct process_ids ids;   /* the program's, which each copy gets */
	struct explore_run run;   /* the request, and its result */
	struct schedule schedule;
	struct explore_settings settings; /* of the run, by the request and its seed */
	struct schedule_profile *profile[EXPLORE_EVENTS_COUNT]; /* by the events of the runs */
	struct uses *uses[EXPLORE_EVENTS_COUNT];                /* of words, for these profiles */
	struct behaviour *behaviour;
	struct all *all;                             /* the search of the policy all */
	struct thread *thread[SCHEDULE_THREADS_MAX]; /* by number; NULL: has ended. While the
						      * program is loading, it has only 0 */
	uintptr_t word[SCHEDULE_THREADS_MAX];        /* by number: the word of its last event */
	bool in_event[SCHEDULE_THREADS_MAX]; /* by number: it is in a call that was an event */
	bool sleeps; /* the running thread is in a call that sleeps, and has not blocked there */
	struct explore_ranges ranges;
	/* By number: the thread's own time at its last event. */
	uint64_t quiet_start[SCHEDULE_THREADS_MAX];
	uint64_t quiet_steps; /* the most between two, in runs before the first seed */
	/* Numbers of steps of the run: */
	uint64_t event_steps; /* at the last event of a running thread */
	uint64_t tick_steps;  /* when timers that are due fire, unless a call comes first */
	uint64_t hot_steps;   /* when the next sample is due, if over budget; otherwise 0 */
};

extern struct session session;

/* The number of an explored thread. */
static inline uint32_t session_number(const struct thread *t)
{
	return t->user->explored - 1u;
}

/* Does the schedule decide when the current thread runs? */
static inline bool session_decides(void)
{
	const struct thread *self = current_thread();

	return session.stage == SESSION_RUNNING && self->user && self->user->explored;
}

/* End the run, if there is one, with `verdict`. Any context, interrupts off or on. */
void session_end_run(enum explore_verdict verdict);

/* End the run, since the program does `what`, which cannot be explored. Any context. */
void session_refuse(const char *what);

/* The program has ended before its first clone, waits for ever, or is over its budget: end the
 * session with `verdict`. Any context, interrupts off or on. */
void session_end_loading(enum explore_verdict verdict);

/* Is the code at `pc` the program's own (session.ranges)? Any context. */
bool session_is_own_code(uintptr_t pc);

/* The number of steps of the run so far. */
uint64_t session_steps(void);

/* An event of the current thread, for which the schedule decides: another thread may run first.
 * Thread context, may sleep. */
void session_event(const struct operation *operation);

/* The same, for a thread that has long been without an event. */
void session_offer(const struct operation *operation);

/* A thread has blocked, and the current one is about to run in user mode. If a timer fires before
 * that, this is an event. Thread context, may sleep. */
void session_timers_event(void);

/* Advance the clock by `ns`; timers that are due fire. Any context. */
void session_advance(uint64_t ns);

/* --- Requests of the driver (device.c), in thread context --- */

/* Explore the current process's next program, which starts as `start` says. 0, -EINVAL, -ENOMEM;
 * -EAGAIN: the kernel is still calibrating, so try again some thousand instructions later. */
int session_join(const struct explore_start *start);

/* Wait until the program is about to create its first thread or process (1), or has ended without
 * one (0, with its result). -EINTR. */
int session_wait(struct explore_result *result);

/* Use session.ranges, which the caller has filled in. 0, -EINVAL, -ENOMEM. */
int session_code(void);

/* Is `run` a valid request? 0, or -EINVAL with the reason in run->result.what. */
int session_check(struct explore_run *run);

/* Run session.run, which session_check() has accepted. 0, -EINVAL, -ENOMEM, -EINTR. */
int session_run(void);
