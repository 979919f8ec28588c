/* SPDX-License-Identifier: MIT */
/*
 * Contexts: stacks that the host thread changes between. The address sanitizer is told of every
 * change, so that it checks each stack as its own.
 */
#pragma once
#include <stdbool.h>

struct host_context;

/* The context that calls this, the host's own stack, and no other: whatever became of those of a
 * former machine, their stacks are free. */
struct host_context *context_adopt(void);

/* A context whose first switch calls `entry`, which never returns. Aborts when out of memory. */
struct host_context *context_create(void (*entry)(void));

/* Free one that nobody will switch to again; not the running one. NULL is fine. */
void context_destroy(struct host_context *context);

/* Leave the running context for `to`; returns when somebody switches back. */
void context_switch(struct host_context *to);

/* Is it the one that runs? */
bool context_is_running(const struct host_context *context);
