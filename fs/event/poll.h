/* SPDX-License-Identifier: MIT */
/*
 * Waiting for several files at once: what poll and select are made of.
 */
#pragma once
#include <fs/vfs.h>

/* One descriptor, laid out as the ABI's struct pollfd. */
struct poll_request {
	int fd;
	uint16_t events, revents;
};

/*
 * Wait by `deadline_ns` until one of the n requests has something to tell in `revents`. How many
 * have; 0 when the time is over; -ENOMEM, or what wait_event_interruptible() gives.
 */
long poll_files(struct poll_request *requests, unsigned n, uint64_t deadline_ns);

/* What a file says of itself: POLL* bits, all that make sense for one without a poll operation. */
unsigned file_poll(struct file *file, struct poll_table *table);
