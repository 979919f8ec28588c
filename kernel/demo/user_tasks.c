/* SPDX-License-Identifier: MIT */
/*
 * Source 1: user processes at the same addresses check that preemption preserves all their
 * registers. Other processes access memory that is not theirs, and are killed.
 */
#include <kernel/debug/printk.h>
#include <kernel/demo/demo.h>
#include <kernel/proc/process.h>
#include <kernel/proc/thread.h>
#include <kernel/time/sleep.h>
#include <kernel/time/timer.h>
#include <uapi/signal.h>

#define RUN_NS 300000000

static struct process *start(const char *path)
{
	struct process *process;
	struct thread *first;
	int error = process_create_user(path, &process, &first);

	if (error) {
		printk("%s does not start: %d\n", path, error);
		return NULL;
	}
	sched_start(first);
	return process;
}

DEMO(user_tasks, "user-tasks", "user processes, isolated and preempted (source 1)");

static void user_tasks(void)
{
	static const char *const paths[] = {"/bin/spin", "/bin/spin", "/bin/trespass-kernel",
		"/bin/trespass-other"};
	struct process *processes[ARRAY_SIZE(paths)];

	for (size_t i = 0; i < ARRAY_SIZE(paths); i++)
		processes[i] = start(paths[i]);
	thread_sleep_ns(RUN_NS);
	for (size_t i = 0; i < ARRAY_SIZE(paths); i++) {
		int pid, status;

		if (!processes[i])
			continue;
		pid = processes[i]->pid;
		process_end(processes[i], EXIT_STATUS_SIGNAL(SIGKILL));
		process_wait(processes[i], &status, TIME_NEVER);
		printk("process %d (%s) ended with status %#x\n", pid, paths[i], status);
	}
}
