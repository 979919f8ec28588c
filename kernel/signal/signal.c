/* SPDX-License-Identifier: MIT */
/*
 * Sending: what a signal does at once, and which thread it is for. See signal.h.
 */
#include <kernel/proc/cputime.h>
#include <kernel/proc/process_parts.h>
#include <kernel/proc/thread.h>
#include <kernel/signal/queue.h>
#include <lib/string.h>
#include <mm/slab.h>
#include <uapi/errno.h>

int signal_process_init(struct process_signals *signals, const struct process_signals *parent,
	bool share)
{
	*signals = (struct process_signals){0};
	signal_queue_init(&signals->pending);
	if (share) {
		signals->sighand = parent->sighand;
		atomic_inc(&signals->sighand->refs);
		return 0;
	}
	signals->sighand = kzalloc(sizeof(struct sighand));
	if (!signals->sighand)
		return -ENOMEM;
	if (parent && parent->sighand)
		memcpy(signals->sighand->actions, parent->sighand->actions,
			sizeof(parent->sighand->actions));
	signals->sighand->refs.v = 1;
	return 0;
}

static void sighand_put(struct sighand *sighand)
{
	if (sighand && atomic_dec_and_test(&sighand->refs))
		kfree(sighand);
}

void signal_process_free(struct process_signals *signals)
{
	assert_locked(&thread_table_lock);
	signal_queue_flush(&signals->pending, ~(uint64_t)0);
	sighand_put(signals->sighand);
}

void signal_thread_init(struct thread_signals *signals, const struct thread_signals *from)
{
	*signals = (struct thread_signals){.altstack.flags = SS_DISABLE};
	signal_queue_init(&signals->pending);
	if (from)
		signals->blocked = from->mask_is_saved ? from->saved_mask : from->blocked;
}

int signal_exec_prepare(struct process *process)
{
	struct sighand *old = process->signals.sighand, *own;
	unsigned long flags;

	if (atomic_load(&old->refs) == 1)
		return 0;
	own = kzalloc(sizeof(*own));
	if (!own)
		return -ENOMEM;
	own->refs.v = 1;
	flags = spin_lock_irqsave(&thread_table_lock);
	memcpy(own->actions, old->actions, sizeof(own->actions));
	process->signals.sighand = own;
	spin_unlock_irqrestore(&thread_table_lock, flags);
	sighand_put(old);
	return 0;
}

void signal_exec(struct process *process)
{
	struct signal_action *actions = process->signals.sighand->actions;
	unsigned long flags = spin_lock_irqsave(&thread_table_lock);

	for (int i = 0; i < SIGRTMAX; i++) {
		uintptr_t handler = actions[i].handler == SIG_IGN ? SIG_IGN : SIG_DFL;

		actions[i] = (struct signal_action){.handler = handler};
	}
	current_user()->signals.altstack = (struct linux_stack){.flags = SS_DISABLE};
	spin_unlock_irqrestore(&thread_table_lock, flags);
}

struct linux_siginfo signal_from_kernel(int signal)
{
	return (struct linux_siginfo){.signo = signal, .code = SI_KERNEL};
}

static bool thread_takes(const struct thread *t, uint64_t bit)
{
	const struct thread_signals *signals = &t->user->signals;

	return !(signals->blocked & bit) || signals->wanted & bit;
}

void signal_alert_other(struct thread *t)
{
	unsigned long flags;
	bool woken;

	assert_locked(&thread_table_lock);
	DEBUG_ASSERT(t != current_thread() && thread_has_flag(t, THREAD_SIGNAL));
	flags = arch_irq_save();
	woken = sched_wake(t);
	arch_irq_restore(flags);
	if (!woken)
		sched_poke(t);
}

void signal_retarget(struct process *process, uint64_t set)
{
	struct thread *t;

	assert_locked(&thread_table_lock);
	for (set &= process->signals.pending.set; set; set &= set - 1) {
		uint64_t bit = set & -set;

		list_for_each_entry(t, &process->threads, process_link) {
			if (t->user && thread_takes(t, bit)) {
				signal_alert(t);
				break;
			}
		}
	}
}

void signal_thread_exit_locked(struct process *process, struct thread *t)
{
	assert_locked(&thread_table_lock);
	if (!t->user)
		return;
	signal_queue_flush(&t->user->signals.pending, ~(uint64_t)0);
	t->user->signals.blocked = ~(uint64_t)0;
	signal_retarget(process, ~(uint64_t)0);
}

static void flush_all(struct process *process, uint64_t set)
{
	struct thread *t;

	assert_locked(&thread_table_lock);
	signal_queue_flush(&process->signals.pending, set);
	list_for_each_entry(t, &process->threads, process_link)
		if (t->user)
			signal_queue_flush(&t->user->signals.pending, set);
}

void signal_change_action(int signal, const struct signal_action *action, struct signal_action *old)
{
	struct process *process = current_process();
	unsigned long flags = spin_lock_irqsave(&thread_table_lock);
	struct signal_action *now = &process->signals.sighand->actions[signal - 1];

	*old = *now;
	if (action) {
		*now = *action;
		if (now->handler == SIG_IGN ||
			(now->handler == SIG_DFL && SIGNAL_BIT(signal) & SIGNALS_IGNORED))
			flush_all(process, SIGNAL_BIT(signal));
	}
	spin_unlock_irqrestore(&thread_table_lock, flags);
}

/* Usually less than a tick, which saves the division. */
static long ticks_of(uint64_t ns)
{
	return ns < NS_PER_CLOCK_TICK ? 0 : (long)(ns / NS_PER_CLOCK_TICK);
}

/* Send the parent `signal`: `process` has ended, stopped or continued (code, CLD_...). */
static void notify_parent(struct process *process, int signal, int code, int status)
{
	struct linux_siginfo info = {.signo = signal, .code = code};
	const struct cpu_usage usage = process_usage_locked(process);

	if (signal > SIGRTMAX) /* clone() accepts any number */
		return;
	info.child.pid = process->pid;
	info.child.status = status;
	info.child.utime = ticks_of(usage.user_ns);
	info.child.stime = ticks_of(usage.system_ns);
	signal_send_process_locked(process->parent, &info);
}

static void report_to_parent(struct process *process, int code, int status)
{
	const struct process_signals *parent = &process->parent->signals;

	process->signals.report = code;
	if (parent->sighand && !(parent->sighand->actions[SIGCHLD - 1].flags & SA_NOCLDSTOP))
		notify_parent(process, SIGCHLD, code, status);
	process_child_event_locked(process->parent);
}

bool signal_notify_exit_locked(struct process *process)
{
	const struct process_signals *parent = &process->parent->signals;
	const struct signal_action *action;
	int status = process->exit_status;
	bool killed = (status & 0x7f) != 0;

	assert_locked(&thread_table_lock);
	if (!process->exit_signal || !parent->sighand)
		return false;
	action = &parent->sighand->actions[SIGCHLD - 1];
	if (process->exit_signal != SIGCHLD ||
		(action->handler != SIG_IGN && !(action->flags & SA_NOCLDWAIT))) {
		notify_parent(process, process->exit_signal, killed ? CLD_KILLED : CLD_EXITED,
			killed ? status & 0x7f : status >> 8 & 0xff);
		return false;
	}
	if (action->handler != SIG_IGN)
		notify_parent(process, SIGCHLD, killed ? CLD_KILLED : CLD_EXITED,
			killed ? status & 0x7f : status >> 8 & 0xff);
	return true;
}

void signal_stop_process(struct process *process, int signal)
{
	struct thread *t;

	assert_locked(&thread_table_lock);
	if (process->signals.stopped || process->ending)
		return;
	process->signals.stopped = true;
	process->signals.stop_signal = signal;
	list_for_each_entry(t, &process->threads, process_link)
		thread_stop(t);
	report_to_parent(process, CLD_STOPPED, signal);
}

static void continue_process(struct process *process)
{
	struct thread *t;

	assert_locked(&thread_table_lock);
	if (!process->signals.stopped)
		return;
	process->signals.stopped = false;
	list_for_each_entry(t, &process->threads, process_link)
		thread_continue_locked(t);
	report_to_parent(process, CLD_CONTINUED, SIGCONT);
}

/* Init ignores every signal that it has no handler for, so nothing else can end it. */
static bool is_protected(const struct process *process, int signal)
{
	return process == init_process &&
	       process->signals.sighand->actions[signal - 1].handler == SIG_DFL;
}

static bool is_ignored_by(uintptr_t handler, const struct process *process, const struct thread *t,
	int signal)
{
	if (!thread_takes(t, SIGNAL_BIT(signal)) || t->user->signals.blocked & SIGNAL_BIT(signal))
		return false;
	return handler == SIG_IGN || is_protected(process, signal) ||
	       (handler == SIG_DFL && SIGNAL_BIT(signal) & SIGNALS_IGNORED);
}

static bool act_at_once(struct process *process, int signal)
{
	if (SIGNAL_BIT(signal) & SIGNALS_UNBLOCKABLE && process == init_process)
		return true;
	switch (signal) {
	case SIGKILL:
		process_end_locked(process, EXIT_STATUS_SIGNAL(SIGKILL));
		return true;
	case SIGCONT:
		flush_all(process, SIGNALS_STOP);
		continue_process(process);
		return false;
	case SIGSTOP:
		flush_all(process, SIGNAL_BIT(SIGCONT));
		signal_stop_process(process, SIGSTOP);
		return true;
	case SIGTSTP:
	case SIGTTIN:
	case SIGTTOU:
		flush_all(process, SIGNAL_BIT(SIGCONT));
		return false;
	default:
		return false;
	}
}

/* May the signal be dropped at once? A blocked one may not: its action may change before it is
 * taken. */
static inline bool is_ignored(const struct process *process, const struct thread *t, int signal)
{
	uintptr_t handler = process->signals.sighand->actions[signal - 1].handler;

	return unlikely(handler <= SIG_IGN) && is_ignored_by(handler, process, t, signal);
}

/* Perform the effect that a signal has when it is sent. True when it has no other. Lock:
 * thread_table_lock. */
static inline bool act_when_sent(struct process *process, int signal)
{
	const uint32_t acting = SIGNALS_STOP | SIGNAL_BIT(SIGKILL) | SIGNAL_BIT(SIGCONT);

	assert_locked(&thread_table_lock);
	return signal < SIGRTMIN && unlikely(1u << (signal - 1) % 32 & acting) &&
	       act_at_once(process, signal);
}

/* The process's oldest thread, if that is a user thread; otherwise NULL. */
static struct thread *first_thread(struct process *process)
{
	struct list *first = list_first(&process->threads);
	struct thread *t = first ? list_entry(first, struct thread, process_link) : NULL;

	return t && t->user ? t : NULL;
}

static NOINLINE int send_any(struct process *process, const struct linux_siginfo *info)
{
	struct thread *first = first_thread(process);
	int error;

	if (!first || process->ending || act_when_sent(process, info->signo) ||
		is_ignored(process, first, info->signo))
		return 0;
	error = signal_queue_add(process, &process->signals.pending, info);
	if (error)
		return error;
	if (thread_takes(first, SIGNAL_BIT(info->signo)))
		signal_alert(first);
	else
		signal_retarget(process, SIGNAL_BIT(info->signo));
	return 0;
}

/* The common case: the signal has a handler and is not pending, the spare entry is free, and the
 * current thread is the process's first and does not block the signal. All that send_any() would
 * test is then known. */
static inline bool is_simple(const struct process *process, const struct thread *self, int signal)
{
	const uint32_t acting = SIGNALS_STOP | SIGNAL_BIT(SIGKILL) | SIGNAL_BIT(SIGCONT);
	const struct process_signals *signals = &process->signals;
	uint32_t bit = 1u << (signal - 1) % 32;

	return process->threads.next == &self->process_link && self->user && !process->ending &&
	       signal < SIGRTMIN && !list_is_linked(&signals->spare.link) &&
	       !(((uint32_t)signals->pending.set | (uint32_t)self->user->signals.blocked | acting) &
		       bit) &&
	       signals->sighand->actions[signal - 1].handler > SIG_IGN;
}

int signal_send_process_locked(struct process *process, const struct linux_siginfo *info)
{
	struct thread *self = current_thread();
	struct signal_queue *queue = &process->signals.pending;

	assert_locked(&thread_table_lock);
	if (unlikely(!is_simple(process, self, info->signo)))
		return send_any(process, info);
	signal_queue_link(process, queue, &process->signals.spare, info);
	queue->set |= 1u << (info->signo - 1) % 32;
	signalfd_notify();
	thread_set_flag(self, THREAD_SIGNAL);
	return 0;
}

int signal_send_thread_locked(struct thread *t, const struct linux_siginfo *info)
{
	struct process *process = t->process;
	int error;

	assert_locked(&thread_table_lock);
	if (process->ending || act_when_sent(process, info->signo) ||
		is_ignored(process, t, info->signo))
		return 0;
	error = signal_queue_add(process, &t->user->signals.pending, info);
	if (!error && thread_takes(t, SIGNAL_BIT(info->signo)))
		signal_alert(t);
	return error;
}

void signal_send_entry_locked(struct process *process, struct thread *t, struct signal_entry *entry)
{
	int signal = entry->info.signo;
	struct thread *first = t ? t : first_thread(process);
	struct signal_queue *queue = t ? &t->user->signals.pending : &process->signals.pending;

	assert_locked(&thread_table_lock);
	DEBUG_ASSERT(!list_is_linked(&entry->link) && !entry->counted_by);
	if (!first || process->ending || act_when_sent(process, signal) ||
		is_ignored(process, first, signal))
		return;
	list_push_back(&queue->entries, &entry->link);
	queue->set |= SIGNAL_BIT(signal);
	if (!t)
		signal_retarget(process, SIGNAL_BIT(signal));
	else if (thread_takes(t, SIGNAL_BIT(signal)))
		signal_alert(t);
}

void signal_drop_entry_locked(struct process *process, struct signal_entry *entry)
{
	int signal = entry->info.signo;
	struct thread *t;

	assert_locked(&thread_table_lock);
	if (!list_is_linked(&entry->link))
		return;
	list_remove(&entry->link);
	signal_queue_recount(&process->signals.pending, signal);
	list_for_each_entry(t, &process->threads, process_link)
		if (t->user)
			signal_queue_recount(&t->user->signals.pending, signal);
}

int signal_send_thread(struct thread *t, const struct linux_siginfo *info)
{
	unsigned long flags = spin_lock_irqsave(&thread_table_lock);
	int error = signal_send_thread_locked(t, info);

	spin_unlock_irqrestore(&thread_table_lock, flags);
	return error;
}

struct group_send {
	int pgid;
	const struct linux_siginfo *info;
	int result;
};

static bool send_in_group(struct process *process, void *context)
{
	struct group_send *send = context;

	if (process->pgid == send->pgid)
		send->result = signal_send_process_locked(process, send->info);
	return false;
}

int signal_send_pgrp(int pgid, const struct linux_siginfo *info)
{
	struct group_send send = {pgid, info, -ESRCH};
	unsigned long flags = spin_lock_irqsave(&thread_table_lock);

	process_for_each_locked(send_in_group, &send);
	spin_unlock_irqrestore(&thread_table_lock, flags);
	return send.result;
}
