/* SPDX-License-Identifier: MIT */
/*
 * clone(). A new thread starts with a copy of the caller's user frame: it returns to the same
 * instruction as the caller, with 0 as the call's result.
 */
#include <arch/trap.h>
#include <fs/files.h>
#include <fs/snapshot/snapshot.h>
#include <kernel/explore/hooks.h>
#include <kernel/proc/clone.h>
#include <kernel/proc/process.h>
#include <kernel/proc/thread.h>
#include <kernel/proc/user_thread.h>
#include <mm/aspace.h>
#include <mm/usercopy.h>
#include <uapi/errno.h>

static int check_flags(uint64_t flags)
{
	if (flags & CLONE_NAMESPACES)
		return -EPERM;
	if (flags & CLONE_THREAD && !(flags & CLONE_SIGHAND))
		return -EINVAL;
	if (flags & CLONE_SIGHAND && !(flags & CLONE_VM))
		return -EINVAL;
	if (flags & CLONE_CLEAR_SIGHAND && flags & CLONE_SIGHAND)
		return -EINVAL;
	return flags & CLONE_PIDFD ? -EINVAL : 0;
}

/* Kernel side of a cloned thread: set_up() has filled in its frame. */
static uintptr_t cloned_thread(uintptr_t unused0, uintptr_t unused1, uintptr_t unused2)
{
	arch_irq_disable();
	frame_enter(frame_place_user(current_thread()->arch.stack_top));
}

/* Share the caller's actions with `child`, or give it default ones. 0 or -ENOMEM. The lock is for
 * readers of the process table, which may already see the child. */
static NOINLINE int replace_actions(struct process *child, bool share)
{
	unsigned long flags = spin_lock_irqsave(&thread_table_lock);
	int error;

	signal_process_free(&child->signals);
	error = signal_process_init(&child->signals, share ? &current_process()->signals : NULL,
		share);
	spin_unlock_irqrestore(&thread_table_lock, flags);
	return error;
}

/* The process that the new thread belongs to. NULL: out of memory. */
static struct process *make_process(const struct clone_request *request)
{
	struct process *self = current_process(), *child;
	struct aspace *as = self->aspace;

	if (request->flags & CLONE_VM)
		aspace_get(as);
	else
		as = request->aspace ? request->aspace : aspace_fork(as);
	child = as ? process_create(request->flags & CLONE_PARENT ? NULL : self, self->name, as)
		   : NULL;
	if (!child) {
		if (as)
			aspace_put(as);
		return NULL;
	}
	/* A child of the caller's parent may not choose the signal that this parent gets. */
	child->exit_signal =
		request->flags & CLONE_PARENT ? self->exit_signal : request->exit_signal;
	if (request->flags & (CLONE_SIGHAND | CLONE_CLEAR_SIGHAND) &&
		replace_actions(child, request->flags & CLONE_SIGHAND)) {
		process_discard(child);
		return NULL;
	}
	child->files = request->in_place              ? snapshot_copy_files(self->files)
		       : request->flags & CLONE_FILES ? files_get(self->files)
						      : files_clone(self->files);
	child->fs =
		request->flags & CLONE_FS ? fs_context_get(self->fs) : fs_context_clone(self->fs);
	if (child->files && child->fs)
		return child;
	process_discard(child);
	return NULL;
}

static int set_up(struct thread *t, const struct clone_request *request)
{
	struct trapframe *frame = frame_place_user(t->arch.stack_top);
	int error;

	*frame = *frame_place_user(current_thread()->arch.stack_top);
	if (request->in_place) {
		t->user->clear_tid = current_user()->clear_tid;
		t->user->robust_list = current_user()->robust_list;
	} else {
		syscall_set_result(frame, 0);
	}
	if (request->stack)
		frame_set_sp(frame, request->stack);
	arch_copy_tls(&t->arch);
	error = arch_thread_copy_fpu(&t->arch);
	if (!error && request->flags & CLONE_SETTLS)
		error = arch_set_tls(&t->arch, frame, request->tls);
	if ((request->flags & (CLONE_VM | CLONE_VFORK)) != CLONE_VM)
		t->user->signals.altstack = current_user()->signals.altstack;
	if (request->flags & CLONE_CHILD_CLEARTID)
		t->user->clear_tid = request->child_tid;
	return error;
}

/* Store the ids where the caller wants them; bad addresses are ignored. */
static void store_ids(const struct thread *t, const struct clone_request *request)
{
	int tid = t->tid;

	if (request->flags & CLONE_PARENT_SETTID)
		copy_to_user(request->parent_tid, &tid, sizeof(tid));
	if (request->flags & CLONE_CHILD_SETTID)
		aspace_write(t->process->aspace, request->child_tid, &tid, sizeof(tid));
}

static struct thread *make_thread(struct process *process)
{
	struct thread *self = current_thread();

	return thread_create(&(struct thread_spec){
		.name = self->name,
		.entry = cloned_thread,
		.priority = self->priority,
		.flags = THREAD_DETACHED,
		.process = process,
	});
}

struct count {
	uint32_t uid;
	uint64_t threads;
};

static bool count_threads(struct process *process, void *context)
{
	struct count *count = context;

	if (process->attributes.ids.ruid == count->uid)
		count->threads += MAX(process->live, 1u); /* a zombie counts too */
	return false;
}

/* Does the user have as many threads as RLIMIT_NPROC allows? Root may have any number. */
static bool has_too_many(const struct process_attributes *attributes)
{
	struct count count = {.uid = attributes->ids.ruid};
	unsigned long flags;

	if (!attributes->ids.ruid || !attributes->ids.euid)
		return false;
	flags = spin_lock_irqsave(&thread_table_lock);
	process_for_each_locked(count_threads, &count);
	spin_unlock_irqrestore(&thread_table_lock, flags);
	return count.threads >= attributes->limits[LIMIT_NPROC].soft;
}

long clone_thread(const struct clone_request *request)
{
	struct process *process = current_process();
	bool released = false;
	struct thread *t;
	int error = check_flags(request->flags);
	long tid;

	if (error)
		return error;
	if (has_too_many(&process->attributes))
		return -EAGAIN;
	if (unlikely(process->explored) && !request->in_place)
		explore_clone_begins();
	if (!(request->flags & CLONE_THREAD)) {
		process = make_process(request);
		if (!process)
			return -ENOMEM;
	}
	t = make_thread(process);
	if (!t) {
		if (process != current_process())
			process_discard(process);
		return -EAGAIN;
	}
	error = set_up(t, request);
	if (error) {
		thread_abandon(t);
		return error;
	}
	store_ids(t, request);
	if (request->flags & CLONE_VFORK && process != current_process())
		process->released = &released; /* on our stack: we wait until it is set */
	tid = t->tid;
	if (unlikely(current_process()->explored))
		explore_thread_created(t);
	sched_start(t);
	if (request->flags & CLONE_VFORK && !(request->flags & CLONE_THREAD))
		process_wait_release((int)tid, &released);
	return tid;
}
