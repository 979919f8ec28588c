/* SPDX-License-Identifier: MIT */
/*
 * /proc/PID/oom_score and oom_score_adj (proc(5)): the process with the highest score is killed
 * first when memory runs out, and the adjustment is added to its score.
 */
#include <fs/proc/procfs.h>
#include <kernel/proc/oom.h>
#include <kernel/proc/thread.h>
#include <mm/page.h>
#include <uapi/errno.h>

int proc_show_oom_score(struct proc_text *text, const struct proc_node *node)
{
	unsigned long flags = spin_lock_irqsave(&thread_table_lock);
	struct process *process = process_find_locked(node->pid);
	long pages = process ? oom_pages_locked(process) : 0;

	spin_unlock_irqrestore(&thread_table_lock, flags);
	if (!process)
		return -ESRCH;
	text_printf(text, "%ld\n", MAX(pages, 0L) * OOM_ADJUST_MAX / (long)page_total_count());
	return 0;
}

int proc_show_oom_adjust(struct proc_text *text, const struct proc_node *node)
{
	unsigned long flags = spin_lock_irqsave(&thread_table_lock);
	struct process *process = process_find_locked(node->pid);
	int adjust = process ? process->attributes.oom_adjust : 0;

	spin_unlock_irqrestore(&thread_table_lock, flags);
	if (!process)
		return -ESRCH;
	text_printf(text, "%d\n", adjust);
	return 0;
}

/* Parse a decimal number with white space around it. False: it is none. */
static bool parse(const char *text, int *number)
{
	bool negative;
	int digits = 0;

	while (*text == ' ' || *text == '\t' || *text == '\n')
		text++;
	negative = *text == '-';
	if (*text == '-' || *text == '+')
		text++;
	for (*number = 0; *text >= '0' && *text <= '9' && digits < 9; text++, digits++)
		*number = *number * 10 + (*text - '0');
	while (*text == ' ' || *text == '\t' || *text == '\n')
		text++;
	if (negative)
		*number = -*number;
	return digits && !*text;
}

/* Set the adjustment. Root also sets the least value for others. 0 or -EACCES. Lock:
 * thread_table_lock. */
static int set_locked(struct process *process, int adjust)
{
	struct process_attributes *attributes = &process->attributes;
	bool root = current_process()->attributes.ids.euid == 0;

	assert_locked(&thread_table_lock);
	if (!root && adjust < attributes->oom_adjust_min)
		return -EACCES;
	attributes->oom_adjust = (int16_t)adjust;
	if (root)
		attributes->oom_adjust_min = (int16_t)adjust;
	return 0;
}

int proc_store_oom_adjust(const struct proc_node *node, const char *text, size_t n)
{
	struct process *process;
	unsigned long flags;
	int adjust, error;

	if (!parse(text, &adjust) || adjust < -OOM_ADJUST_MAX || adjust > OOM_ADJUST_MAX)
		return -EINVAL;
	flags = spin_lock_irqsave(&thread_table_lock);
	process = process_find_locked(node->pid);
	error = process ? set_locked(process, adjust) : -ESRCH;
	spin_unlock_irqrestore(&thread_table_lock, flags);
	return error;
}
