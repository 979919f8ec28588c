/* SPDX-License-Identifier: MIT */
/*
 * A process: an address space and the threads that share it. Kernel threads belong to
 * `kernel_process` or to a process without an address space. The last thread out ends its process:
 * the address space goes at once, the rest when somebody has waited for it.
 */
#pragma once
#include <arch/mmu.h>
#include <kernel/sched/thread.h>
#include <kernel/sync/wait.h>
#include <lib/list.h>

struct aspace;

struct process {
	/* Constant once created. */
	int pid;
	int parent_pid;
	char name[THREAD_NAME_MAX];
	struct aspace *aspace; /* NULL for kernel processes; freed by the last thread */

	/* Lock: thread_table_lock. */
	struct list all_link;
	struct list threads; /* thread->process_link */
	unsigned live;       /* threads that have not passed thread_exit() */
	bool ending;         /* process_end() was called: exit_status is set */
	bool ended;          /* no thread left */
	int exit_status;     /* as wait() encodes it: code << 8, or the signal number */
	struct wait_queue exited;
};

/* Linux's wait() status words. */
#define EXIT_STATUS_CODE(code)     (((code)&0xff) << 8)
#define EXIT_STATUS_SIGNAL(signal) ((signal)&0x7f)

/* Pid 0: the kernel's own threads. */
extern struct process kernel_process;

/* Set up the process table with the kernel's process. Boot, once. */
void process_init(void);

/* A process without threads. `aspace` becomes its own (NULL: the kernel's). NULL when out of
 * memory. Thread context. */
struct process *process_create(const char *name, struct aspace *aspace);

/* Give up a process that never had a thread. */
void process_discard(struct process *process);

/*
 * A process from the program `path` of the initial ramdisk, its first thread at the program's entry
 * on a fresh stack with argc, argv, envp and the auxiliary vector as the System V ABI has them; not
 * yet started. On failure -ENOENT, -ENOEXEC (reason printed), -ENOMEM. Thread context.
 */
int process_create_user(const char *path, struct process **process, struct thread **first);

/* Wait by `deadline_ns` for `process` to end, store its status (may be NULL), free it. One waiter.
 * 0, -ETIMEDOUT or -EINTR. Thread context. */
int process_wait(struct process *process, int *status, uint64_t deadline_ns);

/* End all threads of `process`; the first caller's `status` counts. Any thread context. */
void process_end(struct process *process, int status);

/* The status that counts when the last thread leaves by exit() and not exit_group(). */
void process_note_exit(struct process *process, int status);

/* For kernel/proc/thread.c: bookkeeping of its threads, and the address space they load. */
void process_add_thread_locked(struct process *process, struct thread *t);
void process_thread_exit(struct thread *self);
struct arch_aspace *process_arch_aspace(struct process *process);

static inline struct process *current_process(void)
{
	return current_thread()->process;
}
