/* SPDX-License-Identifier: MIT */
/*
 * Nice values of threads, groups and users (setpriority(2)).
 */
#include <kernel/proc/process.h>
#include <kernel/proc/schedparam.h>
#include <kernel/proc/thread.h>
#include <kernel/sys/syscall.h>
#include <uapi/errno.h>
#include <uapi/sched.h>

#define NICE_MIN (-20)
#define NICE_MAX 19

/* The threads that a call selects, and what to do with them. */
struct visit {
	int which;
	uint32_t who;
	bool set;
	int nice;   /* to set, or the lowest found */
	int result; /* -ESRCH: no thread found yet */
};

/* Lock: thread_table_lock. */
static void visit_thread(struct thread *t, struct visit *visit)
{
	struct sched_parameters *own = &t->user->sched;

	assert_locked(&thread_table_lock);
	if (!visit->set) {
		visit->nice = visit->result ? own->nice : MIN(own->nice, visit->nice);
		visit->result = 0;
	} else if (!may_schedule(&current_process()->attributes.ids, &t->process->attributes.ids)) {
		visit->result = -EPERM;
	} else if (visit->nice < own->nice && current_process()->attributes.ids.euid) {
		visit->result = -EACCES;
	} else {
		own->nice = visit->nice;
		schedparam_apply(t);
		if (visit->result == -ESRCH)
			visit->result = 0;
	}
}

static bool visit_process(struct process *process, void *context)
{
	struct visit *visit = context;
	struct thread *t;
	bool meant = visit->which == PRIO_PGRP ? (uint32_t)process->pgid == visit->who
					       : process->attributes.ids.ruid == visit->who;

	if (meant)
		list_for_each_entry(t, &process->threads, process_link)
			visit_thread(t, visit);
	return false;
}

static int visit_all(struct visit *visit)
{
	unsigned long flags;
	struct thread *t;

	if (visit->which < PRIO_PROCESS || visit->which > PRIO_USER)
		return -EINVAL;
	visit->result = -ESRCH;
	flags = spin_lock_irqsave(&thread_table_lock);
	if (!visit->who)
		visit->who = visit->which == PRIO_PROCESS ? (uint32_t)current_thread()->tid
			     : visit->which == PRIO_PGRP  ? (uint32_t)current_process()->pgid
							  : current_process()->attributes.ids.ruid;
	if (visit->which == PRIO_PROCESS) {
		t = thread_find_locked((int)visit->who);
		if (t)
			visit_thread(t, visit);
	} else {
		process_for_each_locked(visit_process, visit);
	}
	spin_unlock_irqrestore(&thread_table_lock, flags);
	return visit->result;
}

/* Returns 20 - nice, which the C library converts: a negative result would look like an error. */
SYSCALL(getpriority)
{
	struct visit visit = {.which = (int)a0, .who = (uint32_t)a1};
	int error = visit_all(&visit);

	return error ? error : 20 - visit.nice;
}

SYSCALL(setpriority)
{
	int nice = MIN((int)a2, NICE_MAX);
	struct visit visit = {.which = (int)a0, .who = (uint32_t)a1, .set = true};

	visit.nice = MAX(nice, NICE_MIN);
	return visit_all(&visit);
}

SYSCALL(nice)
{
	int step = MAX(MIN((int)a0, 40), -40);
	int nice = current_user()->sched.nice + step;
	long error = sys_setpriority(PRIO_PROCESS, 0, (unsigned long)nice, 0, 0, 0);

	return error == -EACCES ? -EPERM : error;
}
