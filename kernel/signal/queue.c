/* SPDX-License-Identifier: MIT */
/*
 * Queues of pending signals. A signal below SIGRTMIN is pending at most once. Every real-time
 * signal is queued, in order, as far as memory and RLIMIT_SIGPENDING allow.
 */
#include <kernel/signal/queue.h>
#include <mm/slab.h>
#include <uapi/errno.h>

#define QUEUED_MAX 1024 /* RLIMIT_SIGPENDING */

static_assert(SIGNALS_FAULT <= UINT32_MAX, "first_of() looks only at the low word");

void signal_queue_init(struct signal_queue *queue)
{
	queue->set = 0;
	list_init(&queue->entries);
}

/* May the kernel keep only the signal's number? Not if sigqueue() sent it. */
static bool may_lose_info(const struct linux_siginfo *info)
{
	return info->signo < SIGRTMIN || info->code == SI_USER || info->code == SI_KERNEL ||
	       info->code == SI_TKILL;
}

static struct signal_entry *entry_create(struct process *process, int signal)
{
	struct signal_entry *entry = &process->signals.spare;

	if (process->signals.queued >= QUEUED_MAX && signal >= SIGRTMIN)
		return NULL;
	return list_is_linked(&entry->link) ? kzalloc(sizeof(*entry)) : entry;
}

int signal_queue_add_any(struct process *process, struct signal_queue *queue,
	const struct linux_siginfo *info)
{
	struct signal_entry *entry;

	assert_locked(&thread_table_lock);
	if (info->signo < SIGRTMIN && queue->set & SIGNAL_BIT(info->signo))
		return 0;
	entry = entry_create(process, info->signo);
	if (entry)
		signal_queue_link(process, queue, entry, info);
	else if (!may_lose_info(info))
		return -EAGAIN;
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
	struct process *process = entry->counted_by;

	if (!process)
		return;
	process->signals.queued--;
	if (entry != &process->signals.spare)
		kfree(entry);
}

/* Return the oldest entry of `signal`, or NULL. *more: there is another. */
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

/* The signal to take first: faults, then by number. */
static int first_of(uint64_t ready)
{
	uint32_t low = (uint32_t)ready;

	if (low & SIGNALS_FAULT)
		low &= SIGNALS_FAULT;
	return low ? 1 + __builtin_ctz(low) : 33 + __builtin_ctz((uint32_t)(ready >> 32));
}

void signal_queue_take_ready(struct signal_queue *queue, uint64_t ready, struct linux_siginfo *info)
{
	int signal = first_of(ready);
	bool more;
	struct signal_entry *entry = find(queue, signal, &more);

	assert_locked(&thread_table_lock);
	DEBUG_ASSERT(ready && !(ready & ~queue->set));
	if (!more)
		queue->set &= ~SIGNAL_BIT(signal);
	if (entry) {
		unlink(entry);
		*info = entry->info;
		release(entry);
	} else {
		*info = (struct linux_siginfo){.signo = signal};
	}
}

void signal_queue_recount(struct signal_queue *queue, int signal)
{
	bool more;

	assert_locked(&thread_table_lock);
	if (queue->set & SIGNAL_BIT(signal) && !find(queue, signal, &more))
		queue->set &= ~SIGNAL_BIT(signal);
}

void signal_queue_flush(struct signal_queue *queue, uint64_t set)
{
	struct signal_entry *entry, *next;

	assert_locked(&thread_table_lock);
	if (!(queue->set & set))
		return;
	queue->set &= ~set;
	list_for_each_entry_safe(entry, next, &queue->entries, link)
		if (SIGNAL_BIT(entry->info.signo) & set) {
			unlink(entry);
			release(entry);
		}
}
