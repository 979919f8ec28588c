/* SPDX-License-Identifier: MIT */
/*
 * A naive model of one wait queue: an array of its waiters. The test's lock observer calls
 * sim_queue_update() at each release of the queue's lock. It returns what has happened since the
 * last call, and fails the round if a first-come-first-served queue cannot do that.
 */
#pragma once
#include <kernel/sync/wait.h>
#include <tests/host/sim.h>

#define SIM_QUEUE_ROOM 16

enum sim_queue_event {
	SIM_QUEUE_SAME,
	SIM_QUEUE_JOINED, /* the current thread joined at the tail */
	SIM_QUEUE_LEFT,   /* the current thread left by itself: timed out or killed */
	SIM_QUEUE_SERVED, /* another thread removed the head */
	SIM_QUEUE_ALL,    /* all waiters were removed, at least two */
};

struct sim_queue {
	const struct wait_queue *queue;
	struct thread *at[SIM_QUEUE_ROOM];
	unsigned count;
	struct thread *who; /* the thread that joined, left or was served */
};

void sim_queue_init(struct sim_queue *model, const struct wait_queue *queue);

enum sim_queue_event sim_queue_update(struct sim_queue *model);

/*
 * Deadlines of waits. A thread announces its deadline before it waits, and the result of the wait
 * is checked: a time-out is never early, and exactly on time if time passes only while all wait.
 */
void sim_wait_begins(uint64_t deadline_ns);
void sim_wait_ended(int result);

/* A deadline up to `turns` (see sim_some_ns()) from now, or none, or one in the past. */
uint64_t sim_draw_deadline(uint32_t turns);
