/* SPDX-License-Identifier: MIT */
/*
 * Starting programs: in a new process (the kernel's first ones), or in the current one, replacing
 * its program (execve). Everything that can fail happens before the point of no return.
 */
#include <arch/trap.h>
#include <fs/files.h>
#include <kernel/exec/exec.h>
#include <kernel/exec/load.h>
#include <kernel/explore/hooks.h>
#include <kernel/proc/process.h>
#include <kernel/proc/thread.h>
#include <kernel/proc/user_thread.h>
#include <lib/string.h>
#include <mm/aspace.h>
#include <uapi/errno.h>

/* Kernel side of a process's first thread: enter user mode through the trap return, with a new user
 * frame. */
static uintptr_t user_thread(uintptr_t entry, uintptr_t sp, uintptr_t unused)
{
	struct trapframe *frame = frame_place_user(current_thread()->arch.stack_top);

	frame_init_user(frame, entry, sp);
	arch_irq_disable();
	frame_enter(frame);
}

/* Create a descriptor table with 0 to 2 on the console, or an empty one if there is no console. */
static struct files *console_files(void)
{
	struct files *files = files_create();
	struct file *console;

	if (!files || vfs_open("/dev/console", O_RDWR, 0, &console))
		return files;
	for (int i = 0; i < 3; i++)
		files_add(files, file_get(console), false);
	file_put(console);
	return files;
}

static int create(struct program *program, struct process **process, struct thread **first)
{
	*process = process_create(&kernel_process, program->name, program->aspace);
	if (!*process) {
		aspace_put(program->aspace);
		return -ENOMEM;
	}
	(*process)->files = console_files();
	(*process)->fs = fs_context_create();
	*first = (*process)->files && (*process)->fs
			 ? thread_create(&(struct thread_spec){
				   .name = program->name,
				   .entry = user_thread,
				   .args = {program->entry, program->sp},
				   .priority = THREAD_PRIORITY_MID,
				   .flags = THREAD_DETACHED,
				   .process = *process,
			   })
			 : NULL;
	if (!*first) {
		process_discard(*process);
		return -ENOMEM;
	}
	if (!arch_thread_add_fpu(&(*first)->arch))
		return 0;
	thread_abandon(*first);
	return -ENOMEM;
}

int process_create_user(const char *path, struct process **process, struct thread **first)
{
	struct program program;
	struct args args;
	int error = args_init(&args);

	if (!error)
		error = args_add(&args, path);
	if (!error)
		error = program_load(path, &args, &program);
	args_free(&args);
	return error ? error : create(&program, process, first);
}

/* Take the program's ids. The user that started a secure program may not inspect it, nor have a
 * death signal sent to it. */
static void take_ids_locked(struct process_attributes *own, const struct program *program)
{
	struct credentials *ids = &own->ids;

	assert_locked(&thread_table_lock);
	ids->euid = ids->suid = ids->fsuid = program->euid;
	ids->egid = ids->sgid = ids->fsgid = program->egid;
	own->dumpable = !program->secure;
	if (program->secure)
		own->death_signal = 0;
}

/* The point of no return: replace the old program, and release its memory. */
static void replace(struct program *program)
{
	struct thread *self = current_thread();
	struct process *process = self->process;
	struct aspace *old = process->aspace;
	struct trapframe *frame = frame_place_user(self->arch.stack_top);
	unsigned long flags;

	DEBUG_ASSERT(process->live == 1 && may_sleep());
	program->aspace->threads = 1;
	flags = spin_lock_irqsave(&thread_table_lock); /* others hold it to take a reference */
	process->aspace = program->aspace;
	process->executed = true;
	take_ids_locked(&process->attributes, program);
	self->arch.aspace = &program->aspace->arch;
	arch_aspace_load(self->arch.aspace);
	spin_unlock_irqrestore(&thread_table_lock, flags);
	__atomic_fetch_sub(&old->threads, 1, __ATOMIC_RELEASE);
	process->exit_signal = SIGCHLD;
	process_release_parent(process);
	aspace_put(old);
	arch_thread_reset_user();
	self->user->clear_tid = 0;
	self->user->robust_list = 0;
	files_close_on_exec(process->files);
	timers_exec(process);
	signal_exec(process);
	strlcpy(process->name, program->name, sizeof(process->name));
	strlcpy(self->name, program->name, sizeof(self->name));
	frame_init_user(frame, program->entry, program->sp);
	if (unlikely(process->explored))
		explore_exec_done();
}

int process_exec(const char *path, struct args *args)
{
	struct program program;
	int error = program_load(path, args, &program);

	if (error)
		return error;
	error = signal_exec_prepare(current_process());
	if (!error)
		error = process_end_others();
	/* Only now: the other threads used the old table without a reference. If memory is short,
	 * the call fails although they have ended. */
	if (!error)
		error = process_unshare_files();
	if (error) {
		aspace_put(program.aspace);
		return error;
	}
	replace(&program);
	return 0;
}
