/* SPDX-License-Identifier: MIT */
/*
 * Timers: call a function once, at a time. A timer queue is an object, ordered by deadline; each
 * CPU has one, run by its timer interrupt, and a timer stays on the queue of the CPU it was started
 * on. No tick: the hardware is armed for the first deadline only (kernel/sched/sched.c).
 */
#pragma once
#include <arch/time.h>
#include <kernel/lock/rawlock.h>
#include <kernel/sched/sched.h>
#include <lib/rbtree.h>

struct timer_queue;

struct timer {
	struct rb_node node;
	uint64_t deadline_ns;
	void (*fire)(struct timer *timer); /* interrupts off; must not sleep */
	struct timer_queue *queue;         /* where it was last started */
};

struct timer_queue {
	struct rawlock lock;
	struct rb_tree tree;
	struct timer *firing; /* its function is being called; the lock is not held then */
};

/* Each CPU's, by number. */
extern struct timer_queue timer_queues[CPU_MAX];

void timer_queue_init(struct timer_queue *queue);

/* Deadline of the first timer, TIME_NEVER when there is none. Lock: queue->lock (another CPU may
 * cancel that timer, which may lie on a stack). */
uint64_t timer_queue_first_ns(const struct timer_queue *queue);

/* Add `timer` (not queued) for `deadline_ns`. True if it is now the first. */
bool timer_queue_add(struct timer_queue *queue, struct timer *timer, uint64_t deadline_ns);

/* Fire all timers due at `now_ns`, in order of deadline, each exactly once; the deadline of the
 * first one left. Interrupts off. */
uint64_t timer_queue_run(struct timer_queue *queue, uint64_t now_ns);

void timer_init(struct timer *timer, void (*fire)(struct timer *timer));

/* Start a stopped timer on this CPU's queue. Interrupts off: it may fire once they are on. */
void timer_start(struct timer *timer, uint64_t deadline_ns);

/* Stop it; on return its function is not running and will not. True if that was in time. Any
 * context but the timer's own function, and no lock held that the function takes. */
bool timer_cancel(struct timer *timer);

/* Set up the timer queue of this CPU (boot CPU first, which also takes IRQ_TIMER). */
void timers_init_cpu(unsigned cpu);
