/* SPDX-License-Identifier: MIT */
/*
 * Scheduling policies, parameters and affinities of threads (sched(7)). An id of 0 means the
 * caller.
 */
#include <kernel/proc/process.h>
#include <kernel/proc/processors.h>
#include <kernel/proc/schedparam.h>
#include <kernel/proc/thread.h>
#include <kernel/sys/syscall.h>
#include <kernel/sys/time.h>
#include <lib/string.h>
#include <mm/usercopy.h>
#include <uapi/errno.h>
#include <uapi/sched.h>

#define PRIORITY_MAX 99

static struct thread *find_locked(int tid)
{
	assert_locked(&thread_table_lock);
	return tid ? thread_find_locked(tid) : current_thread();
}

static bool is_real_time(int policy)
{
	return policy == SCHED_FIFO || policy == SCHED_RR;
}

static bool is_policy(int policy)
{
	return is_real_time(policy) || policy == SCHED_OTHER || policy == SCHED_BATCH ||
	       policy == SCHED_IDLE;
}

static bool is_privileged(void)
{
	return current_process()->attributes.ids.euid == 0;
}

static bool is_mine(const struct thread *t)
{
	return may_schedule(&current_process()->attributes.ids, &t->process->attributes.ids);
}

static int check(const struct sched_parameters *new)
{
	if (!is_policy(new->policy) || new->priority < 0 || new->priority > PRIORITY_MAX ||
		is_real_time(new->policy) != (new->priority != 0))
		return -EINVAL;
	return is_real_time(new->policy) && !is_privileged() ? -EPERM : 0;
}

/* Set the parameters of a thread to *new; `keep_policy` and `keep_nice` keep its present ones. 0 or
 * -errno. */
static int set(int tid, struct sched_parameters *new, bool keep_policy, bool keep_nice)
{
	unsigned long flags = spin_lock_irqsave(&thread_table_lock);
	struct thread *t = find_locked(tid);
	int error = !t ? -ESRCH : is_mine(t) ? 0 : -EPERM;

	if (t && keep_policy) {
		new->policy = t->user->sched.policy;
		new->reset_on_fork = t->user->sched.reset_on_fork;
	}
	if (t && (keep_nice || is_real_time(new->policy)))
		new->nice = t->user->sched.nice;
	if (!error)
		error = check(new);
	if (!error) {
		t->user->sched = *new;
		schedparam_apply(t);
	}
	spin_unlock_irqrestore(&thread_table_lock, flags);
	return error;
}

static int get(int tid, struct sched_parameters *parameters, uint64_t *quantum_ns)
{
	unsigned long flags = spin_lock_irqsave(&thread_table_lock);
	struct thread *t = find_locked(tid);

	if (t) {
		*parameters = t->user->sched;
		*quantum_ns = schedparam_quantum_ns(t);
	}
	spin_unlock_irqrestore(&thread_table_lock, flags);
	return t ? 0 : -ESRCH;
}

SYSCALL(sched_setscheduler)
{
	struct sched_parameters new = {
		.policy = (int)a1 & ~SCHED_RESET_ON_FORK,
		.reset_on_fork = a1 & SCHED_RESET_ON_FORK,
	};

	if ((int)a1 < 0 || (int)a0 < 0 || !a2)
		return -EINVAL;
	if (copy_from_user(&new.priority, a2, sizeof(new.priority)))
		return -EFAULT;
	return set((int)a0, &new, false, true);
}

SYSCALL(sched_setparam)
{
	struct sched_parameters new = {0};

	if ((int)a0 < 0 || !a1)
		return -EINVAL;
	if (copy_from_user(&new.priority, a1, sizeof(new.priority)))
		return -EFAULT;
	return set((int)a0, &new, true, true);
}

SYSCALL(sched_getscheduler)
{
	struct sched_parameters now;
	uint64_t quantum_ns;
	int error = (int)a0 < 0 ? -EINVAL : get((int)a0, &now, &quantum_ns);

	return error ? error : now.policy | (now.reset_on_fork ? SCHED_RESET_ON_FORK : 0);
}

SYSCALL(sched_getparam)
{
	struct sched_parameters now;
	uint64_t quantum_ns;
	int error = (int)a0 < 0 || !a1 ? -EINVAL : get((int)a0, &now, &quantum_ns);

	return error ? error : copy_to_user(a1, &now.priority, sizeof(now.priority));
}

SYSCALL(sched_getattr)
{
	struct linux_sched_attr attr = {0};
	struct sched_parameters now;
	uint64_t quantum_ns;
	int error;

	if (!a1 || (int)a0 < 0 || (unsigned)a2 > PAGE_SIZE || (unsigned)a2 < SCHED_ATTR_SIZE_VER0 ||
		a3)
		return -EINVAL;
	error = get((int)a0, &now, &quantum_ns);
	if (error)
		return error;
	attr.size = MIN((uint32_t)a2, (uint32_t)sizeof(attr));
	attr.policy = (uint32_t)now.policy;
	attr.flags = now.reset_on_fork ? SCHED_FLAG_RESET_ON_FORK : 0;
	attr.priority = (uint32_t)now.priority;
	attr.nice = is_real_time(now.policy) ? 0 : now.nice;
	return copy_to_user(a1, &attr, attr.size);
}

/* Read a structure of any version. Fields that this kernel does not know must be zero. */
static int load_attr(struct linux_sched_attr *attr, uintptr_t from)
{
	const uint32_t size_known = sizeof(*attr);
	uint32_t size;
	uint8_t byte;

	if (copy_from_user(&size, from, sizeof(size)))
		return -EFAULT;
	size = size ? size : SCHED_ATTR_SIZE_VER0;
	if (size < SCHED_ATTR_SIZE_VER0 || size > PAGE_SIZE)
		goto wrong_size;
	memset(attr, 0, sizeof(*attr));
	if (copy_from_user(attr, from, MIN(size, size_known)))
		return -EFAULT;
	for (uint32_t i = size_known; i < size; i++) {
		if (copy_from_user(&byte, from + i, 1))
			return -EFAULT;
		if (byte)
			goto wrong_size;
	}
	return 0;
wrong_size:
	return copy_to_user(from, &size_known, sizeof(size_known)) ? -EFAULT : -E2BIG;
}

SYSCALL(sched_setattr)
{
	const uint64_t known =
		SCHED_FLAG_RESET_ON_FORK | SCHED_FLAG_KEEP_POLICY | SCHED_FLAG_KEEP_PARAMS;
	struct linux_sched_attr attr;
	struct sched_parameters new;
	int error;

	if (!a1 || (int)a0 < 0 || a2)
		return -EINVAL;
	error = load_attr(&attr, a1);
	if (error)
		return error;
	if ((int)attr.policy < 0 || attr.flags & ~known)
		return -EINVAL;
	new = (struct sched_parameters){
		.policy = (int)attr.policy,
		.priority = (int)attr.priority,
		.reset_on_fork = attr.flags & SCHED_FLAG_RESET_ON_FORK,
	};
	new.nice = MIN(attr.nice, 19);
	new.nice = MAX(new.nice, -20);
	return set((int)a0, &new, attr.flags & SCHED_FLAG_KEEP_POLICY,
		attr.flags & SCHED_FLAG_KEEP_PARAMS);
}

SYSCALL(sched_get_priority_max)
{
	int policy = (int)a0;

	if (!is_policy(policy) && policy != SCHED_DEADLINE)
		return -EINVAL;
	return is_real_time(policy) ? PRIORITY_MAX : 0;
}

SYSCALL(sched_get_priority_min)
{
	int policy = (int)a0;

	if (!is_policy(policy) && policy != SCHED_DEADLINE)
		return -EINVAL;
	return is_real_time(policy);
}

static long get_interval(int tid, uintptr_t to,
	int (*store)(uintptr_t to, const struct linux_timespec64 *time))
{
	struct sched_parameters now;
	struct linux_timespec64 time;
	uint64_t quantum_ns;
	int error = tid < 0 ? -EINVAL : get(tid, &now, &quantum_ns);

	if (error)
		return error;
	time = timespec_from_ns(quantum_ns);
	return store(to, &time);
}

SYSCALL(sched_rr_get_interval)
{
	return get_interval((int)a0, a1, timespec_to_user);
}

SYSCALL(sched_rr_get_interval_time64)
{
	return get_interval((int)a0, a1, timespec64_to_user);
}

/* The size of a mask in bytes, which is whole words. */
static unsigned mask_size(void)
{
	return (unsigned)ALIGN_UP(processors_count(), 8 * sizeof(long)) / 8;
}

SYSCALL(sched_setaffinity)
{
	uint64_t mask = 0;
	unsigned long flags;
	struct thread *t;
	int error = 0;

	if (copy_from_user(&mask, a2, MIN((unsigned)a1, mask_size())))
		return -EFAULT;
	flags = spin_lock_irqsave(&thread_table_lock);
	t = find_locked((int)a0);
	if (!t)
		error = -ESRCH;
	else if (!is_mine(t))
		error = -EPERM;
	else if (!(mask & processors_all()))
		error = -EINVAL;
	else
		processors_allow(t, mask);
	spin_unlock_irqrestore(&thread_table_lock, flags);
	return error;
}

SYSCALL(sched_getaffinity)
{
	unsigned length = (unsigned)a1;
	unsigned long flags;
	uint64_t mask = 0;
	struct thread *t;

	if (length < mask_size() || length % sizeof(long))
		return -EINVAL;
	flags = spin_lock_irqsave(&thread_table_lock);
	t = find_locked((int)a0);
	if (t)
		mask = processors_of(t);
	spin_unlock_irqrestore(&thread_table_lock, flags);
	if (!t)
		return -ESRCH;
	return copy_to_user(a2, &mask, mask_size()) ? -EFAULT : (long)mask_size();
}
