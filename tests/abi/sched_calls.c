/* SPDX-License-Identifier: MIT */
/*
 * policies and priorities: read and set; errors.
 */
#include <abi.h>

int main(void)
{
	struct sched_param param = {0}, fifo = {.sched_priority = 10},
			   high = {.sched_priority = 100};
	struct timespec t;

	SHOW(sched_yield());
	SHOW(sched_getscheduler(0));
	SHOW(sched_getparam(0, &param));
	out("%d", param.sched_priority);
	SHOW(sched_get_priority_max(SCHED_FIFO));
	SHOW(sched_get_priority_min(SCHED_FIFO));
	SHOW(sched_get_priority_max(SCHED_RR));
	SHOW(sched_get_priority_max(SCHED_OTHER));
	SHOW(sched_get_priority_min(SCHED_IDLE));
	SHOW(sched_get_priority_max(99));
	SHOW(sched_setscheduler(0, SCHED_OTHER, &fifo));
	SHOW(sched_setscheduler(0, SCHED_FIFO, &param));
	SHOW(sched_setscheduler(0, SCHED_RR, &high));
	SHOW(sched_setscheduler(0, 99, &param));
	SHOW(sched_setscheduler(-1, SCHED_OTHER, &param));
	SHOW(sched_setscheduler(0x3ffffff, SCHED_OTHER, &param));
	SHOW(sched_setscheduler(0, SCHED_BATCH, &param));
	SHOW(sched_getscheduler(0));
	SHOW(sched_setscheduler(0, SCHED_OTHER, &param));
	SHOW(sched_getscheduler(-1));
	SHOW(sched_getscheduler(0x3ffffff));
	SHOW(sched_getparam(0, NULL));
	SHOW(sched_getparam(0, NOWHERE));
	SHOW(sched_setparam(0, NOWHERE));
	SHOW(sched_rr_get_interval(0, &t));
	SHOW(sched_rr_get_interval(-1, &t));
	return 0;
}
