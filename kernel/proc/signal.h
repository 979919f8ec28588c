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

#define SIGNAL_BIT(signal)  ((uint64_t)1 << ((signal)-1))
#define SIGNALS_UNBLOCKABLE (SIGNAL_BIT(SIGKILL) | SIGNAL_BIT(SIGSTOP))

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
	uint64_t set; /* pending */
	struct list
		infos; /* struct signal_entry, oldest first; one that found no memory has none */
};

/* Part of struct process. */
struct process_signals {
	struct sighand *sighand;
	struct signal_queue pending;
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
 * -ENOMEM. */
int signal_process_init(struct process *process, const struct process *parent, bool share);
void signal_process_free(struct process *process);

/* The parts of a new thread: the mask of `from` (NULL: nothing is blocked), nothing pending. */
void signal_thread_init(struct thread_signals *signals, const struct thread_signals *from);

/* Drop what is pending for the thread. Lock: thread_table_lock. */
void signal_thread_flush_locked(struct thread *t);

/* execve(): handlers become default (what is ignored stays so), in a sighand of its own, without
 * alternate stack. 0 or -ENOMEM, before the point of no return. The calling thread is the last. */
int signal_exec_prepare(struct process *process);
void signal_exec(struct process *process);

/*
 * Send: to the process, to one of its threads, to all processes of a group. 0, -ESRCH (no process
 * in the group), -EAGAIN (a queued real-time signal beyond the limit). Any context; the lock order
 * of thread_table_lock. The _locked ones: it is held.
 */
int signal_send_process(struct process *process, const struct linux_siginfo *info);
int signal_send_thread(struct thread *t, const struct linux_siginfo *info);
int signal_send_pgrp(int pgid, const struct linux_siginfo *info);
int signal_send_process_locked(struct process *process, const struct linux_siginfo *info);
int signal_send_thread_locked(struct thread *t, const struct linux_siginfo *info);

/* A signal from the kernel itself (SIGPIPE, SIGINT of a terminal). */
struct linux_siginfo signal_from_kernel(int signal);

/* To the current thread for what it did: a blocked or ignored one ends the process. */
void signal_force(const struct linux_siginfo *info);

/* Must the current thread act on a signal? Only a hint without the lock. */
bool signal_is_pending(void);

/* The current thread's mask; and one that holds until the call it is for is over: ppoll,
 * sigsuspend (signal_deliver() puts the old one back when no handler runs). */
void signal_set_mask(uint64_t mask);
void signal_set_mask_for_call(uint64_t mask);

/* The call ended without a signal: the old mask at once. */
void signal_restore_mask(void);

/* Take a pending signal of `set` from the current thread or its process: true and *info. */
bool signal_take(uint64_t set, struct linux_siginfo *info);

/* On the way to user mode with THREAD_SIGNAL set: act on what is pending. Thread context, IRQs on.
 */
void signal_deliver(struct trapframe *frame);

/* A call returned one of -ERESTARTSYS...: decided by signal_deliver(). The value to store now. */
long signal_interrupted_call(struct trapframe *frame, long result);
