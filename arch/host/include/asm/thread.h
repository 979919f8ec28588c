/* SPDX-License-Identifier: MIT */
/*
 * The host's part of a thread: see <arch/thread.h>. A thread runs on the stack of a host context
 * (arch/host/context.c); its kernel stack only holds the canary and crafted frames.
 */
#pragma once
#include <stdint.h>

struct arch_aspace;
struct host_context;

struct arch_thread {
	struct host_context *context;
	void *stack_top;
	struct arch_aspace *aspace;
	uint64_t user_cycles; /* <arch/user_time.h> */
	void *fpu;            /* never used */
};
