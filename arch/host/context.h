/* SPDX-License-Identifier: MIT */
/*
 * Contexts: stacks that the host thread switches between. The address sanitizer is notified of
 * every switch, so that it checks each stack separately.
 */
#pragma once
#include <stdbool.h>

struct host_context;

/* Adopt the calling context, on the host's own stack, as the only one. The stacks of all contexts
 * of a previous machine become free, whatever their state. */
struct host_context *context_adopt(void);

/* Create a context; the first switch to it calls `entry`, which never returns. Aborts when out of
 * memory. */
struct host_context *context_create(void (*entry)(void));

/* Free a context that will not be switched to again and is not running. NULL is allowed. */
void context_destroy(struct host_context *context);

/* Leave the running context for `to`. Returns when another switch resumes it. */
void context_switch(struct host_context *to);

/* Is this the running context? */
bool context_is_running(const struct host_context *context);
