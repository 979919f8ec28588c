/* SPDX-License-Identifier: MIT */
/*
 * Processes: the table, membership of threads, the end. A process is freed by the one that waits
 * for it; its address space is freed earlier, by its last thread, in that thread's own context.
 */
#include <arch/irq.h>
#include <kernel/proc/process.h>
#include <kernel/proc/thread.h>
#include <lib/string.h>
#include <mm/aspace.h>
#include <mm/slab.h>
#include <uapi/errno.h>

struct process kernel_process = {.name = "kernel"};

static struct list all_processes = LIST_INIT(all_processes);
static int next_pid = 1;

static void process_setup(struct process *process)
{
	list_init(&process->threads);
	wait_queue_init(&process->exited, "wait");
	list_push_back(&all_processes, &process->all_link);
}

void process_init(void)
{
	process_setup(&kernel_process);
}

struct process *process_create(const char *name, struct aspace *aspace)
{
	struct process *process = kzalloc(sizeof(*process));
	unsigned long flags;

	if (!process)
		return NULL;
	process->aspace = aspace;
	process->parent_pid = current_process()->pid;
	strlcpy(process->name, name, sizeof(process->name));
	flags = spin_lock_irqsave(&thread_table_lock);
	process->pid = next_pid++;
	process_setup(process);
	spin_unlock_irqrestore(&thread_table_lock, flags);
	return process;
}

static void process_free(struct process *process)
{
	unsigned long flags = spin_lock_irqsave(&thread_table_lock);

	ASSERT(process->live == 0 && process != &kernel_process);
	list_remove(&process->all_link);
	spin_unlock_irqrestore(&thread_table_lock, flags);
	kfree(process);
}

void process_discard(struct process *process)
{
	if (process->aspace)
		aspace_put(process->aspace);
	process_free(process);
}

struct arch_aspace *process_arch_aspace(struct process *process)
{
	return process->aspace ? &process->aspace->arch : &arch_kernel_aspace;
}

void process_add_thread_locked(struct process *process, struct thread *t)
{
	ASSERT(!process->ended);
	list_push_back(&process->threads, &t->process_link);
	process->live++;
	if (process->aspace)
		__atomic_fetch_add(&process->aspace->threads, 1, __ATOMIC_RELAXED);
	if (process->ending)
		thread_set_flag(t, THREAD_KILLED);
}

/* Leave the address space before it is freed: this thread goes on in the kernel's. */
static void leave_aspace(struct thread *self)
{
	unsigned long flags = arch_irq_save();

	self->arch.aspace = &arch_kernel_aspace;
	arch_aspace_load(&arch_kernel_aspace);
	arch_irq_restore(flags);
	__atomic_fetch_sub(&self->process->aspace->threads, 1, __ATOMIC_RELEASE);
}

void process_thread_exit(struct thread *self)
{
	struct process *process = self->process;
	unsigned long flags;
	bool last;

	if (process->aspace)
		leave_aspace(self);
	flags = spin_lock_irqsave(&thread_table_lock);
	list_remove(&self->process_link);
	self->process = &kernel_process; /* its own may be freed before it is reaped */
	last = --process->live == 0 && process != &kernel_process;
	spin_unlock_irqrestore(&thread_table_lock, flags);
	if (!last)
		return;
	if (process->aspace)
		aspace_put(process->aspace);
	flags = spin_lock_irqsave(&process->exited.lock);
	process->ended = true;
	wait_wake_all_locked(&process->exited);
	spin_unlock_irqrestore(&process->exited.lock, flags);
}

int process_wait(struct process *process, int *status, uint64_t deadline_ns)
{
	int result = wait_event(&process->exited, deadline_ns, process->ended);

	if (result)
		return result;
	if (status)
		*status = process->exit_status;
	process_free(process);
	return 0;
}

void process_end(struct process *process, int status)
{
	unsigned long flags = spin_lock_irqsave(&thread_table_lock);
	struct thread *t;

	ASSERT(process != &kernel_process);
	if (!process->ending) {
		process->ending = true;
		process->exit_status = status;
		list_for_each_entry(t, &process->threads, process_link)
			thread_kill(t);
	}
	spin_unlock_irqrestore(&thread_table_lock, flags);
}

void process_note_exit(struct process *process, int status)
{
	unsigned long flags = spin_lock_irqsave(&thread_table_lock);

	if (!process->ending)
		process->exit_status = status;
	spin_unlock_irqrestore(&thread_table_lock, flags);
}
