/* SPDX-License-Identifier: MIT */
/*
 * What processes have of the file system, and what fs/ asks for: the current one's.
 */
#include <fs/files.h>
#include <fs/upcalls.h>
#include <kernel/debug/panic.h>
#include <kernel/proc/process.h>
#include <kernel/proc/process_parts.h>
#include <kernel/proc/thread.h>

void process_drop_files(struct process *process)
{
	if (process->files)
		files_put(process->files);
	if (process->fs)
		fs_context_put(process->fs);
	process->files = NULL;
	process->fs = NULL;
}

struct files *files_current(void)
{
	return current_process()->files;
}

/* Kernel processes have no place of their own: the kernel's. */
struct fs_context *fs_current(void)
{
	struct fs_context *fs = current_process()->fs;

	return fs ? fs : kernel_process.fs;
}

void fs_current_init(void)
{
	kernel_process.files = files_create();
	kernel_process.fs = fs_context_create();
	if (!kernel_process.files || !kernel_process.fs)
		panic("no memory for the first descriptors");
}

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

static bool is_in_group(struct process *process, void *context)
{
	const int *wanted = context; /* group, session */

	return process->pgid == wanted[0] && process->sid == wanted[1];
}

bool process_group_exists(int pgid, int sid)
{
	int wanted[2] = {pgid, sid};
	unsigned long flags = spin_lock_irqsave(&thread_table_lock);
	bool exists = process_for_each_locked(is_in_group, wanted);

	spin_unlock_irqrestore(&thread_table_lock, flags);
	return exists;
}

/* Its parent, in another group of the session, would notice and could continue it. */
static bool has_guardian(struct process *process, void *context)
{
	const struct process *parent = process->parent;

	return process->pgid == *(const int *)context && parent->sid == process->sid &&
	       parent->pgid != process->pgid;
}

bool process_group_is_orphaned(int pgid)
{
	unsigned long flags = spin_lock_irqsave(&thread_table_lock);
	bool guarded = process_for_each_locked(has_guardian, &pgid);

	spin_unlock_irqrestore(&thread_table_lock, flags);
	return !guarded;
}
