/* SPDX-License-Identifier: MIT */
/*
 * sched_getattr() and sched_setattr().
 */
#include <abi.h>

/* As in linux/sched/types.h, whose sched_param clashes with the C library's. */
struct attributes {
	uint32_t size, sched_policy;
	uint64_t sched_flags;
	int32_t sched_nice;
	uint32_t sched_priority;
	uint64_t runtime, deadline, period;
};

int main(void)
{
	struct attributes attr = {.size = sizeof(attr)};

	SHOW(syscall(SYS_sched_getattr, 0, &attr, sizeof(attr), 0));
	out("policy %d nice %d priority %d", (int)attr.sched_policy, (int)attr.sched_nice,
		(int)attr.sched_priority);
	attr.sched_nice = 5;
	SHOW(syscall(SYS_sched_setattr, 0, &attr, 0));
	SHOW(getpriority(PRIO_PROCESS, 0));
	SHOW(syscall(SYS_sched_getattr, 0, &attr, 10, 0));
	SHOW(syscall(SYS_sched_getattr, 0, NULL, sizeof(attr), 0));
	SHOW(syscall(SYS_sched_getattr, 0, &attr, sizeof(attr), 1));
	SHOW(syscall(SYS_sched_setattr, 0, NULL, 0));
	SHOW(syscall(SYS_sched_setattr, 0, &attr, 9));
	attr.sched_policy = 99;
	SHOW(syscall(SYS_sched_setattr, 0, &attr, 0));
	return 0;
}
