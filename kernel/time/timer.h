/* SPDX-License-Identifier: MIT */
/*
 * Timers: call a function once, at a time of clock_ns(). A timer queue is ordered by deadline. Each
 * CPU has one and runs it in its timer interrupt; a timer stays on the queue of the CPU that
 * started it. There is no periodic tick: the hardware timer is armed for the first deadline only
 * (kernel/sched/sched.c).
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
	void (*fire)(struct timer *timer); /* called with interrupts off; must not sleep */
	struct timer_queue *queue;         /* where it was last started */
};

struct timer_queue {
	struct rawlock lock;
	struct rb_tree tree;
	struct timer *firing; /* its function is running; the lock is not held */
};

/* The queue of each CPU, by number. */
extern struct timer_queue timer_queues[CPU_MAX];

void timer_queue_init(struct timer_queue *queue);

/* Deadline of the first timer; TIME_NEVER if there is none. Lock: queue->lock if there are several
 * CPUs (another may cancel the timer, which may lie on a stack); otherwise interrupts off. */
uint64_t timer_queue_first_ns(const struct timer_queue *queue);

/* The same, of the timers whose function is not `fire`. */
uint64_t timer_queue_first_other_ns(const struct timer_queue *queue,
	void (*fire)(struct timer *timer));

/* Add `timer`, not queued, for `deadline_ns`. True if it is now the first. Interrupts off. */
bool timer_queue_add(struct timer_queue *queue, struct timer *timer, uint64_t deadline_ns);

/* Fire all timers that are due at `now_ns`, in order of deadline, each exactly once. Returns the
 * deadline of the first one left. Interrupts off. */
uint64_t timer_queue_run(struct timer_queue *queue, uint64_t now_ns);

void timer_init(struct timer *timer, void (*fire)(struct timer *timer));

/* Start a stopped timer on this CPU's queue. Interrupts off: it may fire once they are on. */
void timer_start(struct timer *timer, uint64_t deadline_ns);

/* Stop a timer. On return its function is not running and will not run. True if it had not fired.
 * Any context except the timer's own function, holding no lock that the function takes. */
bool timer_cancel(struct timer *timer);

/* Set up the timer queue of CPU `cpu`, this CPU. The boot CPU comes first and also takes
 * IRQ_TIMER. */
void timers_init_cpu(unsigned cpu);
