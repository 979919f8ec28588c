/* SPDX-License-Identifier: MIT */
/*
 * Figures of a process or a thread: /proc/PID/stat, statm, status, limits.
 */
#include <arch/time.h>
#include <fs/proc/procfs.h>
#include <fs/tty/tty.h>
#include <lib/printf.h>
#include <lib/string.h>
#include <mm/aspace.h>
#include <mm/pagetable.h>
#include <mm/vm_object.h>
#include <uapi/errno.h>
#include <uapi/sched.h>

#define TICK_NS       10000000ull /* a clock tick of the ABI: USER_HZ is 100 */
#define PAGES_COUNTED 65536       /* of an area, at most, for its resident size */
#define ALL_RIGHTS    0x1ffffffffffull

struct memory {
	size_t resident, text, data;
	struct aspace *as;
};

static void count_area(const struct vm_area *area, void *context)
{
	struct memory *memory = context;
	size_t pages = (area->end - area->start) >> PAGE_SHIFT;

	if (area->prot & PROT_EXEC)
		memory->text += pages;
	else if (area->prot & PROT_WRITE)
		memory->data += pages;
	for (size_t i = 0; i < MIN(pages, (size_t)PAGES_COUNTED); i++) {
		unsigned prot;
		paddr_t pa;

		memory->resident += pagetable_query(&memory->as->arch,
			area->start + (i << PAGE_SHIFT), &pa, &prot);
	}
}

static struct memory memory_of(struct aspace *as)
{
	struct memory memory = {.as = as};

	if (as)
		aspace_for_each(as, count_area, &memory);
	return memory;
}

int proc_show_statm(struct proc_text *text, const struct proc_node *node)
{
	struct proc_snapshot it;
	struct memory memory;
	int error = proc_snapshot_get(node, &it);

	if (error)
		return error;
	memory = memory_of(it.aspace);
	text_printf(text, "%zu %zu 0 %zu 0 %zu 0\n", it.aspace ? it.aspace->pages : 0,
		memory.resident, memory.text, memory.data);
	proc_snapshot_put(&it);
	return 0;
}

/* As Linux shows it: 20 in the middle for nice 0, below 0 for the real-time classes. */
static int priority_of(const struct proc_snapshot *it)
{
	return it->policy == SCHED_FIFO || it->policy == SCHED_RR ? -1 - it->rt_priority
								  : 20 + it->nice;
}

int proc_show_stat(struct proc_text *text, const struct proc_node *node)
{
	struct proc_snapshot it;
	struct memory memory;
	uint32_t tty;
	int error = proc_snapshot_get(node, &it);

	if (error)
		return error;
	memory = memory_of(it.aspace);
	tty = tty_of_session(it.sid);
	text_printf(text, "%d (%s) %c %d %d %d %u %d 0 0 0 0 0 ", it.tid, it.name, it.state,
		it.parent_pid, it.pgid, it.sid, tty, tty ? tty_foreground_of(it.sid) : -1);
	text_printf(text, "%llu %llu %llu %llu %d %d %u 0 %llu ", it.usage.user_ns / TICK_NS,
		it.usage.system_ns / TICK_NS, it.children.user_ns / TICK_NS,
		it.children.system_ns / TICK_NS, priority_of(&it), it.nice, it.threads,
		it.start_ns / TICK_NS);
	text_printf(text, "%llu %zu %lu 0 0 0 0 0 ",
		(unsigned long long)(it.aspace ? it.aspace->pages : 0) * PAGE_SIZE, memory.resident,
		~0ul);
	/* Only the first 31 signals, for old programs. */
	text_printf(text, "%u %u %u %u ", (unsigned)it.pending & 0x7fffffff,
		(unsigned)it.blocked & 0x7fffffff, (unsigned)it.ignored & 0x7fffffff,
		(unsigned)it.caught & 0x7fffffff);
	text_printf(text, "%d 0 0 %d %u %d %d 0 0 0 0 0 0 0 ", it.wait_channel != NULL,
		it.exit_signal, it.processor, it.rt_priority, it.policy);
	text_printf(text, "%lu %lu %lu %lu 0\n",
		(unsigned long)(it.aspace ? it.aspace->args_start : 0),
		(unsigned long)(it.aspace ? it.aspace->args_end : 0),
		(unsigned long)(it.aspace ? it.aspace->args_end : 0),
		(unsigned long)(it.aspace ? it.aspace->env_end : 0));
	proc_snapshot_put(&it);
	return 0;
}

static const char *state_words(char state)
{
	return state == 'R'   ? "R (running)"
	       : state == 'T' ? "T (stopped)"
	       : state == 'Z' ? "Z (zombie)"
			      : "S (sleeping)";
}

static void show_memory_figures(struct proc_text *text, struct aspace *as)
{
	struct memory memory = memory_of(as);
	const struct {
		const char *name;
		size_t pages;
	} rows[] = {
		{"VmPeak", as->pages},
		{"VmSize", as->pages},
		{"VmLck", 0},
		{"VmPin", 0},
		{"VmHWM", memory.resident},
		{"VmRSS", memory.resident},
		{"VmData", memory.data},
		{"VmExe", memory.text},
		{"VmSwap", 0},
	};

	for (size_t i = 0; i < ARRAY_SIZE(rows); i++)
		text_printf(text, "%s:\t%8zu kB\n", rows[i].name,
			rows[i].pages * (size_t)(PAGE_SIZE / 1024));
}

static void show_signals(struct proc_text *text, const struct proc_snapshot *it)
{
	unsigned long long rights = it->ids.euid == 0 ? ALL_RIGHTS : 0;

	text_printf(text, "SigQ:\t%u/%llu\n", it->queued,
		(unsigned long long)it->limits[LIMIT_SIGPENDING].soft);
	text_printf(text, "SigPnd:\t%016llx\nShdPnd:\t%016llx\nSigBlk:\t%016llx\n",
		(unsigned long long)it->pending, (unsigned long long)it->shared_pending,
		(unsigned long long)it->blocked);
	text_printf(text, "SigIgn:\t%016llx\nSigCgt:\t%016llx\n", (unsigned long long)it->ignored,
		(unsigned long long)it->caught);
	text_printf(text, "CapInh:\t%016llx\nCapPrm:\t%016llx\nCapEff:\t%016llx\n", 0ull, rights,
		rights);
	text_printf(text, "CapBnd:\t%016llx\nCapAmb:\t%016llx\n", ALL_RIGHTS, 0ull);
	text_printf(text, "NoNewPrivs:\t%d\nSeccomp:\t0\n", it->no_new_privileges);
}

static void show_processors(struct proc_text *text, uint64_t mask)
{
	text_append(text, "Cpus_allowed:\t", 14);
	text_processor_mask(text, mask);
	text_append(text, "\nCpus_allowed_list:\t", 20);
	text_processor_list(text, mask);
	text_append(text, "\n", 1);
}

int proc_show_status(struct proc_text *text, const struct proc_node *node)
{
	struct proc_snapshot it;
	int error = proc_snapshot_get(node, &it);

	if (error)
		return error;
	text_printf(text, "Name:\t%s\n", it.name);
	if (it.fs)
		text_printf(text, "Umask:\t%04o\n", it.fs->umask);
	text_printf(text, "State:\t%s\nTgid:\t%d\nNgid:\t0\nPid:\t%d\n", state_words(it.state),
		it.pid, it.tid);
	text_printf(text, "PPid:\t%d\nTracerPid:\t0\n", it.parent_pid);
	text_printf(text, "Uid:\t%u\t%u\t%u\t%u\nGid:\t%u\t%u\t%u\t%u\n", it.ids.ruid, it.ids.euid,
		it.ids.suid, it.ids.fsuid, it.ids.rgid, it.ids.egid, it.ids.sgid, it.ids.fsgid);
	text_printf(text, "FDSize:\t%u\nGroups:\t", it.files ? it.files->size : 0);
	for (uint32_t i = 0; i < it.ids.group_count; i++)
		text_printf(text, "%u ", it.ids.groups[i]);
	text_append(text, "\n", 1);
	if (it.aspace)
		show_memory_figures(text, it.aspace);
	text_printf(text, "Threads:\t%u\n", it.threads);
	show_signals(text, &it);
	show_processors(text, it.processors);
	text_printf(text, "voluntary_ctxt_switches:\t%lu\nnonvoluntary_ctxt_switches:\t%lu\n",
		it.usage.voluntary, it.usage.involuntary);
	proc_snapshot_put(&it);
	return 0;
}

static void show_limit(struct proc_text *text, uint64_t value)
{
	char number[24];

	snprintf(number, sizeof(number), "%llu", (unsigned long long)value);
	text_printf(text, "%-20s ", value == LIMIT_NONE ? "unlimited" : number);
}

int proc_show_limits(struct proc_text *text, const struct proc_node *node)
{
	static const struct {
		const char *name, *unit;
	} rows[LIMITS] = {
		[LIMIT_CPU] = {"Max cpu time", "seconds"},
		[LIMIT_FSIZE] = {"Max file size", "bytes"},
		[LIMIT_DATA] = {"Max data size", "bytes"},
		[LIMIT_STACK] = {"Max stack size", "bytes"},
		[LIMIT_CORE] = {"Max core file size", "bytes"},
		[LIMIT_RSS] = {"Max resident set", "bytes"},
		[LIMIT_NPROC] = {"Max processes", "processes"},
		[LIMIT_NOFILE] = {"Max open files", "files"},
		[LIMIT_MEMLOCK] = {"Max locked memory", "bytes"},
		[LIMIT_AS] = {"Max address space", "bytes"},
		[LIMIT_LOCKS] = {"Max file locks", "locks"},
		[LIMIT_SIGPENDING] = {"Max pending signals", "signals"},
		[LIMIT_MSGQUEUE] = {"Max msgqueue size", "bytes"},
		[LIMIT_NICE] = {"Max nice priority", ""},
		[LIMIT_RTPRIO] = {"Max realtime priority", ""},
		[LIMIT_RTTIME] = {"Max realtime timeout", "us"},
	};
	struct proc_snapshot it;
	int error = proc_snapshot_get(node, &it);

	if (error)
		return error;
	text_printf(text, "%-25s %-20s %-20s %-10s\n", "Limit", "Soft Limit", "Hard Limit",
		"Units");
	for (size_t i = 0; i < LIMITS; i++) {
		text_printf(text, "%-25s ", rows[i].name);
		show_limit(text, it.limits[i].soft);
		show_limit(text, it.limits[i].hard);
		text_printf(text, rows[i].unit[0] ? "%-10s\n" : "%s\n", rows[i].unit);
	}
	proc_snapshot_put(&it);
	return 0;
}
