/* SPDX-License-Identifier: MIT */
/*
 * Attributes of a process: ids, limits, settings of prctl() and personality(). Children start with
 * a copy. Lock: thread_table_lock, where several words must be consistent.
 */
#pragma once
#include <lib/base.h>

#define GROUPS_MAX 32

struct credentials {
	uint32_t ruid, euid, suid, fsuid;
	uint32_t rgid, egid, sgid, fsgid;
	uint32_t group_count;
	uint32_t groups[GROUPS_MAX];
};

/* Indices of prlimit64(2). */
enum limit {
	LIMIT_CPU,
	LIMIT_FSIZE,
	LIMIT_DATA,
	LIMIT_STACK,
	LIMIT_CORE,
	LIMIT_RSS,
	LIMIT_NPROC,
	LIMIT_NOFILE,
	LIMIT_MEMLOCK,
	LIMIT_AS,
	LIMIT_LOCKS,
	LIMIT_SIGPENDING,
	LIMIT_MSGQUEUE,
	LIMIT_NICE,
	LIMIT_RTPRIO,
	LIMIT_RTTIME,
	LIMITS,
};
#define LIMIT_NONE UINT64_MAX

struct limit_pair {
	uint64_t soft, hard;
};

struct process_attributes {
	struct credentials ids;
	struct limit_pair limits[LIMITS];
	unsigned personality;
	uint8_t dumpable;
	bool no_new_privileges;
	int16_t oom_adjust;     /* see kernel/proc/oom.h */
	int16_t oom_adjust_min; /* only root may set oom_adjust below it */
	bool subreaper;         /* not inherited */
	uint8_t death_signal;   /* sent to this process when its parent ends; not inherited */
};

/* May a process with ids `by` send signals to one with ids `to` (kill(2)), change its scheduling
 * (sched_setscheduler(2)), inspect its memory and files (ptrace(2))? */
bool may_signal(const struct credentials *by, const struct credentials *to);
bool may_schedule(const struct credentials *by, const struct credentials *to);
bool may_inspect(const struct credentials *by, const struct credentials *to);

/* Set the attributes of the kernel's first process: root's ids, Linux's limits. */
void attributes_init(struct process_attributes *attributes);

/* Set the attributes of a child of `parent`. */
void attributes_inherit(struct process_attributes *attributes,
	const struct process_attributes *parent);
