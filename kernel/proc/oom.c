/* SPDX-License-Identifier: MIT */
/*
 * Out of memory. The faulting thread frees the victim's memory at once, instead of waiting for the
 * victim to end: the victim may be waiting for a mutex that the faulting thread holds.
 */
#include <kernel/debug/printk.h>
#include <kernel/proc/oom.h>
#include <kernel/proc/process.h>
#include <kernel/proc/thread.h>
#include <kernel/time/sleep.h>
#include <kernel/time/timer.h>
#include <mm/mm.h>
#include <mm/page.h>
#include <uapi/errno.h>
#include <uapi/signal.h>

#define PAGES_ENOUGH 8       /* for a page and all tables above it */
#define TRIES_MAX    1000    /* for one fault; then its own process is killed */
#define PAUSE_NS     1000000 /* lets ending processes free their memory */

static struct mutex oom_lock = MUTEX_INIT(oom_lock, "out of memory");

struct search {
	struct process *victim;
	long pages;
	bool ending; /* a process that is ending still has memory */
};

long oom_pages_locked(const struct process *process)
{
	int adjust = process->attributes.oom_adjust;
	long pages;

	assert_locked(&thread_table_lock);
	if (!process->live || process == init_process || adjust == -OOM_ADJUST_MAX)
		return -1;
	pages = (long)READ_ONCE(process->aspace->resident) +
		(long)page_total_count() / OOM_ADJUST_MAX * adjust;
	return MAX(pages, 0L);
}

static bool weigh(struct process *process, void *context)
{
	struct search *search = context;
	long pages = oom_pages_locked(process);

	if (process->live && process->ending && process != init_process) {
		search->ending = true;
	} else if (pages > search->pages) {
		search->victim = process;
		search->pages = pages;
	}
	return false;
}

/* Kill every process that shares the address space. */
static bool end_sharer(struct process *process, void *context)
{
	if (process->live && process->aspace == context && process != init_process)
		process_end_locked(process, SIGKILL);
	return false;
}

/* Choose a victim and kill it. Returns its address space, with a reference; NULL: there is none, or
 * a process is already ending (*pause). */
static struct aspace *kill_largest(bool *pause)
{
	struct search search = {.pages = -1};
	struct aspace *as = NULL;
	unsigned long flags = spin_lock_irqsave(&thread_table_lock);

	process_for_each_locked(weigh, &search);
	*pause = search.ending;
	if (search.victim && !search.ending) {
		as = search.victim->aspace;
		printk("memory: none left, process %d (%s) with %lu KiB is killed\n",
			search.victim->pid, search.victim->name,
			(unsigned long)(READ_ONCE(as->resident) * (PAGE_SIZE / 1024)));
		aspace_get(as);
		process_for_each_locked(end_sharer, as);
	}
	spin_unlock_irqrestore(&thread_table_lock, flags);
	return as;
}

/* Free some memory. False: no process is left to take it from. */
static bool relieve(struct aspace *own)
{
	struct aspace *as;
	bool pause = false;

	mm_trim();
	if (page_free_count() >= PAGES_ENOUGH)
		return true;
	as = kill_largest(&pause);
	if (as) {
		if (as != own)
			aspace_reap(as);
		aspace_put(as);
	}
	if (pause)
		thread_sleep_ns(PAUSE_NS);
	return as || pause;
}

int process_fault(struct aspace *as, uintptr_t addr, enum vm_access access)
{
	bool more = true;

	DEBUG_ASSERT(may_sleep() && as == current_process()->aspace);
	for (unsigned tries = 0; more && tries < TRIES_MAX; tries++) {
		int error = aspace_fault(as, addr, access);

		if (error != -ENOMEM || thread_has_flag(current_thread(), THREAD_KILLED))
			return error;
		mutex_lock(&oom_lock);
		more = relieve(as);
		mutex_unlock(&oom_lock);
	}
	printk("memory: none left for process %d (%s), which is killed\n", current_process()->pid,
		current_process()->name);
	process_end(current_process(), SIGKILL);
	return -ENOMEM;
}
