/* SPDX-License-Identifier: MIT */
/*
 * Timers of processes that send signals: timer_create(2), setitimer(2). A timer counts on the clock
 * since boot; on the time of day, if it was set to one; or on the CPU time of its process or of
 * one thread: then the kernel's timer looks again and again whether that has got so far, never
 * later than it can have. Expirations that find the signal still pending are counted with it.
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
	TIMER_BY_PROCESS_USER, /* only that in user mode */
	TIMER_BY_THREAD,
	TIMER_BY_THREAD_USER,
};

struct posix_timer {
	/* Constant once created. */
	struct list link; /* process->timers.list */
	struct process *process;
	int id;
	int clock;
	bool wall;   /* its clock is a time of day */
	bool silent; /* SIGEV_NONE */
	int tid;     /* the thread that is signalled (0: the process), or measured */

	struct wall_watch watch; /* lock: the watches'; started while its base is TIMER_BY_WALL */

	/* Lock: thread_table_lock. */
	enum timer_base base; /* TIMER_BY_WALL and TIMER_BY_CLOCK change when it is set */
	uint64_t next_ns;     /* on its base; 0: stopped */
	uint64_t interval_ns; /* 0: once */
	struct signal_entry entry;
	bool armed;       /* the kernel's timer is started and its function has not come yet */
	int last_overrun; /* of the signal taken before the one that is pending */
	struct timer timer;
};

/* Part of struct process. */
struct process_timers {
	struct mutex lock; /* the list, and starting and stopping */
	struct list list;
	int next_id;
	struct posix_timer *intervals[3]; /* setitimer()'s, made when first used */
};

void timers_init(struct process_timers *timers);

/* A stopped timer with everything but its id set from `like`; NULL when out of memory. Lock: the
 * process's timers.lock, as for all below. */
struct posix_timer *posix_timer_create(const struct posix_timer *like);
void posix_timer_delete(struct posix_timer *timer);

struct timer_setting {
	uint64_t value_ns; /* until it expires, 0: stopped */
	uint64_t interval_ns;
};

/* What it is set to now; and set it, `absolute` on its base (past times expire at once). */
struct timer_setting posix_timer_get(struct posix_timer *timer);
void posix_timer_set(struct posix_timer *timer, const struct timer_setting *setting, bool absolute);

/* Expirations that the last signal stood for besides its own. */
int posix_timer_overrun(struct posix_timer *timer);

/* A process has ended: all its timers. execve(): those of timer_create(). Thread context. */
void timers_end(struct process *process);
void timers_exec(struct process *process);

/* For kernel/proc/clone_state.c: they stand still; `process` gets the same as `from`, which was
 * told so, and they go on (0 or -ENOMEM); and which of its timers' signals is the same as `entry`.
 */
void timers_freeze(struct process *process);
int timers_copy(struct process *process, const struct process *from);
struct signal_entry *timers_same_entry(struct process *process, struct signal_entry *entry);
