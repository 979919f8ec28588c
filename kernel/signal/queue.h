/* SPDX-License-Identifier: MIT */
/*
 * Shared by the signal files: queues, and choosing the thread that takes a signal. Lock:
 * thread_table_lock, for all functions but signal_queue_init().
 */
#pragma once
#include <kernel/explore/hooks.h>
#include <kernel/proc/process.h>
#include <kernel/proc/thread.h>
#include <kernel/proc/user_thread.h>
#include <kernel/signal/upcalls.h>

void signal_queue_init(struct signal_queue *queue);

static inline void signal_queue_link(struct process *process, struct signal_queue *queue,
	struct signal_entry *entry, const struct linux_siginfo *info)
{
	assert_locked(&thread_table_lock);
	entry->info = *info;
	entry->counted_by = process;
	process->signals.queued++;
	list_push_back(&queue->entries, &entry->link);
}

/* Make `info` pending in `queue`, which belongs to `process` or one of its threads. 0, or -EAGAIN
 * when there is no room for a signal whose siginfo must not be lost. The inline part handles
 * signals below SIGRTMIN while the process's spare entry is free. */
int signal_queue_add_any(struct process *process, struct signal_queue *queue,
	const struct linux_siginfo *info);
static inline int signal_queue_add(struct process *process, struct signal_queue *queue,
	const struct linux_siginfo *info)
{
	struct signal_entry *spare = &process->signals.spare;
	uint32_t bit = 1u << (info->signo - 1) % 32;

	if (info->signo >= SIGRTMIN || list_is_linked(&spare->link))
		return signal_queue_add_any(process, queue, info);
	if ((uint32_t)queue->set & bit)
		return 0;
	signal_queue_link(process, queue, spare, info);
	queue->set |= bit;
	signalfd_notify();
	return 0;
}

/* Take the next signal of `ready` from `queue`: faults first, then by number. `ready` is not empty,
 * and all its signals are pending. */
void signal_queue_take_ready(struct signal_queue *queue, uint64_t ready,
	struct linux_siginfo *info);

/* Take the next signal of `set` from `queue`, which belongs to `process` or one of its threads.
 * False: none is pending. The inline part handles a lone signal in the process's spare entry. */
static inline bool signal_queue_take(struct process *process, struct signal_queue *queue,
	uint64_t set, struct linux_siginfo *info)
{
	struct signal_entry *spare = &process->signals.spare;
	uint64_t ready = queue->set & set;

	assert_locked(&thread_table_lock);
	if (!ready)
		return false;
	if (unlikely(queue->entries.next != &spare->link || queue->entries.prev != &spare->link ||
		     spare->info.signo >= SIGRTMIN || ready >> 32 ||
		     (uint32_t)ready != 1u << (spare->info.signo - 1) % 32)) {
		signal_queue_take_ready(queue, ready, info);
		return true;
	}
	queue->set &= ~(uint64_t)(uint32_t)ready;
	list_remove(&spare->link);
	process->signals.queued--;
	*info = spare->info;
	return true;
}

/* An entry of `signal` may have been removed: clear the signal's bit if that was the last. */
void signal_queue_recount(struct signal_queue *queue, int signal);

/* Drop the pending signals of `set`. */
void signal_queue_flush(struct signal_queue *queue, uint64_t set);

/* Wake `t`, another thread whose THREAD_SIGNAL has been set, or interrupt it in user mode. */
void signal_alert_other(struct thread *t);

/* Make `t` check for pending signals soon. */
static inline void signal_alert(struct thread *t)
{
	assert_locked(&thread_table_lock);
	if (unlikely(explore_active) && t != current_thread() && explore_delays_signal(t))
		return;
	thread_set_flag(t, THREAD_SIGNAL);
	if (t != current_thread())
		signal_alert_other(t);
}

/* Set THREAD_SIGNAL of the current thread, `self`, if it has a signal to act on; otherwise clear
 * it. */
void signal_recalculate(struct thread *self);

/* For each signal of `set` that is pending for the process, alert a thread that takes it. */
void signal_retarget(struct process *process, uint64_t set);

/* Stop all threads of the process and notify its parent. */
void signal_stop_process(struct process *process, int signal);

#define SIGNALS_STOP \
	(SIGNAL_BIT(SIGSTOP) | SIGNAL_BIT(SIGTSTP) | SIGNAL_BIT(SIGTTIN) | SIGNAL_BIT(SIGTTOU))
#define SIGNALS_IGNORED \
	(SIGNAL_BIT(SIGCHLD) | SIGNAL_BIT(SIGCONT) | SIGNAL_BIT(SIGWINCH) | SIGNAL_BIT(SIGURG))
#define SIGNALS_FAULT                                                                          \
	(SIGNAL_BIT(SIGSEGV) | SIGNAL_BIT(SIGBUS) | SIGNAL_BIT(SIGILL) | SIGNAL_BIT(SIGTRAP) | \
		SIGNAL_BIT(SIGFPE) | SIGNAL_BIT(SIGSYS))
