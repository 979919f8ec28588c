/* SPDX-License-Identifier: MIT */
/*
 * Signals that reach another thread late, as on a machine with several processors: the thread may
 * do more in the meantime. When is a pick.
 */
#pragma once
#include <kernel/explore/hooks.h>

/* Start a run. */
void delays_begin(void);

/* At an event: signals that are due reach their threads; with `all`, all do, since no thread can
 * run. True: there were some. Any context, no spin lock held. */
bool delays_end(bool all);
