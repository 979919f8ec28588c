/* SPDX-License-Identifier: MIT */
/*
 * Signals: what is pending for threads and processes, who takes it, what it does (signal(7)).
 *
 * Everything here is under thread_table_lock, actions too: sending walks processes and their
 * threads anyway. A thread that has a signal to act on carries THREAD_SIGNAL: it ends
 * wait_event_interruptible() and leads trap_exit_user() to signal_deliver(). SIGKILL never waits in
 * a queue, and SIGSTOP and SIGCONT act on the process when they are sent.
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
	uintptr_t handler; /* SIG_DFL, SIG_IGN or the user's */
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
	struct list entries; /* struct signal_entry, oldest first; who found no memory has none */
};

/* One pending signal. A timer has its own and sends it again and again. */
struct signal_entry {
	struct list link;
	struct linux_siginfo info;
	struct process *counted_by;                /* NULL: the entry is not the queue's to free */
	void (*taken)(struct signal_entry *entry); /* of such a one; lock: thread_table_lock */
};

/* Part of struct process. */
struct process_signals {
	struct sighand *sighand;
	struct signal_queue pending;
	struct signal_entry spare; /* what is pending alone needs no memory */
	unsigned queued; /* entries in its queues and its threads', against RLIMIT_SIGPENDING */
	bool stopped;
	/* For wait4(): the last stop or continuation that nobody has waited for, as CLD_STOPPED,
	 * CLD_CONTINUED or 0, and the signal that stopped it. */
	int report;
	int stop_signal;
};

/* Part of struct user_thread. */
struct thread_signals {
	struct signal_queue pending;
	uint64_t blocked;
	uint64_t wanted;     /* blocked ones that it waits for: rt_sigtimedwait, signalfd */
	uint64_t saved_mask; /* to go back to after sigsuspend, ppoll */
	bool mask_is_saved;
	struct linux_stack altstack;
};

/* The actions and queues of a new process: all default, or as `parent`'s, shared if `share`. 0 or
 * -ENOMEM. Thread context; then by who frees it, when all its threads are gone. */
int signal_process_init(struct process_signals *signals, const struct process_signals *parent,
	bool share);
void signal_process_free(struct process_signals *signals);

/* A new thread: the mask of `from` (NULL: nothing is blocked), nothing pending. */
void signal_thread_init(struct thread_signals *signals, const struct thread_signals *from);

/* `t` leaves its process: what it had is dropped, what it would have taken for the process falls to
 * another thread. Lock: thread_table_lock. */
void signal_thread_exit_locked(struct process *process, struct thread *t);

/* execve(), in two steps around its point of no return: a sighand of its own (0 or -ENOMEM); then
 * handlers become default, what is ignored stays so, without alternate stack. The calling thread is
 * the only one. */
int signal_exec_prepare(struct process *process);
void signal_exec(struct process *process);

/*
 * Send: to the process, to one of its threads, to all processes of a group. 0, -ESRCH (none in the
 * group), -EAGAIN (a queued real-time signal beyond the limit). Any context that may take
 * thread_table_lock. The _locked ones: it is held.
 */
int signal_send_thread(struct thread *t, const struct linux_siginfo *info);
int signal_send_pgrp(int pgid, const struct linux_siginfo *info);
int signal_send_process_locked(struct process *process, const struct linux_siginfo *info);
int signal_send_thread_locked(struct thread *t, const struct linux_siginfo *info);

/* Send an entry of the sender's own, not linked, to `process` or its thread `t`; and take it back,
 * if it is still there. Lock: thread_table_lock. */
void signal_send_entry_locked(struct process *process, struct thread *t,
	struct signal_entry *entry);
void signal_drop_entry_locked(struct process *process, struct signal_entry *entry);

/* A signal from the kernel itself (SIGPIPE, SIGINT of a terminal). */
struct linux_siginfo signal_from_kernel(int signal);

/* Tell the parent that `process` has ended, if it wants to know (exit_signal). True when nobody
 * will wait for it: the parent ignores its children. Lock: thread_table_lock. */
bool signal_notify_exit_locked(struct process *process);

/* Would this signal end the current process if it were forced on it now? */
bool signal_would_end(int signal);

/* To the current thread for what it did: blocked or ignored, it ends the process. */
void signal_force(const struct linux_siginfo *info);

/* Set the current process's action for `signal` (NULL: leave it) and give the old one. What is
 * pending of a signal that is ignored from now on is dropped. */
void signal_change_action(int signal, const struct signal_action *action,
	struct signal_action *old);

/* Block `mask` (never SIGKILL and SIGSTOP) in the current thread. */
void signal_set_mask(uint64_t mask);

/* The same until the system call is over (ppoll, sigsuspend): signal_deliver() puts the old mask
 * back when no handler runs; signal_restore_mask() at once, when the call ends by itself. */
void signal_set_mask_for_call(uint64_t mask);
void signal_restore_mask(void);

/* What is pending for the current thread and its process. */
uint64_t signal_pending_set(void);

/* Wait until a signal in `set`, which the thread blocks, is pending, and take it. 0, -EAGAIN (not
 * by deadline_ns) or -EINTR (another one is to be acted on). */
int signal_wait(uint64_t set, uint64_t deadline_ns, struct linux_siginfo *info);

/* On the way to user mode with THREAD_SIGNAL set: act on what is pending. Thread context,
 * interrupts on. */
void signal_deliver(struct trapframe *frame);

/* A call returned one of -ERESTARTSYS and the like: what signal_deliver() is to decide. */
long signal_interrupted_call(struct trapframe *frame, long result);

/* Take the next pending signal in `set` of the current thread or its process: true and *info. */
bool signal_take(uint64_t set, struct linux_siginfo *info);
