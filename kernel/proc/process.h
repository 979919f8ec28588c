/* SPDX-License-Identifier: MIT */
/*
 * A process: an address space and the threads that share it. Kernel threads belong to
 * `kernel_process` or to a process without an address space. The last thread out ends its process:
 * the address space goes at once, the rest when somebody has waited for it.
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

	/* Its own threads', under its rules: replaced by exec alone, when there is but one. */
	char name[THREAD_NAME_MAX];
	struct aspace *aspace; /* NULL for kernel processes; freed by the last thread */
	struct files *files;   /* these two NULL once the last thread has left */
	struct fs_context *fs;
	bool explored; /* its threads' schedules are explored, and its children's */
	bool hidden;   /* only there to be copied: nobody finds it */

	/* Lock: thread_table_lock. */
	struct id_node by_pid;
	struct list all_link;
	struct list threads; /* thread->process_link */
	unsigned live;       /* threads that have not passed thread_exit() */
	bool ending;         /* process_end() was called: exit_status is set */
	bool ended;          /* no thread left: a zombie until its parent has waited */
	bool executed;       /* execve() has succeeded: its group is its own affair */
	bool unborn;         /* clone() failed after all: nobody is told of its end */
	bool *released;      /* vfork(): set when it lets go of its parent's memory */
	int exit_status;     /* as wait() encodes it: code << 8, or the signal number */
	int exit_signal;     /* what the parent is sent at the end; 0: nothing */
	int pgid, sid;
	struct process *parent; /* &kernel_process for those that the kernel started */
	struct list children;   /* process->sibling_link */
	struct list sibling_link;
	struct process_signals signals;
	struct process_attributes attributes;
	struct process_timers timers;
	struct {
		struct cpu_usage ended;    /* by threads that have ended */
		struct cpu_usage children; /* by those that were waited for, and theirs */
	} spent;

	/* Lock: events.lock. */
	struct wait_queue events; /* its threads wait here for children */
	unsigned event_count;     /* changes of children so far */
};

/* Pid 0: the kernel's own threads. */
extern struct process kernel_process;

/* Pid 1: the first user process, whose children all orphans become. NULL before there is one. */
extern struct process *init_process;

/* Set up the process table with the kernel's process. Boot, once. */
void process_init(void);

/* A new id for a process or a thread; 1 is left for init. Lock: thread_table_lock. */
int process_new_id_locked(void);

/* The id that comes next; to make ids come again once all from there on are free. */
int process_next_id(void);
void process_set_next_id(int id);

/* Other numbers for a process of one thread, which takes the pid too. Nobody may have them. */
void process_renumber(struct process *process, int pid, int pgid, int sid);

/* A process without threads, a child of `parent` (NULL: of the current process's parent), with the
 * rights, group and session of the current one. `aspace` becomes its own (NULL: the kernel's). NULL
 * when out of memory. Thread context. */
struct process *process_create(struct process *parent, const char *name, struct aspace *aspace);

/* Give up a process that never had a thread. */
void process_discard(struct process *process);

/* The process with this pid, zombies too; NULL: none. Constant time. Lock: thread_table_lock. */
struct process *process_find_locked(int pid);

/* The user thread with this tid that has not left its process; NULL: none. Constant time. Lock:
 * thread_table_lock. */
struct thread *thread_find_locked(int tid);

/* Call `visit` for every user process by age, under thread_table_lock, until it returns true. */
bool process_for_each_locked(bool (*visit)(struct process *process, void *context), void *context);

/*
 * A child of the kernel's that runs the program `path`, with that as its only argument and no
 * environment, files 0 to 2 on the console; its first thread is not yet started. On failure
 * -ENOENT, -ENOEXEC (reason printed), -ENOMEM, ... Thread context.
 */
int process_create_user(const char *path, struct process **process, struct thread **first);

/* What process_wait_child() looks for and finds. */
struct child_wait {
	int pid;                /* >0: this one; 0: own group; -1: any; < -1: group -pid */
	int options;            /* WNOHANG, WEXITED, WNOWAIT, ... (uapi/wait.h) */
	int status;             /* out: of the one found */
	struct cpu_usage usage; /* out: by it, if it has ended, and the children it waited for */
};

/* Wait for a child of the current process: its pid, 0 (WNOHANG and none yet), -ECHILD or -EINTR. A
 * zombie is freed unless WNOWAIT. Thread context. */
int process_wait_child(struct child_wait *wait);

/* Wait by `deadline_ns` for `process`, a child of the kernel's, to end, store its status (may be
 * NULL), free it. One waiter. 0, -ETIMEDOUT or -EINTR. Thread context. */
int process_wait(struct process *process, int *status, uint64_t deadline_ns);

/* End all threads of `process`; the first caller's `status` counts. Any thread context. */
void process_end(struct process *process, int status);
void process_end_locked(struct process *process, int status); /* thread_table_lock held */

/* End all threads of the current process but this one, and wait until they are gone. 0, or -EAGAIN
 * when this one is being ended itself. Thread context. */
int process_end_others(void);

/* The status that counts when the last thread leaves by exit() and not exit_group(). */
void process_note_exit(struct process *process, int status);

/* The current process no longer uses its parent's memory: vfork()'s caller goes on. */
void process_release_parent(struct process *process);

/* Wait until *released, which the child `pid` was told to set: it has let go of our memory. */
void process_wait_release(int pid, bool *released);

/* While `real`, paths that the current thread uses are checked for its real user and group, not for
 * the effective ones (access(2)). Thread context. */
void process_use_real_ids(bool real);

/* Descriptors, or root and directory, of the current process's own, if it shares them with another.
 * 0, -ENOMEM, -EINVAL (it has other threads, which would have to share its new ones). */
int process_unshare_files(void);
int process_unshare_fs(void);

/* For kernel/proc/thread.c: bookkeeping of its threads, and the address space they load. */
void process_add_thread_locked(struct process *process, struct thread *t);
void process_thread_exit(struct thread *self);
struct arch_aspace *process_arch_aspace(struct process *process);

static inline struct process *current_process(void)
{
	return current_thread()->process;
}
