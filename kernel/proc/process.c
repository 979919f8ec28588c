/* SPDX-License-Identifier: MIT */
/*
 * Processes: the table and the family tree, membership of threads, the end. The last thread
 * releases the address space, in its own context; the rest stays as a zombie until the parent has
 * waited for it (kernel/proc/wait.c).
 */
#include <arch/irq.h>
#include <kernel/explore/hooks.h>
#include <kernel/proc/cputime.h>
#include <kernel/proc/process.h>
#include <kernel/proc/process_parts.h>
#include <kernel/proc/thread.h>
#include <kernel/proc/user_thread.h>
#include <kernel/time/clock.h>
#include <lib/string.h>
#include <mm/aspace.h>
#include <mm/slab.h>
#include <uapi/errno.h>

#define INIT_PID 1

struct process kernel_process = {.name = "kernel", .parent = &kernel_process};
struct process *init_process;

static struct list all_processes = LIST_INIT(all_processes);

/* Neither has the kernel's own process and threads. Lock: thread_table_lock. */
static struct id_table processes_by_id = ID_TABLE_INIT(processes_by_id);
static struct id_table threads_by_id = ID_TABLE_INIT(threads_by_id);

static int next_id;

int process_new_id_locked(void)
{
	assert_locked(&thread_table_lock);
	if (next_id == INIT_PID)
		next_id++;
	return next_id++;
}

int process_next_id(void)
{
	return READ_ONCE(next_id);
}

void process_set_next_id(int id)
{
	WRITE_ONCE(next_id, id);
}

static void set_tid_locked(struct thread *t, int tid)
{
	assert_locked(&thread_table_lock);
	id_table_remove(&threads_by_id, &t->user->by_tid);
	t->tid = tid;
	id_table_insert(&threads_by_id, &t->user->by_tid, tid);
}

void process_renumber(struct process *process, int pid, int pgid, int sid)
{
	unsigned long flags = spin_lock_irqsave(&thread_table_lock);
	struct thread *first = list_entry(process->threads.next, struct thread, process_link);

	DEBUG_ASSERT(process->live == 1);
	id_table_remove(&processes_by_id, &process->by_pid);
	process->pid = pid;
	id_table_insert(&processes_by_id, &process->by_pid, pid);
	set_tid_locked(first, pid);
	process->pgid = pgid;
	process->sid = sid;
	spin_unlock_irqrestore(&thread_table_lock, flags);
}

static void process_setup_locked(struct process *process, struct process *parent,
	const struct process *like)
{
	if (process != &kernel_process) /* at boot there is no other CPU */
		assert_locked(&thread_table_lock);
	list_init(&process->threads);
	list_init(&process->children);
	wait_queue_init(&process->events, "child");
	process->parent = parent;
	process->pgid = like->pgid;
	process->sid = like->sid;
	list_push_back(&all_processes, &process->all_link);
}

void process_init(void)
{
	process_setup_locked(&kernel_process, &kernel_process, &kernel_process);
	attributes_init(&kernel_process.attributes);
}

struct process *process_create(struct process *parent, const char *name, struct aspace *aspace)
{
	struct process *process = kzalloc(sizeof(*process)), *self = current_process();
	unsigned long flags;

	if (!process)
		return NULL;
	process->aspace = aspace;
	process->started_ns = clock_ns();
	process->explored = self->explored;
	if (aspace && signal_process_init(&process->signals, &self->signals, false)) {
		kfree(process);
		return NULL;
	}
	attributes_inherit(&process->attributes, &self->attributes);
	timers_init(&process->timers);
	strlcpy(process->name, name, sizeof(process->name));
	flags = spin_lock_irqsave(&thread_table_lock);
	if (aspace && !init_process) {
		init_process = process;
		process->pid = INIT_PID;
	} else {
		process->pid = process_new_id_locked();
	}
	if (!parent)
		parent = self->parent; /* it changes under this lock when the parent ends */
	id_table_insert(&processes_by_id, &process->by_pid, process->pid);
	process_setup_locked(process, parent, self);
	if (parent == &kernel_process)
		process->pgid = process->sid = process->pid;
	list_push_back(&parent->children, &process->sibling_link);
	spin_unlock_irqrestore(&thread_table_lock, flags);
	return process;
}

void process_free_locked(struct process *process)
{
	assert_locked(&thread_table_lock);
	DEBUG_ASSERT(list_is_empty(&process->threads) && list_is_empty(&process->children));
	ASSERT(process->live == 0 && process != &kernel_process);
	id_table_remove(&processes_by_id, &process->by_pid);
	list_remove(&process->all_link);
	list_remove(&process->sibling_link);
	if (process == init_process)
		init_process = NULL;
	if (process->signals.sighand)
		signal_process_free(&process->signals);
	kfree(process);
}

void process_discard(struct process *process)
{
	unsigned long flags;

	process_drop_files(process);
	if (process->aspace)
		aspace_put(process->aspace);
	flags = spin_lock_irqsave(&thread_table_lock);
	process_free_locked(process);
	spin_unlock_irqrestore(&thread_table_lock, flags);
}

struct process *process_find_locked(int pid)
{
	struct process *process;
	struct id_node *node;

	assert_locked(&thread_table_lock);
	node = id_table_find(&processes_by_id, pid);
	process = node ? container_of(node, struct process, by_pid) : NULL;
	return process && !process->hidden ? process : NULL;
}

struct thread *thread_find_locked(int tid)
{
	struct id_node *node;
	struct thread *t;

	assert_locked(&thread_table_lock);
	node = id_table_find(&threads_by_id, tid);
	t = node ? container_of(node, struct user_thread, by_tid)->thread : NULL;
	return t && !t->process->hidden ? t : NULL;
}

bool process_for_each_locked(bool (*visit)(struct process *process, void *context), void *context)
{
	struct process *process;

	assert_locked(&thread_table_lock);
	list_for_each_entry(process, &all_processes, all_link)
		if ((process->aspace || process->ended) && !process->hidden &&
			visit(process, context))
			return true;
	return false;
}

struct arch_aspace *process_arch_aspace(struct process *process)
{
	return process->aspace ? &process->aspace->arch : &arch_kernel_aspace;
}

void process_add_thread_locked(struct process *process, struct thread *t)
{
	assert_locked(&thread_table_lock);
	ASSERT(!process->ended);
	/* A process's first thread has the process's id. */
	t->tid = process != &kernel_process && list_is_empty(&process->threads)
			 ? process->pid
			 : process_new_id_locked();
	list_push_back(&process->threads, &t->process_link);
	process->live++;
	if (t->user)
		id_table_insert(&threads_by_id, &t->user->by_tid, t->tid);
	if (process->aspace)
		__atomic_fetch_add(&process->aspace->threads, 1, __ATOMIC_RELAXED);
	if (process->ending)
		thread_set_flag(t, THREAD_KILLED);
	if (process->signals.stopped)
		thread_set_flag(t, THREAD_STOPPING);
}

/* Switch to the kernel's address space, before the process's is freed. With one CPU, another thread
 * of the process will do so if there is one, so this need not flush the TLB. */
static void leave_aspace(struct thread *self)
{
	unsigned long flags = arch_irq_save();

	self->arch.aspace = &arch_kernel_aspace;
	if (!explore_active || self->process->aspace->threads == 1)
		arch_aspace_load(&arch_kernel_aspace);
	arch_irq_restore(flags);
	__atomic_fetch_sub(&self->process->aspace->threads, 1, __ATOMIC_RELEASE);
}

void process_child_event_locked(struct process *parent)
{
	unsigned long flags = spin_lock_irqsave(&parent->events.lock);

	assert_locked(&thread_table_lock);
	parent->event_count++;
	wait_wake_all_locked(&parent->events);
	spin_unlock_irqrestore(&parent->events.lock, flags);
}

static void release_locked(struct process *process)
{
	assert_locked(&thread_table_lock);
	if (process->released)
		WRITE_ONCE(*process->released, true);
	process->released = NULL;
}

/* The last thread has left: make the process a zombie, which the parent may free at once. */
static void become_zombie(struct process *process)
{
	struct aspace *aspace = process->aspace;
	unsigned long flags;
	bool unwanted, counted = unlikely(explore_active) && explore_run_waits_for(process);

	if (unlikely(explore_active))
		explore_process_ended(process);
	process_drop_files(process);
	timers_end(process);
	if (aspace)
		aspace_put(aspace);
	flags = spin_lock_irqsave(&thread_table_lock);
	process->aspace = NULL;
	release_locked(process);
	process_orphan_children_locked(process);
	process->ended = true;
	unwanted = process->unborn || signal_notify_exit_locked(process);
	process_child_event_locked(process->parent);
	if (unwanted)
		process_free_locked(process);
	spin_unlock_irqrestore(&thread_table_lock, flags);
	if (unlikely(counted))
		explore_process_gone();
}

void process_thread_exit(struct thread *self)
{
	struct process *process = self->process;
	unsigned long flags;
	bool last;

	DEBUG_ASSERT(self == current_thread() && may_sleep());
	if (unlikely(explore_active))
		explore_thread_exits(self);
	if (process->aspace)
		leave_aspace(self);
	flags = spin_lock_irqsave(&thread_table_lock);
	list_remove(&self->process_link);
	if (self->user)
		id_table_remove(&threads_by_id, &self->user->by_tid);
	signal_thread_exit_locked(process, self);
	cputime_thread_exit_locked(process, self);
	self->process = &kernel_process; /* its own may be freed before the thread is reaped */
	last = --process->live == 0 && process != &kernel_process;
	if (!last && process->aspace)
		process_child_event_locked(process); /* exec may be waiting for the others to go */
	spin_unlock_irqrestore(&thread_table_lock, flags);
	if (last)
		become_zombie(process);
}

static void kill_threads_locked(struct process *process, const struct thread *but)
{
	struct thread *t;

	assert_locked(&thread_table_lock);
	list_for_each_entry(t, &process->threads, process_link)
		if (t != but)
			thread_kill(t);
}

void process_end_locked(struct process *process, int status)
{
	assert_locked(&thread_table_lock);
	ASSERT(process != &kernel_process);
	if (process->ending)
		return;
	process->ending = true;
	process->exit_status = status;
	kill_threads_locked(process, NULL);
}

void process_end(struct process *process, int status)
{
	unsigned long flags = spin_lock_irqsave(&thread_table_lock);

	process_end_locked(process, status);
	spin_unlock_irqrestore(&thread_table_lock, flags);
}

int process_end_others(void)
{
	struct thread *self = current_thread();
	struct process *process = self->process;
	unsigned long flags = spin_lock_irqsave(&thread_table_lock);

	if (process->ending || thread_has_flag(self, THREAD_KILLED)) {
		spin_unlock_irqrestore(&thread_table_lock, flags);
		return -EAGAIN;
	}
	kill_threads_locked(process, self);
	spin_unlock_irqrestore(&thread_table_lock, flags);
	/* Each thread that leaves wakes us. A kill of this one ends the wait, and soon the
	 * process. */
	if (wait_event(&process->events, TIME_NEVER, READ_ONCE(process->live) == 1))
		return -EAGAIN;
	if (self->tid != process->pid) {
		flags = spin_lock_irqsave(&thread_table_lock);
		set_tid_locked(self, process->pid);
		spin_unlock_irqrestore(&thread_table_lock, flags);
	}
	return 0;
}

void process_note_exit(struct process *process, int status)
{
	unsigned long flags = spin_lock_irqsave(&thread_table_lock);

	if (!process->ending)
		process->exit_status = status;
	spin_unlock_irqrestore(&thread_table_lock, flags);
}

void process_release_parent(struct process *process)
{
	unsigned long flags = spin_lock_irqsave(&thread_table_lock);

	release_locked(process);
	process_child_event_locked(process->parent);
	spin_unlock_irqrestore(&thread_table_lock, flags);
}
