/* SPDX-License-Identifier: MIT */
/*
 * Waiting for several files at once: the base of poll(2) and select(2).
 */
#pragma once
#include <fs/vfs.h>

/* One descriptor. The layout is that of the ABI's struct pollfd. */
struct poll_request {
	int fd;
	uint16_t events, revents;
};

/*
 * Wait until `deadline_ns` (0: do not wait) for an event of the n requests, and fill their
 * `revents`. Returns the number of requests with events, 0 after the deadline, -ENOMEM, or an error
 * of wait_event_interruptible(). Thread context; may sleep.
 */
long poll_files(struct poll_request *requests, unsigned n, uint64_t deadline_ns);

/* The file's poll operation: POLL* bits. A file without one is always readable and writable.
 * `table` may be NULL. Thread context; may sleep. */
unsigned file_poll(struct file *file, struct poll_table *table);
