/* SPDX-License-Identifier: MIT */
/*
 * What the signal files share: queues, and who takes a signal. Lock: thread_table_lock.
 */
#pragma once
#include <kernel/proc/process.h>
#include <kernel/proc/user_thread.h>

void signal_queue_init(struct signal_queue *queue);

/* Make `info` pending. 0, or -EAGAIN when there is no room for what its sender must not lose. */
int signal_queue_add(struct process *process, struct signal_queue *queue,
	const struct linux_siginfo *info);

/* Take the next signal in `set`: those that tell of a fault first, then by number. */
bool signal_queue_take(struct signal_queue *queue, uint64_t set, struct linux_siginfo *info);

/* An entry of `signal` may have left: is it still pending? */
void signal_queue_recount(struct signal_queue *queue, int signal);

/* Drop those in `set`. */
void signal_queue_flush(struct signal_queue *queue, uint64_t set);

/* Set THREAD_SIGNAL of `t`, so that it looks; or clear the current thread's when it need not. */
void signal_alert(struct thread *t);
void signal_recalculate(struct thread *self);

/* Find threads for the signals in `set` that wait for the process. */
void signal_retarget(struct process *process, uint64_t set);

/* Stop all threads of the process and tell its parent. */
void signal_stop_process(struct process *process, int signal);

#define SIGNALS_STOP \
	(SIGNAL_BIT(SIGSTOP) | SIGNAL_BIT(SIGTSTP) | SIGNAL_BIT(SIGTTIN) | SIGNAL_BIT(SIGTTOU))
#define SIGNALS_IGNORED \
	(SIGNAL_BIT(SIGCHLD) | SIGNAL_BIT(SIGCONT) | SIGNAL_BIT(SIGWINCH) | SIGNAL_BIT(SIGURG))
#define SIGNALS_FAULT                                                                          \
	(SIGNAL_BIT(SIGSEGV) | SIGNAL_BIT(SIGBUS) | SIGNAL_BIT(SIGILL) | SIGNAL_BIT(SIGTRAP) | \
		SIGNAL_BIT(SIGFPE) | SIGNAL_BIT(SIGSYS))
