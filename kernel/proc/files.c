/* SPDX-License-Identifier: MIT */
/*
 * Descriptor tables and directories of processes, and the up-calls by which fs/ gets the current
 * process's.
 */
#include <fs/files.h>
#include <fs/tty/tty.h>
#include <kernel/debug/panic.h>
#include <kernel/proc/process.h>
#include <kernel/proc/process_parts.h>
#include <kernel/proc/thread.h>
#include <uapi/errno.h>

void process_drop_files(struct process *process)
{
	unsigned long flags = spin_lock_irqsave(&thread_table_lock);
	struct files *files = process->files;
	struct fs_context *fs = process->fs;

	process->files = NULL;
	process->fs = NULL;
	spin_unlock_irqrestore(&thread_table_lock, flags);
	if (files)
		files_put(files);
	if (fs)
		fs_context_put(fs);
	if (process->pid == process->sid)
		tty_leave_session(process->sid, true);
}

/* Is the current thread the process's only one? Others would use the old tables without a
 * reference. */
static bool is_alone(const struct process *process)
{
	return READ_ONCE(process->live) == 1;
}

int process_unshare_files(void)
{
	struct process *process = current_process();
	struct files *old = process->files, *copy;
	unsigned long flags;

	if (atomic_load(&old->refs) == 1)
		return 0;
	if (!is_alone(process))
		return -EINVAL;
	copy = files_clone(old);
	if (!copy)
		return -ENOMEM;
	flags = spin_lock_irqsave(&thread_table_lock);
	process->files = copy;
	spin_unlock_irqrestore(&thread_table_lock, flags);
	files_put(old);
	return 0;
}

int process_unshare_fs(void)
{
	struct process *process = current_process();
	struct fs_context *old = process->fs, *copy;
	unsigned long flags;

	if (atomic_load(&old->refs) == 1)
		return 0;
	if (!is_alone(process))
		return -EINVAL;
	copy = fs_context_clone(old);
	if (!copy)
		return -ENOMEM;
	flags = spin_lock_irqsave(&thread_table_lock);
	process->fs = copy;
	spin_unlock_irqrestore(&thread_table_lock, flags);
	fs_context_put(old);
	return 0;
}

struct files *files_current(void)
{
	return current_process()->files;
}

/* Kernel processes share the kernel's root and directory. */
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
