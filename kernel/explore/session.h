/* SPDX-License-Identifier: MIT */
/*
 * The exploration that this machine was booted for. One CPU and one program, so one session; its
 * state changes in thread context, and with interrupts off where the scheduler asks.
 */
#pragma once
#include <kernel/explore/schedule/schedule.h>
#include <kernel/proc/process.h>
#include <kernel/proc/user_thread.h>
#include <kernel/sync/wait.h>
#include <uapi/explore.h>

#define TICK_STEPS 300000

enum session_stage {
	SESSION_NONE,
	SESSION_LOADING,  /* the program runs by itself, up to its first clone */
	SESSION_TEMPLATE, /* it stands there */
	SESSION_RUNNING,  /* a copy runs under a schedule */
	SESSION_DRAINING, /* its verdict is known; what is left of it is being ended */
};

struct process_numbers {
	int pid, pgid, sid;
};

struct session {
	enum session_stage stage;
	struct wait_queue queue; /* the driver and the template wait here */
	struct process *program; /* the template's */
	bool run_wanted;         /* the template is to make a copy */
	struct process *copy;    /* the run's first process */
	long copy_pid;           /* what the template's fork gave */
	unsigned live;           /* explored threads that have not ended, but the template */
	unsigned processes;      /* and their processes that are no zombies yet */
	int error;         /* what the template lacks; 0; -EOPNOTSUPP: see fs/snapshot/snapshot.h */
	uint64_t start_ns; /* the clock when the template was reached */
	uint64_t start_wall_ns;     /* and the time of day */
	unsigned start_randomize;   /* and how addresses are chosen (/proc/sys) */
	uint64_t start_hash;        /* of what it has printed by then */
	int start_id;               /* and the next id */
	struct process_numbers ids; /* the template's, which go to each copy */
	struct explore_run run;     /* what is asked; its result */
	struct schedule schedule;
	struct schedule_profile profile;
	struct thread *thread[SCHEDULE_THREADS_MAX]; /* by number; NULL: has ended. While the
						      * program is loading, 0 is its only one */
	uintptr_t word[SCHEDULE_THREADS_MAX];        /* of the event that each is at */
	struct explore_ranges ranges;
	uint64_t event_steps; /* at the last event of a running thread */
	uint64_t tick_steps;  /* when timers that are due fire, if there is no call before */
	uint64_t hot_steps;   /* over budget: where it is looked next what is so long; else 0 */
};

extern struct session session;

/* The number of an explored thread. */
static inline uint32_t session_number(const struct thread *t)
{
	return t->user->explored - 1u;
}

/* Is the current thread one whose steps the schedule decides? */
static inline bool session_decides(void)
{
	const struct thread *self = current_thread();

	return session.stage == SESSION_RUNNING && self->user && self->user->explored;
}

/* The run is over: `verdict`. Any context, interrupts off or on. */
void session_end_run(enum explore_verdict verdict);

/* The run is over because of `what` it does, which cannot be explored. As above. */
void session_refuse(const char *what);

/* The program has ended before its first clone, waits for ever or is over its budget. Any context,
 * interrupts off or on. */
void session_end_loading(enum explore_verdict verdict);

/* The present step, for records. */
uint64_t session_steps(void);

/* An event of the current thread: others may go first. Thread context. */
void session_event(const struct operation *operation);

/* The clock goes on by `ns`; timers that are due fire. Any context. */
void session_advance(uint64_t ns);

/* --- Requests of the driver (device.c), in thread context --- */

/* Explore the current process's next program, which may execute `budget` instructions before it
 * makes its first thread. 0; -EINVAL; -EAGAIN: the kernel still calibrates, try again some
 * thousand instructions later. */
int session_join(uint64_t budget);

/* Wait until the program is about to make its first thread or process (1), or has ended without one
 * (0, and its result). -EINTR. */
int session_wait(struct explore_result *result);

/* Use session.ranges, which have been filled in. 0, -EINVAL, -ENOMEM. */
int session_code(void);

/* Can `run` be asked for? 0, or -EINVAL with the reason in run->result.what. */
int session_check(struct explore_run *run);

/* Do session.run, which session_check() has passed. 0, -EINVAL, -ENOMEM, -EINTR. */
int session_run(void);
