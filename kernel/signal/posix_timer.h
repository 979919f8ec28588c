/* SPDX-License-Identifier: MIT */
/*
 * Timers that send a process signals: timer_create(2), setitimer(2). A timer's base is the clock
 * since boot, the time of day (if it was set to a date), or the CPU time of its process or of one
 * thread. CPU time is polled: the kernel's timer fires no later than the earliest instant at which
 * the CPU time can have reached the expiration. Expirations while the signal is still pending are
 * counted as overruns.
 */
#pragma once
#include <kernel/signal/signal.h>
#include <kernel/sync/mutex.h>
#include <kernel/sync/wall_watch.h>
#include <kernel/time/timer.h>

struct process;

enum timer_base {
	TIMER_BY_CLOCK,
	TIMER_BY_WALL,
	/* CPU time: */
	TIMER_BY_PROCESS,
	TIMER_BY_PROCESS_USER, /* user mode only */
	TIMER_BY_THREAD,
	TIMER_BY_THREAD_USER,
};

struct posix_timer {
	/* Constant once created. */
	struct list link; /* process->timers.list */
	struct process *process;
	int id;
	int clock;
	bool wall;   /* `clock` is a time of day */
	bool silent; /* SIGEV_NONE */
	int tid;     /* the thread to signal (0: the process) or to measure */

	struct wall_watch watch; /* lock: the watches'; started while `base` is TIMER_BY_WALL */

	/* Lock: thread_table_lock. */
	enum timer_base base; /* posix_timer_set() chooses between TIMER_BY_WALL and _CLOCK */
	uint64_t next_ns;     /* next expiration, on `base`; 0: stopped */
	uint64_t interval_ns; /* 0: expires once */
	struct signal_entry entry;
	bool armed;       /* the kernel's timer is started, and expire() has not run yet */
	int last_overrun; /* of the last signal taken, while the next one is pending */
	struct timer timer;
};

/* Part of struct process. */
struct process_timers {
	struct mutex lock; /* for the list, and for starting and stopping timers */
	struct list list;
	int next_id;
	struct posix_timer *intervals[3]; /* setitimer()'s, created on first use */
};

void timers_init(struct process_timers *timers);

/* Create a copy of `like` that is on no list and whose kernel timer is not started. NULL when out
 * of memory. Lock for this and the functions up to posix_timer_overrun(): the process's
 * timers.lock, unless no other thread can use the timers, as at the process's end. Thread
 * context. */
struct posix_timer *posix_timer_create(const struct posix_timer *like);

/* Stop the timer, drop its pending signal, and free it. */
void posix_timer_delete(struct posix_timer *timer);

struct timer_setting {
	uint64_t value_ns; /* until the next expiration; 0: stopped */
	uint64_t interval_ns;
};

/* Return the time left and the interval. */
struct timer_setting posix_timer_get(struct posix_timer *timer);

/* Start or stop the timer. With `absolute`, value_ns is a time on its base; one that has passed
 * expires at once. */
void posix_timer_set(struct posix_timer *timer, const struct timer_setting *setting, bool absolute);

/* Return how many further expirations the last signal taken stood for. */
int posix_timer_overrun(struct posix_timer *timer);

/* Delete all timers of a process whose last thread has left. Thread context, no timers.lock. */
void timers_end(struct process *process);

/* Delete the timers of timer_create(), for execve(). Thread context, no timers.lock. */
void timers_exec(struct process *process);

/*
 * For kernel/proc/clone_state.c. In each, `process` has at most one thread, which cannot be in a
 * timer call meanwhile. The first two sleep, so the caller holds no lock.
 */

/* Stop the kernel's timers of `process` for good, but keep its timers' settings. */
void timers_freeze(struct process *process);

/* Give the new `process` a copy of the timers of `from`, which are frozen, and start the copies. 0
 * or -ENOMEM. */
int timers_copy(struct process *process, const struct process *from);

/* Return the entry in `process` that corresponds to `entry`, a timer's in the process that it was
 * copied from. Any context. */
struct signal_entry *timers_same_entry(struct process *process, struct signal_entry *entry);
