/* SPDX-License-Identifier: MIT */
/*
 * Late signals. The signal is pending at once, but its thread is not alerted.
 */
#include <kernel/explore/delay.h>
#include <kernel/explore/pick.h>
#include <kernel/proc/thread.h>
#include <kernel/signal/queue.h>
#include <lib/string.h>

#define WAYS   6                      /* at once; 1, 2, 4, 8, 16 events later */
#define CHANCE (SCHEDULE_CERTAIN / 4) /* that a signal is late */

static uint32_t due[SCHEDULE_THREADS_MAX]; /* the event at which the thread is alerted; 0: never */
static unsigned count;

void delays_begin(void)
{
	memset(due, 0, sizeof(due));
	count = 0;
}

bool explore_delays_signal(struct thread *t)
{
	uint32_t number, way;

	assert_locked(&thread_table_lock);
	if (!session_decides() || !t->user->explored)
		return false;
	number = session_number(t);
	if (due[number])
		return true;
	way = session_pick_locked(EXPLORE_CHOICE_SIGNAL, WAYS, CHANCE);
	if (!way)
		return false;
	due[number] = session.schedule.events + (1u << (way - 1));
	count++;
	return true;
}

bool delays_end(bool all)
{
	unsigned long flags;
	bool any = false;

	if (likely(!count))
		return false;
	flags = spin_lock_irqsave(&thread_table_lock);
	for (uint32_t i = 0; i < session.schedule.threads && count; i++) {
		struct thread *t = session.thread[i];

		if (!due[i] || (!all && t && due[i] > session.schedule.events))
			continue;
		due[i] = 0;
		count--;
		if (!t)
			continue;
		any = true;
		thread_set_flag(t, THREAD_SIGNAL);
		if (t != current_thread())
			signal_alert_other(t);
	}
	spin_unlock_irqrestore(&thread_table_lock, flags);
	return any;
}
