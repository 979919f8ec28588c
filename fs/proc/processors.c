/* SPDX-License-Identifier: MIT */
/*
 * The processors that programs see (kernel/proc/processors.h), as text: /proc/cpuinfo, and /sys,
 * which has only /sys/devices/system/cpu. They are one package of cores with one thread each.
 */
#include <arch/abi.h>
#include <fs/proc/procfs.h>
#include <kernel/proc/processors.h>
#include <lib/string.h>
#include <uapi/errno.h>

#define WORD_BITS 32 /* of a word of a mask */

void text_processor_mask(struct proc_text *text, uint64_t mask)
{
	unsigned count = processors_count(), above = (count - 1) / WORD_BITS * WORD_BITS;
	int digits = (int)(count - above + 3) / 4;

	for (int shift = (int)above; shift >= 0; shift -= WORD_BITS, digits = WORD_BITS / 4)
		text_printf(text, "%0*x%s", digits, (uint32_t)(mask >> shift), shift ? "," : "");
}

void text_processor_list(struct proc_text *text, uint64_t mask)
{
	const char *comma = "";

	for (unsigned i = 0, last; i < PROCESSORS_MAX; i = last + 1) {
		last = i;
		if (!(mask >> i & 1))
			continue;
		while (last + 1 < PROCESSORS_MAX && mask >> (last + 1) & 1)
			last++;
		text_printf(text, "%s%u", comma, i);
		if (last > i)
			text_printf(text, "-%u", last);
		comma = ",";
	}
}

int proc_show_cpuinfo(struct proc_text *text, const struct proc_node *node)
{
	for (unsigned i = 0; i < processors_count(); i++)
		text_printf(text,
			"processor\t: %u\nmodel name\t: Heddle %s\nisa\t\t: %s\ncpu MHz\t\t: "
			"0.000\n"
			"physical id\t: 0\ncore id\t\t: %u\nflags\t\t:\n\n",
			i, LINUX_MACHINE, LINUX_MACHINE, i);
	return 0;
}

/* --- /sys/devices/system/cpu --- */

static int show_list(struct proc_text *text, uint64_t mask)
{
	text_processor_list(text, mask);
	text_append(text, "\n", 1);
	return 0;
}

static int show_all(struct proc_text *text, const struct proc_node *node)
{
	return show_list(text, processors_all());
}

static int show_none(struct proc_text *text, const struct proc_node *node)
{
	return show_list(text, 0);
}

static int show_self(struct proc_text *text, const struct proc_node *node)
{
	return show_list(text, (uint64_t)1 << node->fd);
}

static int show_self_mask(struct proc_text *text, const struct proc_node *node)
{
	text_processor_mask(text, (uint64_t)1 << node->fd);
	text_append(text, "\n", 1);
	return 0;
}

static int show_all_mask(struct proc_text *text, const struct proc_node *node)
{
	text_processor_mask(text, processors_all());
	text_append(text, "\n", 1);
	return 0;
}

static int show_kernel_max(struct proc_text *text, const struct proc_node *node)
{
	text_printf(text, "%u\n", PROCESSORS_MAX - 1);
	return 0;
}

static int show_package(struct proc_text *text, const struct proc_node *node)
{
	text_append(text, "0\n", 2);
	return 0;
}

static const struct proc_entry topology_entries[] = {
	PROC_FILE("physical_package_id", show_package),
	PROC_FILE("core_id", show_self),
	PROC_FILE("thread_siblings", show_self_mask),
	PROC_FILE("thread_siblings_list", show_self),
	PROC_FILE("core_cpus", show_self_mask),
	PROC_FILE("core_cpus_list", show_self),
	PROC_FILE("core_siblings", show_all_mask),
	PROC_FILE("core_siblings_list", show_all),
	PROC_FILE("package_cpus", show_all_mask),
	PROC_FILE("package_cpus_list", show_all),
};

static const struct proc_entry processor_entries[] = {
	{.name = "topology", .mode = S_IFDIR | 0555, PROC_TABLE(topology_entries)},
};

static const struct proc_entry processor = {.mode = S_IFDIR | 0555, PROC_TABLE(processor_entries)};

static const char prefix[] = "cpu";

static int lookup_processor(const struct proc_node *node, const char *name, size_t length,
	struct proc_node *found)
{
	const size_t skip = sizeof(prefix) - 1;

	if (length <= skip || memcmp(name, prefix, skip) != 0)
		return -ENOENT;
	*found = *node;
	found->entry = &processor;
	found->fd = proc_parse_number(name + skip, length - skip);
	return found->fd >= 0 && (unsigned)found->fd < processors_count() ? 0 : -ENOENT;
}

static int next_processor(const struct proc_node *node, int after)
{
	return (unsigned)(after + 1) < processors_count() ? after + 1 : -1;
}

static const struct proc_entry cpu_entries[] = {
	PROC_FILE("kernel_max", show_kernel_max),
	PROC_FILE("offline", show_none),
	PROC_FILE("online", show_all),
	PROC_FILE("possible", show_all),
	PROC_FILE("present", show_all),
};

static const struct proc_entry system_entries[] = {
	{.name = "cpu",
		.mode = S_IFDIR | 0555,
		PROC_TABLE(cpu_entries),
		.lookup = lookup_processor,
		.next = next_processor,
		.prefix = prefix},
};

static const struct proc_entry device_entries[] = {
	{.name = "system", .mode = S_IFDIR | 0555, PROC_TABLE(system_entries)},
};

static const struct proc_entry sys_entries[] = {
	{.name = "devices", .mode = S_IFDIR | 0555, PROC_TABLE(device_entries)},
};

const struct proc_entry sys_root = {.mode = S_IFDIR | 0555, PROC_TABLE(sys_entries)};
