/* SPDX-License-Identifier: MIT */
/*
 * /proc: every file can be read, and its statements about a process are true.
 */
#include <fs/tree.h>
#include <kernel/debug/panic.h>
#include <kernel/proc/process.h>
#include <lib/printf.h>
#include <lib/string.h>
#include <tests/kernel/ktest.h>
#include <uapi/errno.h>
#include <uapi/signal.h>

/* Read the start of a file; returns its length or -errno. */
static long text_of(const char *path, char *text, size_t size)
{
	struct file *file;
	long n = vfs_open(path, O_RDONLY, 0, &file);

	if (n)
		return n;
	n = file_read_at(file, text, size - 1, 0);
	file_put(file);
	text[MAX(n, 0l)] = '\0';
	return n;
}

static void expect_start(const char *path, const char *start)
{
	char text[64];
	long n = text_of(path, text, sizeof(text));

	if (n <= 0 || strncmp(text, start, strlen(start)) != 0)
		ktest_fail(__FILE__, __LINE__, "%s: %ld, \"%s\"", path, n, text);
}

KTEST(proc_of_the_system)
{
	static const char *const files[] = {"/proc/cpuinfo", "/proc/loadavg", "/proc/uptime",
		"/proc/stat", "/proc/version", "/proc/filesystems", "/proc/sys/kernel/random/uuid"};

	expect_start("/proc/meminfo", "MemTotal:");
	expect_start("/proc/sys/kernel/ostype", "Linux\n");
	expect_start("/proc/../proc/sys/../sys/vm/max_map_count", "65530\n");
	for (size_t i = 0; i < ARRAY_SIZE(files); i++)
		expect_start(files[i], "");
}

KTEST(proc_of_a_process)
{
	char path[48], text[200], expected[48];
	struct process *process;
	struct thread *first;

	EXPECT_EQ(process_create_user("/bin/spin", &process, &first), 0);
	snprintf(path, sizeof(path), "/proc/%d/stat", process->pid);
	snprintf(expected, sizeof(expected), "%d (spin) ", process->pid);
	expect_start(path, expected);
	snprintf(path, sizeof(path), "/proc/%d/task/%d/status", process->pid, first->tid);
	expect_start(path, "Name:\tspin\n");
	snprintf(path, sizeof(path), "/proc/%d/maps", process->pid);
	EXPECT(text_of(path, text, sizeof(text)) > 0);
	snprintf(path, sizeof(path), "/proc/%d/statm", process->pid);
	EXPECT(text_of(path, text, sizeof(text)) > 0);
	sched_start(first);
	process_end(process, EXIT_STATUS_SIGNAL(SIGKILL));
	EXPECT_EQ(process_wait(process, NULL, TIME_NEVER), 0);
	EXPECT_EQ(text_of(path, text, sizeof(text)), -ENOENT);
}
