/* SPDX-License-Identifier: MIT */
/*
 * What a process has used: times(), getrusage().
 */
#include <arch/time.h>
#include <kernel/proc/cputime.h>
#include <kernel/proc/thread.h>
#include <kernel/sched/clock.h>
#include <kernel/sys/time.h>
#include <kernel/sys/time_calls.h>
#include <mm/aspace.h>
#include <mm/usercopy.h>
#include <uapi/errno.h>

#define NS_PER_CLOCK_TICK (NS_PER_SEC / 100) /* sysconf(_SC_CLK_TCK) is 100 */

static struct linux_timeval_long timeval_of(uint64_t ns)
{
	return (struct linux_timeval_long){(long)(ns / NS_PER_SEC), (long)(ns % NS_PER_SEC / 1000)};
}

int rusage_to_user(uintptr_t to, const struct rusage_figures *figures)
{
	const struct linux_rusage usage = {
		.utime = timeval_of(figures->runtime_ns),
		.maxrss = (long)figures->max_kib,
		.nvcsw = (long)figures->switches,
	};

	return copy_to_user(to, &usage, sizeof(usage));
}

static uint64_t switches_locked(struct process *process)
{
	uint64_t sum = process->spent.switches;
	struct thread *t;

	list_for_each_entry(t, &process->threads, process_link)
		sum += t->switches;
	return sum;
}

SYSCALL(getrusage)
{
	struct process *process = current_process();
	struct rusage_figures figures = {.max_kib = process->aspace->pages * (PAGE_SIZE / 1024)};
	unsigned long flags;

	flags = spin_lock_irqsave(&thread_table_lock);
	switch ((int)a0) {
	case RUSAGE_SELF:
		figures.runtime_ns = process_runtime_ns_locked(process);
		figures.switches = switches_locked(process);
		break;
	case RUSAGE_CHILDREN:
		figures = (struct rusage_figures){.runtime_ns = process->spent.children_ns};
		break;
	case RUSAGE_THREAD:
		figures.runtime_ns = sched_runtime_ns(current_thread());
		figures.switches = current_thread()->switches;
		break;
	default:
		spin_unlock_irqrestore(&thread_table_lock, flags);
		return -EINVAL;
	}
	spin_unlock_irqrestore(&thread_table_lock, flags);
	return rusage_to_user(a1, &figures);
}

SYSCALL(times)
{
	struct process *process = current_process();
	const struct linux_tms tms = {
		.utime = (long)(process_runtime_ns(process) / NS_PER_CLOCK_TICK),
		.cutime = (long)(READ_ONCE(process->spent.children_ns) / NS_PER_CLOCK_TICK),
	};

	if (a0 && copy_to_user(a0, &tms, sizeof(tms)))
		return -EFAULT;
	return (long)(clock_ns() / NS_PER_CLOCK_TICK);
}
