/* SPDX-License-Identifier: MIT */
/*
 * The up-calls of fs/ about processes and signals (fs/upcalls.h).
 */
#include <fs/files.h>
#include <fs/upcalls.h>
#include <fs/vfs.h>
#include <kernel/proc/process.h>
#include <kernel/proc/thread.h>
#include <kernel/proc/user_thread.h>
#include <mm/aspace.h>

int process_current_pid(void)
{
	return current_process()->pid;
}

int process_current_pgid(void)
{
	return READ_ONCE(current_process()->pgid);
}

int process_current_sid(void)
{
	return READ_ONCE(current_process()->sid);
}

/* Is the thread in access(), the only call that uses the real ids? */
static bool is_real_asked(void)
{
	return current_user() && unlikely(current_user()->real_ids);
}

uint32_t process_fsuid(void)
{
	const struct credentials *ids = &current_process()->attributes.ids;

	return is_real_asked() ? ids->ruid : ids->fsuid;
}

uint32_t process_fsgid(void)
{
	const struct credentials *ids = &current_process()->attributes.ids;

	return is_real_asked() ? ids->rgid : ids->fsgid;
}

void process_use_real_ids(bool real)
{
	if (current_user())
		current_user()->real_ids = real;
}

bool process_in_group(uint32_t gid)
{
	const struct credentials *ids = &current_process()->attributes.ids;

	for (uint32_t i = 0; i < ids->group_count; i++)
		if (ids->groups[i] == gid)
			return true;
	return process_fsgid() == gid;
}

unsigned process_open_limit(void)
{
	uint64_t limit = current_process()->attributes.limits[LIMIT_NOFILE].soft;

	return (unsigned)MIN(limit, (uint64_t)FILES_MAX);
}

uint64_t process_size_limit(void)
{
	return current_process()->attributes.limits[LIMIT_FSIZE].soft;
}

struct group_search {
	int pgid, sid;
};

static bool is_in_group(struct process *process, void *context)
{
	const struct group_search *search = context;

	return process->pgid == search->pgid && (!search->sid || process->sid == search->sid);
}

bool process_group_exists(int pgid, int sid)
{
	struct group_search search = {pgid, sid};
	unsigned long flags = spin_lock_irqsave(&thread_table_lock);
	bool found = process_for_each_locked(is_in_group, &search);

	spin_unlock_irqrestore(&thread_table_lock, flags);
	return found;
}

/* Is the process a member of the group whose parent is in another group of the same session? */
static bool is_tended(struct process *process, void *context)
{
	const struct group_search *search = context;
	const struct process *parent = process->parent;

	return process->pgid == search->pgid && !process->ended && parent &&
	       parent != &kernel_process && parent->pgid != process->pgid &&
	       parent->sid == process->sid;
}

bool process_group_is_orphaned(int pgid)
{
	struct group_search search = {pgid, 0};
	unsigned long flags = spin_lock_irqsave(&thread_table_lock);
	bool tended = process_for_each_locked(is_tended, &search);

	spin_unlock_irqrestore(&thread_table_lock, flags);
	return !tended;
}

void tty_signal(int pgid, int signo)
{
	struct linux_siginfo info = signal_from_kernel(signo);

	signal_send_pgrp(pgid, &info);
}

void signal_self(int signo)
{
	struct linux_siginfo info = signal_from_kernel(signo);

	if (current_user())
		signal_send_thread(current_thread(), &info);
}

uint64_t process_pending_signals(uint64_t set)
{
	return current_user() ? signal_pending_set() & set : 0;
}

bool process_take_signal(uint64_t set, struct linux_siginfo *info)
{
	return signal_take(set, info);
}

bool signal_is_blocked(int signo)
{
	const struct process_signals *signals = &current_process()->signals;
	unsigned long flags;
	bool blocked;

	if (!current_user())
		return true;
	flags = spin_lock_irqsave(&thread_table_lock);
	blocked = current_user()->signals.blocked & SIGNAL_BIT(signo) ||
		  signals->sighand->actions[signo - 1].handler == SIG_IGN;
	spin_unlock_irqrestore(&thread_table_lock, flags);
	return blocked;
}

/* A search for the process with the next higher pid that has an address space. */
struct memory_search {
	int after; /* pid */
	struct process *found;
};

static bool is_next(struct process *process, void *context)
{
	struct memory_search *search = context;

	if (process->live && process->aspace && process->pid > search->after &&
		(!search->found || process->pid < search->found->pid))
		search->found = process;
	return false;
}

/* Return its address space, with a reference. NULL: it was the last. */
static struct aspace *next_memory(struct memory_search *search)
{
	unsigned long flags = spin_lock_irqsave(&thread_table_lock);
	struct aspace *as = NULL;

	search->found = NULL;
	process_for_each_locked(is_next, search);
	if (search->found) {
		as = search->found->aspace;
		aspace_get(as);
		search->after = search->found->pid;
	}
	spin_unlock_irqrestore(&thread_table_lock, flags);
	return as;
}

/* The first part of an address space at or above `from` that maps pages which the file has lost. */
struct lost_pages {
	const struct inode *inode;
	uint64_t first_page, end_page;
	uintptr_t from, start, end, next;
};

static void find_lost(const struct vm_area *area, void *context)
{
	struct lost_pages *lost = context;
	const struct file *file = file_of(area->object);
	uint64_t pages = (area->end - area->start) >> PAGE_SHIFT, keep = 0;

	if (lost->end || area->end <= lost->from || !file || file->inode != lost->inode ||
		area->first_page + pages <= lost->first_page || area->first_page >= lost->end_page)
		return;
	if (area->first_page < lost->first_page)
		keep = lost->first_page - area->first_page;
	lost->start = area->start + ((uintptr_t)keep << PAGE_SHIFT);
	lost->end = area->end;
	if (lost->end_page - area->first_page < pages)
		lost->end = area->start +
			    ((uintptr_t)(lost->end_page - area->first_page) << PAGE_SHIFT);
	lost->next = area->end;
}

void process_unmap_file(const struct inode *inode, uint64_t first_page, uint64_t end_page)
{
	struct memory_search search = {0};
	struct aspace *as;

	while ((as = next_memory(&search))) {
		struct lost_pages lost = {.inode = inode,
			.first_page = first_page,
			.end_page = end_page};

		for (;;) {
			lost.end = 0;
			aspace_for_each(as, find_lost, &lost);
			if (!lost.end)
				break;
			aspace_discard(as, lost.start, lost.end - lost.start);
			lost.from = lost.next;
		}
		aspace_put(as);
	}
}

struct writer_search {
	const struct inode *inode;
	bool found;
};

static void find_writer(const struct vm_area *area, void *context)
{
	struct writer_search *search = context;
	const struct file *file = file_of(area->object);

	if (file && file->inode == search->inode && area->flags & AREA_SHARED &&
		!(area->flags & AREA_NO_WRITE))
		search->found = true;
}

bool process_may_write_mapping(const struct inode *inode)
{
	struct memory_search search = {0};
	struct writer_search writers = {.inode = inode};
	struct aspace *as;

	while (!writers.found && (as = next_memory(&search))) {
		aspace_for_each(as, find_writer, &writers);
		aspace_put(as);
	}
	return writers.found;
}
