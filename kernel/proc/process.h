/* SPDX-License-Identifier: MIT */
/*
 * A process: an address space and the threads that share it. Kernel threads belong to
 * `kernel_process` or to a process without an address space. A process ends when its last thread
 * exits. Its address space is freed at once, the rest when the parent has waited for the process.
 */
#pragma once
#include <arch/mmu.h>
#include <kernel/proc/attributes.h>
#include <kernel/proc/id_table.h>
#include <kernel/sched/thread.h>
#include <kernel/sched/usage.h>
#include <kernel/signal/posix_timer.h>
#include <kernel/signal/signal.h>
#include <kernel/sync/wait.h>
#include <lib/list.h>
#include <uapi/wait.h>

struct aspace;
struct files;
struct fs_context;

struct process {
	/* Constant once created. */
	int pid;             /* the tid of its first thread, if it is a user process */
	uint64_t started_ns; /* since boot */

	/* Read by its own threads without a lock, by others with thread_table_lock. Exec and
	 * unshare(2) replace the pointers with that lock held. */
	char name[THREAD_NAME_MAX];
	struct aspace *aspace; /* NULL for kernel processes; freed by the last thread */
	struct files *files;   /* these two are NULL once the last thread has left */
	struct fs_context *fs;
	bool explored; /* the schedules of its threads and its children's are explored */
	bool hidden;   /* a template to be copied: searches skip it */

	/* Lock: thread_table_lock. */
	struct id_node by_pid;
	struct list all_link;
	struct list threads; /* thread->process_link */
	unsigned live;       /* threads that have not passed thread_exit() */
	bool ending;         /* process_end() was called, and exit_status is set */
	bool ended;          /* no thread is left: a zombie until its parent has waited */
	bool executed;       /* execve() has succeeded: the parent may not set its group */
	bool unborn;         /* clone() failed after all: the parent is not notified of its end */
	bool *released;      /* vfork(): set when it no longer uses its parent's memory */
	int exit_status;     /* as wait() encodes it: code << 8, or the signal number */
	int exit_signal;     /* sent to the parent at the end; 0: none */
	int pgid, sid;
	struct process *parent; /* &kernel_process if the kernel started it */
	struct list children;   /* process->sibling_link */
	struct list sibling_link;
	struct process_signals signals;
	struct process_attributes attributes;
	struct process_timers timers;
	struct {
		struct cpu_usage ended;    /* by its threads that have ended */
		struct cpu_usage children; /* by children it waited for, and their children */
	} spent;

	/* Lock: events.lock. */
	struct wait_queue events; /* its threads wait here for children */
	unsigned event_count;     /* counts changes of children */
};

/* Pid 0: the kernel's own threads. */
extern struct process kernel_process;

/* Pid 1: the first user process, which becomes the parent of all orphans. NULL while there is
 * none. */
extern struct process *init_process;

/* Set up the process table with the kernel's process. Boot, once. */
void process_init(void);

/* Return a new id for a process or a thread; 1 is reserved for init. Lock: thread_table_lock. */
int process_new_id_locked(void);

/* The next id to be given out. Setting it back lets runs of the explorer get the same ids again,
 * once all ids from `id` on are free. */
int process_next_id(void);
void process_set_next_id(int id);

/* Change the ids of `process`, which has one thread; the thread gets `pid` too. No other process
 * that can be found has them. */
void process_renumber(struct process *process, int pid, int pgid, int sid);

/* Create a process without threads. It is a child of `parent` (NULL: of the current process's
 * parent), with the attributes, group and session of the current process, or, as a child of the
 * kernel, with a group and session of its own. It takes over the reference to `aspace` (NULL: the
 * kernel's). NULL when out of memory. Thread context. */
struct process *process_create(struct process *parent, const char *name, struct aspace *aspace);

/* Free a process that never had a thread, with its address space and files. Thread context. */
void process_discard(struct process *process);

/* Find the process with this pid, zombies included, in constant time. NULL: none. Lock:
 * thread_table_lock. */
struct process *process_find_locked(int pid);

/* Find the user thread with this tid that has not left its process, in constant time. NULL: none.
 * Lock: thread_table_lock. */
struct thread *thread_find_locked(int tid);

/* Call `visit` for every user process, oldest first, until it returns true. Returns whether it did.
 * Lock: thread_table_lock. */
bool process_for_each_locked(bool (*visit)(struct process *process, void *context), void *context);

/*
 * Create a child of the kernel that runs the program `path`, with `path` as its only argument, no
 * environment, and descriptors 0 to 2 on the console. Its first thread is not started yet. 0, or
 * -ENOENT, -ENOEXEC (with the reason printed), -ENOMEM, ... Thread context.
 */
int process_create_user(const char *path, struct process **process, struct thread **first);

/* What process_wait_child() looks for, and what it has found. */
struct child_wait {
	int pid;                /* >0: this child; 0: own group; -1: any; < -1: group -pid */
	int options;            /* WNOHANG, WEXITED, WNOWAIT, ... (uapi/wait.h) */
	int status;             /* out: the child's */
	struct cpu_usage usage; /* out, if it has ended: its own and its waited-for children's */
};

/* Wait for a child of the current process. Returns its pid, 0 (WNOHANG and none yet), -ECHILD or
 * -EINTR. A zombie is freed unless WNOWAIT. Thread context. */
int process_wait_child(struct child_wait *wait);

/* Wait until `deadline_ns` for `process`, a child of the kernel, to end; store its status (`status`
 * may be NULL) and free it. One waiter. 0, -ETIMEDOUT or -EINTR. Thread context. */
int process_wait(struct process *process, int *status, uint64_t deadline_ns);

/* End all threads of `process`; the first caller's `status` counts. Any context that may take
 * thread_table_lock; for the _locked one, it is held. */
void process_end(struct process *process, int status);
void process_end_locked(struct process *process, int status);

/* End all other threads of the current process, and wait until they are gone. 0, or -EAGAIN when
 * this thread is being ended itself. Thread context. */
int process_end_others(void);

/* Set the exit status that counts if the last thread leaves by exit() rather than exit_group(). */
void process_note_exit(struct process *process, int status);

/* The current process no longer uses its parent's memory: let the caller of vfork() continue. */
void process_release_parent(struct process *process);

/* Wait until *released is true: the child `pid` no longer uses the current process's memory. Thread
 * context. */
void process_wait_release(int pid, bool *released);

/* While `real`, the current thread's path look-ups check its real user and group, not the effective
 * ones (access(2)). Thread context. */
void process_use_real_ids(bool real);

/* Give the current process descriptors, or a root and working directory, of its own if it shares
 * them with another. 0, -ENOMEM, or -EINVAL (it has other threads, which use them). */
int process_unshare_files(void);
int process_unshare_fs(void);

/* For kernel/proc/thread.c. */

/* Add the new thread `t` and give it an id. Lock: thread_table_lock. */
void process_add_thread_locked(struct process *process, struct thread *t);

/* The current thread, `self`, leaves its process; the last one ends it. Thread context. */
void process_thread_exit(struct thread *self);

/* The address space that the threads of `process` load. */
struct arch_aspace *process_arch_aspace(struct process *process);

static inline struct process *current_process(void)
{
	return current_thread()->process;
}
