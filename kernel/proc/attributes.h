/* SPDX-License-Identifier: MIT */
/*
 * What a process is to others and may use: ids, limits, words of prctl() and personality().
 * Children start with a copy. Lock: thread_table_lock, where more than one word must agree.
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
	int16_t oom_adjust_min; /* who is not root may not go below it */
	bool subreaper;         /* not inherited */
	uint8_t death_signal;   /* to this process when its parent ends; not inherited */
};

/* May one with the ids `by` send signals to `to` (kill(2)), change its scheduling
 * (sched_setscheduler(2)), look into its memory and files (ptrace(2))? */
bool may_signal(const struct credentials *by, const struct credentials *to);
bool may_schedule(const struct credentials *by, const struct credentials *to);
bool may_inspect(const struct credentials *by, const struct credentials *to);

/* What the kernel's first process has: root's ids, Linux's limits. */
void attributes_init(struct process_attributes *attributes);

/* A child's, of `parent`. */
void attributes_inherit(struct process_attributes *attributes,
	const struct process_attributes *parent);
