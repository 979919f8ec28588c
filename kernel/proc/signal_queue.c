/* SPDX-License-Identifier: MIT */
/*
 * Queues of pending signals. A signal below SIGRTMIN is pending once; each real-time signal sent is
 * kept, in order, as far as memory and RLIMIT_SIGPENDING allow.
 */
#include <kernel/proc/signal_queue.h>
#include <kernel/proc/signalfd.h>
#include <mm/slab.h>
#include <uapi/errno.h>

#define QUEUED_MAX 1024 /* RLIMIT_SIGPENDING */

void signal_queue_init(struct signal_queue *queue)
{
	queue->set = 0;
	list_init(&queue->entries);
}

/* May the signal's number be all that is kept of it? Not of one that sigqueue() sent. */
static bool may_lose_info(const struct linux_siginfo *info)
{
	return info->signo < SIGRTMIN || info->code == SI_USER || info->code == SI_KERNEL ||
	       info->code == SI_TKILL;
}

int signal_queue_add(struct process *process, struct signal_queue *queue,
	const struct linux_siginfo *info)
{
	struct signal_entry *entry = NULL;

	if (info->signo < SIGRTMIN && queue->set & SIGNAL_BIT(info->signo))
		return 0;
	if (process->signals.queued < QUEUED_MAX || info->signo < SIGRTMIN)
		entry = kzalloc(sizeof(*entry));
	if (entry) {
		entry->info = *info;
		entry->counted_by = process;
		process->signals.queued++;
		list_push_back(&queue->entries, &entry->link);
	} else if (!may_lose_info(info)) {
		return -EAGAIN;
	}
	queue->set |= SIGNAL_BIT(info->signo);
	signalfd_notify();
	return 0;
}

static void unlink(struct signal_entry *entry)
{
	list_remove(&entry->link);
	if (!entry->counted_by)
		entry->taken(entry);
}

static void release(struct signal_entry *entry)
{
	if (!entry->counted_by)
		return;
	entry->counted_by->signals.queued--;
	kfree(entry);
}

/* The oldest entry of `signal`; *more: there is another. */
static struct signal_entry *find(struct signal_queue *queue, int signal, bool *more)
{
	struct signal_entry *entry, *first = NULL;

	*more = false;
	list_for_each_entry(entry, &queue->entries, link) {
		if (entry->info.signo != signal)
			continue;
		*more = first != NULL;
		if (*more)
			break;
		first = entry;
	}
	return first;
}

bool signal_queue_take(struct signal_queue *queue, uint64_t set, struct linux_siginfo *info)
{
	uint64_t ready = queue->set & set;
	struct signal_entry *entry;
	bool more;
	int signal;

	if (!ready)
		return false;
	signal = 1 + __builtin_ctzll(ready & SIGNALS_FAULT ? ready & SIGNALS_FAULT : ready);
	entry = find(queue, signal, &more);
	if (!more)
		queue->set &= ~SIGNAL_BIT(signal);
	if (entry) {
		unlink(entry);
		*info = entry->info;
		release(entry);
	} else {
		*info = (struct linux_siginfo){.signo = signal};
	}
	return true;
}

void signal_queue_recount(struct signal_queue *queue, int signal)
{
	bool more;

	if (queue->set & SIGNAL_BIT(signal) && !find(queue, signal, &more))
		queue->set &= ~SIGNAL_BIT(signal);
}

void signal_queue_flush(struct signal_queue *queue, uint64_t set)
{
	struct signal_entry *entry, *next;

	if (!(queue->set & set))
		return;
	queue->set &= ~set;
	list_for_each_entry_safe(entry, next, &queue->entries, link)
		if (SIGNAL_BIT(entry->info.signo) & set) {
			unlink(entry);
			release(entry);
		}
}
