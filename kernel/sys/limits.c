/* SPDX-License-Identifier: MIT */
/*
 * Resource limits: all kinds are stored; those of resources that the kernel counts are enforced.
 */
#include <fs/files.h>
#include <kernel/proc/process.h>
#include <kernel/proc/thread.h>
#include <kernel/sys/syscall.h>
#include <mm/usercopy.h>
#include <uapi/errno.h>

/* Limits as longs: ~0 is no limit, and a limit that does not fit is shown as ~0. */
struct linux_rlimit {
	unsigned long soft, hard;
};

static uint64_t from_long(unsigned long value)
{
	return value == ~0ul ? LIMIT_NONE : value;
}

static unsigned long to_long(uint64_t value)
{
	return value > ~0ul ? ~0ul : (unsigned long)value;
}

/* Set a limit to *new (NULL: leave it) and store the old one. 0 or -errno. */
static int change(int pid, unsigned long which, const struct limit_pair *new,
	struct limit_pair *old)
{
	struct process *process = current_process();
	unsigned long flags;
	int result = 0;

	if (which >= LIMITS || (new &&new->soft > new->hard))
		return -EINVAL;
	if (new &&which == LIMIT_NOFILE &&new->hard > FILES_MAX)
		return -EPERM;
	flags = spin_lock_irqsave(&thread_table_lock);
	if (pid)
		process = process_find_locked(pid);
	if (!process) {
		result = -ESRCH;
	} else if (process != current_process() &&
		   !may_inspect(&current_process()->attributes.ids, &process->attributes.ids)) {
		result = -EPERM;
	} else {
		struct limit_pair *limit = &process->attributes.limits[which];

		*old = *limit;
		if (new &&new->hard > limit->hard && process->attributes.ids.euid)
			result = -EPERM;
		else if (new)
			*limit = *new;
	}
	spin_unlock_irqrestore(&thread_table_lock, flags);
	return result;
}

SYSCALL(prlimit64)
{
	struct limit_pair new, old;
	int error;

	if (a2 && copy_from_user(&new, a2, sizeof(new)))
		return -EFAULT;
	error = change((int)a0, a1, a2 ? &new : NULL, &old);
	if (!error && a3)
		error = copy_to_user(a3, &old, sizeof(old));
	return error;
}

SYSCALL(getrlimit)
{
	struct limit_pair old;
	struct linux_rlimit user;
	int error = change(0, a0, NULL, &old);

	if (error)
		return error;
	user = (struct linux_rlimit){to_long(old.soft), to_long(old.hard)};
	return copy_to_user(a1, &user, sizeof(user));
}

SYSCALL(setrlimit)
{
	struct limit_pair new, old;
	struct linux_rlimit user;

	if (copy_from_user(&user, a1, sizeof(user)))
		return -EFAULT;
	new = (struct limit_pair){from_long(user.soft), from_long(user.hard)};
	return change(0, a0, &new, &old);
}

/* i386's name for getrlimit(): there, the older call of that name has signed limits. */
SYSCALL(ugetrlimit)
{
	return sys_getrlimit(a0, a1, a2, a3, a4, a5);
}
