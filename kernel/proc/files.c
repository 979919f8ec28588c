/* SPDX-License-Identifier: MIT */
/*
 * What processes have of the file system, and what fs/ asks for: the current one's.
 */
#include <fs/files.h>
#include <fs/tty.h>
#include <kernel/debug/panic.h>
#include <kernel/proc/process.h>
#include <kernel/proc/process_parts.h>
#include <kernel/proc/thread.h>

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
		tty_leave_session(process->sid);
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
