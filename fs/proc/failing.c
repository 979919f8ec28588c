/* SPDX-License-Identifier: MIT */
/*
 * /proc/PID/fail-nth, as in Linux's fault injection (mm/failing.h). Only in DEBUG=1 kernels.
 */
#include <fs/proc/procfs.h>
#include <kernel/proc/thread.h>
#include <mm/failing.h>
#include <uapi/errno.h>

static bool is_own(const struct proc_node *node)
{
	return node->pid == current_process()->pid;
}

int proc_show_failing(struct proc_text *text, const struct proc_node *node)
{
	if (!is_own(node))
		return -EPERM;
	text_printf(text, "%u\n", failing_left());
	return 0;
}

int proc_store_failing(const struct proc_node *node, const char *text, size_t n)
{
	unsigned nth = 0;

	if (!is_own(node))
		return -EPERM;
	for (size_t i = 0; i < n && text[i] != '\n'; i++) {
		if (text[i] < '0' || text[i] > '9' || nth > 100000)
			return -EINVAL;
		nth = nth * 10 + (unsigned)(text[i] - '0');
	}
	failing_set(nth);
	return 0;
}
