/* SPDX-License-Identifier: MIT */
/*
 * CPU time and memory used by a process: times(2), getrusage(2).
 */
#include <arch/time.h>
#include <kernel/proc/cputime.h>
#include <kernel/proc/thread.h>
#include <kernel/sys/syscall.h>
#include <kernel/sys/time.h>
#include <kernel/time/clock.h>
#include <mm/aspace.h>
#include <mm/usercopy.h>
#include <uapi/errno.h>

static struct linux_timeval_long timeval_of(uint64_t ns)
{
	return (struct linux_timeval_long){(long)(ns / NS_PER_SEC), (long)(ns % NS_PER_SEC / 1000)};
}

int rusage_to_user(uintptr_t to, const struct rusage_figures *figures)
{
	const struct linux_rusage usage = {
		.utime = timeval_of(figures->cpu.user_ns),
		.stime = timeval_of(figures->cpu.system_ns),
		.maxrss = (long)figures->max_kib,
		.nvcsw = (long)figures->cpu.voluntary,
		.nivcsw = (long)figures->cpu.involuntary,
	};

	return copy_to_user(to, &usage, sizeof(usage));
}

SYSCALL(getrusage)
{
	struct process *process = current_process();
	struct rusage_figures figures = {.max_kib = process->aspace->pages * (PAGE_SIZE / 1024)};
	unsigned long flags;

	flags = spin_lock_irqsave(&thread_table_lock);
	switch ((int)a0) {
	case RUSAGE_SELF:
		figures.cpu = process_usage_locked(process);
		break;
	case RUSAGE_CHILDREN:
		figures = (struct rusage_figures){.cpu = process->spent.children};
		break;
	case RUSAGE_THREAD:
		figures.cpu = sched_usage(current_thread());
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
	unsigned long flags = spin_lock_irqsave(&thread_table_lock);
	const struct cpu_usage own = process_usage_locked(process);
	const struct cpu_usage children = process->spent.children;
	const struct linux_tms tms = {
		.utime = (long)(own.user_ns / NS_PER_CLOCK_TICK),
		.stime = (long)(own.system_ns / NS_PER_CLOCK_TICK),
		.cutime = (long)(children.user_ns / NS_PER_CLOCK_TICK),
		.cstime = (long)(children.system_ns / NS_PER_CLOCK_TICK),
	};

	spin_unlock_irqrestore(&thread_table_lock, flags);
	if (a0 && copy_to_user(a0, &tms, sizeof(tms)))
		return -EFAULT;
	return (long)(clock_ns() / NS_PER_CLOCK_TICK);
}
