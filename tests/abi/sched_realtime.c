/* SPDX-License-Identifier: MIT */
/*
 * SCHED_FIFO and SCHED_RR are set and inherited.
 */
#include <abi.h>

static void child(void)
{
	struct sched_param param = {0};

	sched_getparam(0, &param);
	out("policy %d priority %d", sched_getscheduler(0), param.sched_priority);
}

int main(void)
{
	struct sched_param param = {.sched_priority = 7}, none = {0};
	struct timespec t;

	if (getuid() != 0)
		return 0;
	SHOW(sched_setscheduler(0, SCHED_FIFO, &param));
	in_child("inherited", child);
	SHOW(sched_rr_get_interval(0, &t));
	out("%ld %ld", (long)t.tv_sec, t.tv_nsec);
	SHOW(sched_setscheduler(0, SCHED_RR | SCHED_RESET_ON_FORK, &param));
	SHOW(sched_getscheduler(0));
	in_child("reset", child);
	param.sched_priority = 50;
	SHOW(sched_setparam(0, &param));
	param.sched_priority = 0;
	SHOW(sched_setparam(0, &param));
	SHOW(sched_setscheduler(0, SCHED_OTHER, &none));
	SHOW(sched_setscheduler(0, SCHED_IDLE, &none));
	SHOW(sched_getscheduler(0));
	return 0;
}
