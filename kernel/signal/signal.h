/* SPDX-License-Identifier: MIT */
/*
 * Signals: which are pending for threads and processes, which thread takes one, and what it does
 * (signal(7)).
 *
 * Everything here is under thread_table_lock, including actions: sending walks processes and their
 * threads anyway. A thread that has a signal to act on has THREAD_SIGNAL set. The flag ends
 * wait_event_interruptible() and makes trap_exit_user() call signal_deliver(). SIGKILL and SIGSTOP
 * are never queued, and SIGCONT continues the process when it is sent.
 */
#pragma once
#include <lib/atomic.h>
#include <lib/base.h>
#include <lib/list.h>
#include <uapi/signal.h>

struct process;
struct thread;
struct trapframe;

struct signal_action {
	uintptr_t handler; /* SIG_DFL, SIG_IGN or the address of the user's handler */
	uintptr_t restorer;
	unsigned long flags; /* SA_... */
	uint64_t mask;
};

/* What CLONE_SIGHAND shares. */
struct sighand {
	struct atomic refs;
	struct signal_action actions[SIGRTMAX]; /* of signal n at n - 1 */
};

struct signal_queue {
	uint64_t set;        /* pending */
	struct list entries; /* struct signal_entry, oldest first. None for want of memory */
};

/* One pending signal. A timer owns an entry, which it sends each time it expires. */
struct signal_entry {
	struct list link;
	struct linux_siginfo info;
	struct process
		*counted_by; /* NULL: a timer owns the entry, so the queue does not free it */
	void (*taken)(struct signal_entry *entry); /* the owner's; lock: thread_table_lock */
};

/* Part of struct process. */
struct process_signals {
	struct sighand *sighand;
	struct signal_queue pending;
	struct signal_entry spare; /* so that a lone pending signal needs no memory */
	unsigned queued; /* entries in its queue and its threads'; RLIMIT_SIGPENDING limits it */
	bool stopped;
	/* For wait4(): the last stop or continuation that has not been reported to the parent, as
	 * CLD_STOPPED, CLD_CONTINUED or 0, and the signal that stopped the process. */
	int report;
	int stop_signal;
};

/* Part of struct user_thread. */
struct thread_signals {
	struct signal_queue pending;
	uint64_t blocked;
	uint64_t wanted;     /* blocked signals that signal_wait() waits for */
	uint64_t saved_mask; /* to restore after sigsuspend, ppoll */
	bool mask_is_saved;
	struct linux_stack altstack;
};

/* Set up the actions and queues of a new process: default actions (`parent` NULL), or a copy of
 * those of `parent`, or its own, shared (`share`). 0 or -ENOMEM. Lock: thread_table_lock, once the
 * process is in the table. */
int signal_process_init(struct process_signals *signals, const struct process_signals *parent,
	bool share);

/* Drop pending signals and the actions. The process has no threads. Lock: thread_table_lock. */
void signal_process_free(struct process_signals *signals);

/* A new thread has the mask of `from` (NULL: nothing is blocked), and nothing pending. */
void signal_thread_init(struct thread_signals *signals, const struct thread_signals *from);

/* `t` leaves its process: drop its pending signals, and let other threads take those of the process
 * that it would have taken. Lock: thread_table_lock. */
void signal_thread_exit_locked(struct process *process, struct thread *t);

/* execve(), before and after its point of no return. The calling thread is the only one. The first
 * function gives the process a sighand of its own (0 or -ENOMEM); the second resets handlers to the
 * default, keeps ignored signals ignored, and disables the alternate stack. */
int signal_exec_prepare(struct process *process);
void signal_exec(struct process *process);

/*
 * Send a signal to a thread, to all processes of a group, or to a process. 0, -ESRCH (the group is
 * empty), or -EAGAIN (a real-time signal beyond the limit of queued ones). Any context that may
 * take thread_table_lock; for the _locked ones, it is held.
 */
int signal_send_thread(struct thread *t, const struct linux_siginfo *info);
int signal_send_pgrp(int pgid, const struct linux_siginfo *info);
int signal_send_process_locked(struct process *process, const struct linux_siginfo *info);
int signal_send_thread_locked(struct thread *t, const struct linux_siginfo *info);

/* Send `entry`, which the caller owns and which is not pending, to `process` or (not NULL) to its
 * thread `t`. Lock: thread_table_lock. */
void signal_send_entry_locked(struct process *process, struct thread *t,
	struct signal_entry *entry);

/* Remove `entry` from its queue in `process`, if it is still pending. Lock: thread_table_lock. */
void signal_drop_entry_locked(struct process *process, struct signal_entry *entry);

/* The siginfo of a signal from the kernel itself (SIGPIPE, SIGINT of a terminal). */
struct linux_siginfo signal_from_kernel(int signal);

/* Notify the parent that `process` has ended, as its exit_signal asks for. True when the parent
 * will not wait for it, since it ignores its children. Lock: thread_table_lock. */
bool signal_notify_exit_locked(struct process *process);

/* Would signal_force() of this signal end the current process now? */
bool signal_would_end(int signal);

/* Send the current thread a signal that it caused itself. Without a handler, or blocked, the signal
 * ends the process. */
void signal_force(const struct linux_siginfo *info);

/* Store the current process's action for `signal` in *old, then set it to `action` (NULL: leave
 * it). If the signal is ignored from now on, those pending are dropped. */
void signal_change_action(int signal, const struct signal_action *action,
	struct signal_action *old);

/* Block exactly `mask` (never SIGKILL and SIGSTOP) in the current thread. Interrupts on. */
void signal_set_mask(uint64_t mask);

/* Block exactly `mask` until the system call is over (ppoll, sigsuspend). The old mask is restored
 * by signal_deliver() when no handler runs, or earlier by signal_restore_mask(). */
void signal_set_mask_for_call(uint64_t mask);
void signal_restore_mask(void);

/* The signals that are pending for the current thread or its process. Any context, no lock. */
uint64_t signal_pending_set(void);

/* Wait until a signal of `set`, which the thread blocks, is pending, and take it. 0, -EAGAIN (none
 * by deadline_ns) or -EINTR (another signal must be acted on). Thread context, may sleep. */
int signal_wait(uint64_t set, uint64_t deadline_ns, struct linux_siginfo *info);

/* On the return to user mode with THREAD_SIGNAL set: act on pending signals. `frame` is the user's.
 * Thread context, interrupts on. */
void signal_deliver(struct trapframe *frame);

/* A system call returned `result`, which is -ERESTARTSYS or the like: let signal_deliver() decide
 * whether to restart it. Returns the call's result until then, -EINTR. */
long signal_interrupted_call(struct trapframe *frame, long result);

/* Take the next pending signal of `set` from the current thread or its process into *info. False:
 * there is none. */
bool signal_take(uint64_t set, struct linux_siginfo *info);
