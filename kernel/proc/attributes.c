/* SPDX-License-Identifier: MIT */
/*
 * Initial attributes. The limits are those of Linux's first process, where they mean something
 * here.
 */
#include <kernel/proc/attributes.h>

#define STACK_SOFT  ((uint64_t)8 << 20)
#define NOFILE_SOFT 1024
#define NOFILE_HARD 4096
#define MEMLOCK     ((uint64_t)8 << 20)
#define PROCESSES   32768
#define PENDING     1024
#define QUEUE_BYTES 819200

void attributes_init(struct process_attributes *attributes)
{
	*attributes = (struct process_attributes){.dumpable = 1};
	for (int i = 0; i < LIMITS; i++)
		attributes->limits[i] = (struct limit_pair){LIMIT_NONE, LIMIT_NONE};
	attributes->limits[LIMIT_STACK].soft = STACK_SOFT;
	attributes->limits[LIMIT_CORE].soft = 0;
	attributes->limits[LIMIT_NPROC] = (struct limit_pair){PROCESSES, PROCESSES};
	attributes->limits[LIMIT_NOFILE] = (struct limit_pair){NOFILE_SOFT, NOFILE_HARD};
	attributes->limits[LIMIT_MEMLOCK] = (struct limit_pair){MEMLOCK, MEMLOCK};
	attributes->limits[LIMIT_SIGPENDING] = (struct limit_pair){PENDING, PENDING};
	attributes->limits[LIMIT_MSGQUEUE] = (struct limit_pair){QUEUE_BYTES, QUEUE_BYTES};
	attributes->limits[LIMIT_NICE] = (struct limit_pair){0, 0};
	attributes->limits[LIMIT_RTPRIO] = (struct limit_pair){0, 0};
}

void attributes_inherit(struct process_attributes *attributes,
	const struct process_attributes *parent)
{
	*attributes = *parent;
	attributes->subreaper = false;
	attributes->death_signal = 0;
}

bool may_signal(const struct credentials *by, const struct credentials *to)
{
	return by->euid == 0 || by->euid == to->suid || by->euid == to->ruid ||
	       by->ruid == to->suid || by->ruid == to->ruid;
}

bool may_schedule(const struct credentials *by, const struct credentials *to)
{
	return by->euid == 0 || by->euid == to->euid || by->euid == to->ruid;
}

bool may_inspect(const struct credentials *by, const struct credentials *to)
{
	return by->fsuid == 0 ||
	       (by->fsuid == to->euid && by->fsuid == to->suid && by->fsuid == to->ruid &&
		       by->fsgid == to->egid && by->fsgid == to->sgid && by->fsgid == to->rgid);
}
