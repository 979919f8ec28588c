/* SPDX-License-Identifier: MIT */
/*
 * The files of /proc itself, about the whole system, and /proc/sys.
 */
#include <arch/abi.h>
#include <arch/time.h>
#include <fs/dev/random.h>
#include <fs/mount.h>
#include <fs/proc/procfs.h>
#include <kernel/exec/layout.h>
#include <kernel/proc/cputime.h>
#include <kernel/proc/names.h>
#include <kernel/proc/process.h>
#include <kernel/proc/processors.h>
#include <kernel/proc/thread.h>
#include <kernel/time/clock.h>
#include <kernel/time/loadavg.h>
#include <lib/printf.h>
#include <lib/string.h>
#include <mm/page.h>
#include <uapi/errno.h>

#define NS_PER_SEC 1000000000ull
#define TICK_NS    10000000ull

static int show_uptime(struct proc_text *text, const struct proc_node *node)
{
	uint64_t up = clock_ns(), idle = 0;

	for (unsigned i = 0; i < processors_count(); i++)
		idle += processor_idle_ns(i, up);
	text_printf(text, "%llu.%02llu %llu.%02llu\n", up / NS_PER_SEC, up % NS_PER_SEC / TICK_NS,
		idle / NS_PER_SEC, idle % NS_PER_SEC / TICK_NS);
	return 0;
}

/* The number of threads that run or are ready, and of all. */
struct load {
	unsigned running, total;
	int last_tid;
};

static void count_thread(struct thread *t, void *context)
{
	struct load *load = context;

	if (t->process->hidden)
		return;
	for (unsigned i = 0; i < cpu_count; i++)
		if (t == cpus[i].rq.idle)
			return;
	load->total++;
	load->running += t->state == THREAD_READY || t->state == THREAD_RUNNING;
	load->last_tid = MAX(load->last_tid, t->tid);
}

static int show_loadavg(struct proc_text *text, const struct proc_node *node)
{
	struct load load = {0};
	uint32_t averages[3];

	loadavg_get(averages);
	for (int i = 0; i < 3; i++) {
		uint32_t hundredths = (averages[i] * 100 + LOADAVG_ONE / 2) >> LOADAVG_SHIFT;

		text_printf(text, "%u.%02u ", hundredths / 100, hundredths % 100);
	}
	thread_for_each(count_thread, &load);
	text_printf(text, "%u/%u %d\n", load.running, load.total, load.last_tid);
	return 0;
}

struct cpu_times {
	uint64_t user, system, idle; /* ns */
};

static void show_cpu(struct proc_text *text, const char *name, const struct cpu_times *times)
{
	text_printf(text, "%s %llu 0 %llu %llu 0 0 0 0 0 0\n", name,
		(unsigned long long)(times->user / TICK_NS),
		(unsigned long long)(times->system / TICK_NS),
		(unsigned long long)(times->idle / TICK_NS));
}

static void add_user_time(struct thread *t, void *context)
{
	struct cpu_times *times = context;
	unsigned cpu;
	uint64_t ns = sched_user_ns_on_cpu(t, &cpu);

	times[cpu].user += ns;
}

/* Time that is neither user nor idle time is system time. */
static void show_cpus(struct proc_text *text, uint64_t now)
{
	struct cpu_times times[PROCESSORS_MAX] = {0}, all = {0};
	unsigned count = processors_count();
	char name[12];

	static_assert(CPU_MAX <= PROCESSORS_MAX, "as many times as CPUs");
	if (clock_is_virtual) /* it only counts the explored program's steps */
		times[0].user = now;
	else
		thread_for_each(add_user_time, times);
	for (unsigned i = 0; i < count; i++) {
		struct cpu_times *own = &times[i];

		own->idle = processor_idle_ns(i, now);
		if (!clock_is_virtual)
			own->user += arch_cycles_to_ns(READ_ONCE(cpus[i].user_cycles));
		own->user = MIN(own->user, now - own->idle);
		own->system = now - own->idle - own->user;
		all.user += own->user;
		all.system += own->system;
		all.idle += own->idle;
	}
	show_cpu(text, "cpu ", &all);
	for (unsigned i = 0; i < count; i++) {
		snprintf(name, sizeof(name), "cpu%u", i);
		show_cpu(text, name, &times[i]);
	}
}

static int show_stat(struct proc_text *text, const struct proc_node *node)
{
	uint64_t now = clock_ns(), irqs = 0, switches = 0;
	struct load load = {0};

	show_cpus(text, now);
	for (unsigned i = 0; i < cpu_count && !clock_is_virtual; i++)
		irqs += cpus[i].irqs;
	if (!clock_is_virtual) /* the real numbers depend on earlier runs */
		switches = switches_total();
	thread_for_each(count_thread, &load);
	text_printf(text, "intr %llu\nctxt %llu\nbtime %llu\nprocesses %d\n",
		(unsigned long long)irqs, (unsigned long long)switches,
		(unsigned long long)((uint64_t)fs_now_ns() - now) / NS_PER_SEC, load.last_tid);
	text_printf(text, "procs_running %u\nprocs_blocked 0\n", load.running);
	return 0;
}

/* The number of pages with contents of files. */
static size_t cached_pages(void)
{
	const struct mount *mount;
	size_t pages = 0;

	tree_lock();
	list_for_each_entry(mount, &fs_mounts, link)
		if (mount->root == mount->fs->root) /* count each once, not its bound directories */
			pages += READ_ONCE(mount->fs->used_pages);
	tree_unlock();
	return pages;
}

static int show_meminfo(struct proc_text *text, const struct proc_node *node)
{
	const struct {
		const char *name;
		size_t pages;
	} rows[] = {
		{"MemTotal", page_total_count()},
		{"MemFree", page_free_reported()},
		{"MemAvailable", page_free_reported()},
		{"Buffers", 0},
		{"Cached", cached_pages()},
		{"SwapCached", 0},
		{"Active", 0},
		{"Inactive", 0},
		{"SwapTotal", 0},
		{"SwapFree", 0},
		{"Dirty", 0},
		{"Writeback", 0},
		{"Mapped", 0},
		{"Shmem", cached_pages()},
		{"Slab", 0},
		{"SReclaimable", 0},
		{"SUnreclaim", 0},
	};

	for (size_t i = 0; i < ARRAY_SIZE(rows); i++)
		text_printf(text, "%s:%*s%8zu kB\n", rows[i].name, (int)(15 - strlen(rows[i].name)),
			"", (size_t)(rows[i].pages * (PAGE_SIZE / 1024)));
	return 0;
}

static int show_version(struct proc_text *text, const struct proc_node *node)
{
	text_printf(text, "%s version %s (heddle) %s\n", machine_name.sysname, machine_name.release,
		machine_name.version);
	return 0;
}

static int show_cmdline(struct proc_text *text, const struct proc_node *node)
{
	text_printf(text, "%s\n", proc_cmdline);
	return 0;
}

static int show_filesystems(struct proc_text *text, const struct proc_node *node)
{
	text_printf(text,
		"nodev\ttmpfs\nnodev\tproc\nnodev\tsysfs\nnodev\tdevpts\nnodev\tdevtmpfs\n");
	return 0;
}

static long link_self(const struct proc_node *node, char *target)
{
	return snprintf(target, PATH_MAX, "%d", current_process()->pid);
}

static long link_thread_self(const struct proc_node *node, char *target)
{
	return snprintf(target, PATH_MAX, "%d/task/%d", current_process()->pid,
		current_thread()->tid);
}

static long link_mounts(const struct proc_node *node, char *target)
{
	return (long)strlcpy(target, "self/mounts", PATH_MAX);
}

/* --- /proc/sys: constants, for programs that read them --- */

#define CONSTANT(function, words)                                                 \
	static int function(struct proc_text *text, const struct proc_node *node) \
	{                                                                         \
		text_append(text, words "\n", sizeof(words));                     \
		return 0;                                                         \
	}

#define NAME(function, field)                                                     \
	static int function(struct proc_text *text, const struct proc_node *node) \
	{                                                                         \
		text_printf(text, "%s\n", machine_name.field);                    \
		return 0;                                                         \
	}

NAME(show_ostype, sysname)
NAME(show_osrelease, release)
NAME(show_kernel_version, version)
NAME(show_hostname, nodename)
NAME(show_domainname, domainname)
CONSTANT(show_poolsize, "256")
CONSTANT(show_pid_max, "32768")
CONSTANT(show_threads_max, "32768")
CONSTANT(show_cap_last_cap, "40")
CONSTANT(show_ngroups_max, "65536")
CONSTANT(show_overcommit, "2")
CONSTANT(show_max_map_count, "65530")
CONSTANT(show_mmap_min_addr, "4096")
CONSTANT(show_nr_open, "4096")
CONSTANT(show_file_max, "65536")
CONSTANT(show_pipe_max_size, "1048576")
CONSTANT(show_rtsig_max, "32")

static void put_uuid(struct proc_text *text, uint8_t b[16])
{
	b[6] = (b[6] & 0x0f) | 0x40;
	b[8] = (b[8] & 0x3f) | 0x80;
	for (int i = 0; i < 16; i++)
		text_printf(text, "%s%02x", i == 4 || i == 6 || i == 8 || i == 10 ? "-" : "", b[i]);
	text_append(text, "\n", 1);
}

static int show_uuid(struct proc_text *text, const struct proc_node *node)
{
	uint8_t bytes[16];

	random_fill(bytes, sizeof(bytes));
	put_uuid(text, bytes);
	return 0;
}

/* The same until the next boot. */
static int show_boot_id(struct proc_text *text, const struct proc_node *node)
{
	uint8_t id[16];

	random_boot_id(id);
	put_uuid(text, id);
	return 0;
}

static int show_randomize(struct proc_text *text, const struct proc_node *node)
{
	text_printf(text, "%u\n", layout_randomize);
	return 0;
}

static int store_randomize(const struct proc_node *node, const char *text, size_t n)
{
	if (n == 0 || text[0] < '0' || text[0] > '2' || (n > 1 && text[1] != '\n'))
		return -EINVAL;
	layout_randomize = (unsigned)(text[0] - '0');
	return 0;
}

static const struct proc_entry random_entries[] = {
	PROC_FILE("uuid", show_uuid),
	PROC_FILE("boot_id", show_boot_id),
	PROC_FILE("poolsize", show_poolsize),
	PROC_FILE("entropy_avail", show_poolsize),
};

static const struct proc_entry kernel_entries[] = {
	PROC_FILE("ostype", show_ostype),
	PROC_FILE("osrelease", show_osrelease),
	PROC_FILE("version", show_kernel_version),
	PROC_FILE("hostname", show_hostname),
	PROC_FILE("domainname", show_domainname),
	PROC_FILE("pid_max", show_pid_max),
	PROC_FILE("threads-max", show_threads_max),
	PROC_FILE("cap_last_cap", show_cap_last_cap),
	PROC_FILE("ngroups_max", show_ngroups_max),
	PROC_FILE("rtsig-max", show_rtsig_max),
	{.name = "randomize_va_space",
		.mode = S_IFREG | 0644,
		.show = show_randomize,
		.store = store_randomize},
	{.name = "random", .mode = S_IFDIR | 0555, PROC_TABLE(random_entries)},
};

static const struct proc_entry vm_entries[] = {
	{.name = "drop_caches", .mode = S_IFREG | 0200, .store = proc_drop_caches},
	PROC_FILE("overcommit_memory", show_overcommit),
	PROC_FILE("max_map_count", show_max_map_count),
	PROC_FILE("mmap_min_addr", show_mmap_min_addr),
};

static const struct proc_entry sys_fs_entries[] = {
	PROC_FILE("nr_open", show_nr_open),
	PROC_FILE("file-max", show_file_max),
	PROC_FILE("pipe-max-size", show_pipe_max_size),
};

static const struct proc_entry sys_entries[] = {
	{.name = "kernel", .mode = S_IFDIR | 0555, PROC_TABLE(kernel_entries)},
	{.name = "vm", .mode = S_IFDIR | 0555, PROC_TABLE(vm_entries)},
	{.name = "fs", .mode = S_IFDIR | 0555, PROC_TABLE(sys_fs_entries)},
};

static int next_process(const struct proc_node *node, int after)
{
	return proc_next_pid(after);
}

static const struct proc_entry root_entries[] = {
	PROC_FILE("cmdline", show_cmdline),
	PROC_FILE("cpuinfo", proc_show_cpuinfo),
	PROC_FILE("filesystems", show_filesystems),
	PROC_FILE("loadavg", show_loadavg),
	PROC_FILE("meminfo", show_meminfo),
	{.name = "slabinfo", .mode = S_IFREG | 0400, .show = proc_show_slabs},
	PROC_FILE("stat", show_stat),
	PROC_FILE("uptime", show_uptime),
	PROC_FILE("version", show_version),
	{.name = "mounts", .mode = S_IFLNK | 0777, .link = link_mounts},
	{.name = "self", .mode = S_IFLNK | 0777, .link = link_self},
	{.name = "thread-self", .mode = S_IFLNK | 0777, .link = link_thread_self},
	{.name = "sys", .mode = S_IFDIR | 0555, PROC_TABLE(sys_entries)},
};

const struct proc_entry proc_root = {
	.mode = S_IFDIR | 0555,
	PROC_TABLE(root_entries),
	.lookup = proc_lookup_pid,
	.next = next_process,
};
