/* SPDX-License-Identifier: MIT */
/*
 * See failing.h. Only the thread that asked changes its count. Interrupts need not be off for that:
 * interrupt handlers do not allocate.
 */
#include <kernel/sched/thread.h>
#include <mm/failing.h>

static int failing_tid; /* 0: no thread */
static unsigned left;

bool failing_now(void)
{
	struct thread *self = current_thread();

	if (likely(!READ_ONCE(failing_tid)) || !self || self->tid != READ_ONCE(failing_tid) ||
		--left)
		return false;
	WRITE_ONCE(failing_tid, 0);
	return true;
}

void failing_set(unsigned nth)
{
	WRITE_ONCE(failing_tid, 0);
	left = nth;
	if (nth)
		WRITE_ONCE(failing_tid, current_thread()->tid);
}

unsigned failing_left(void)
{
	return READ_ONCE(failing_tid) == current_thread()->tid ? left : 0;
}
