/* SPDX-License-Identifier: MIT */
/*
 * What system calls touch of files, descriptors, names and processes.
 */
#pragma once
#include <kernel/explore/calls.h>

/* Add to `operation` what `item` says of the current thread's call, which has arguments `args`.
 * False: the call is no event, since nothing depends on what it does to its file. Thread
 * context. */
bool touches_add(struct operation *operation, const struct call_item *item,
	const unsigned long args[6]);
