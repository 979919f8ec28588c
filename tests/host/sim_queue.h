/* SPDX-License-Identifier: MIT */
/*
 * A naive model of one wait queue: who waits, in an array. The test's lock observer calls
 * sim_queue_update() at each release of the queue's lock; it says what has happened since the last
 * one, and fails the round when that is nothing a first-come-first-served queue may do.
 */
#pragma once
#include <kernel/sync/wait.h>
#include <tests/host/sim.h>

#define SIM_QUEUE_ROOM 16

enum sim_queue_event {
	SIM_QUEUE_SAME,
	SIM_QUEUE_JOINED, /* the current thread, at the tail */
	SIM_QUEUE_LEFT,   /* the current thread, by itself: too late, or killed */
	SIM_QUEUE_SERVED, /* the head was taken off, by somebody else */
	SIM_QUEUE_ALL,    /* all were, two at least */
};

struct sim_queue {
	const struct wait_queue *queue;
	struct thread *at[SIM_QUEUE_ROOM];
	unsigned count;
	struct thread *who; /* joined, left, or served */
};

void sim_queue_init(struct sim_queue *model, const struct wait_queue *queue);

enum sim_queue_event sim_queue_update(struct sim_queue *model);

/*
 * Deadlines of waits. A thread says when it will give up before it waits; what the wait returned is
 * checked: a time-out is never early, and on time when only waiting takes time.
 */
void sim_wait_begins(uint64_t deadline_ns);
void sim_wait_ended(int result);

/* A deadline up to `turns` (see sim_some_ns()) from now, or none, or one in the past. */
uint64_t sim_draw_deadline(uint32_t turns);
