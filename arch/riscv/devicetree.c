/* SPDX-License-Identifier: MIT */
/*
 * The information that the kernel reads from the device tree (Devicetree Specification 0.4, chapter
 * 3; Linux's bindings for cpus, PLIC, ns16550a, SiFive test). No hardware access, so that it can be
 * tested and fuzzed on the host.
 */
#include <arch/irq.h>
#include <asm/platform.h>
#include <lib/cmdline.h>
#include <lib/fdt.h>
#include <lib/string.h>
#include <uapi/errno.h>

#define PAGE             4096ull
#define TIMEBASE_DEFAULT 10000000
#define PLIC_EXTERNAL    9 /* supervisor external interrupt, in the cpu's interrupt controller */

/* Add a range to the list, which stays sorted and without overlaps: adjacent ranges are merged. */
static void add_ram(struct boot_info *info, uint64_t base, uint64_t size)
{
	struct boot_ram *ram = info->ram;
	uint64_t end = ALIGN_DOWN(base + size, PAGE);
	size_t i = 0, j;

	if (base > end || ALIGN_UP(base, PAGE) >= end || ALIGN_UP(base, PAGE) < base)
		return; /* no whole page, or past the end of the address space */
	base = ALIGN_UP(base, PAGE);
	while (i < info->ram_count && ram[i].end < base)
		i++;
	for (j = i; j < info->ram_count && ram[j].start <= end; j++) {
		base = MIN(base, ram[j].start);
		end = MAX(end, ram[j].end);
	}
	if (i == j && info->ram_count == BOOT_RAM_MAX)
		return;
	memmove(&ram[i + 1], &ram[j], (info->ram_count - j) * sizeof(*ram));
	info->ram_count += 1 - (j - i);
	ram[i] = (struct boot_ram){base, end};
}

/* One entry is kept free for the kernel image, and three for the entries added below. */
static void reserve(struct boot_info *info, uint64_t base, uint64_t size)
{
	if (size && base + size > base && info->reserved_count < BOOT_RAM_MAX - 4)
		info->reserved[info->reserved_count++] = (struct boot_ram){base, base + size};
}

static void read_reserved_memory(const struct dt *fdt, struct boot_info *info)
{
	uint32_t parent = dt_find(fdt, "/reserved-memory");
	uint64_t base, size;
	int depth = 1;

	for (unsigned i = 0; dt_get_reservation(fdt, i, &base, &size); i++)
		reserve(info, base, size);
	if (parent == FDT_NONE)
		return;
	for (uint32_t node = dt_next(fdt, parent, &depth); node != FDT_NONE && depth > 1;
		node = dt_next(fdt, node, &depth))
		for (unsigned i = 0; depth == 2 && dt_get_reg(fdt, node, i, &base, &size); i++)
			reserve(info, base, size);
}

/* The command line may give the address of the initial ramdisk: with little memory, QEMU puts it at
 * the same place as the device tree, so that it must be loaded by other means. */
static bool read_initrd_words(const struct boot_info *info, uint64_t *start, uint64_t *end)
{
	uint64_t size;

	if (!cmdline_parse_u64(info->cmdline, "initrd_start", start) ||
		!cmdline_parse_u64(info->cmdline, "initrd_size", &size))
		return false;
	for (size_t i = 0; i < info->ram_count; i++)
		if (*start >= info->ram[i].start && *start < info->ram[i].end &&
			size <= info->ram[i].end - *start) {
			*end = *start + size;
			return true;
		}
	return false;
}

/* Read the seed for random numbers from the boot loader. */
static void read_seed(const struct dt *fdt, uint32_t chosen, struct boot_info *info)
{
	struct dt_property seed;

	if (dt_get(fdt, chosen, "rng-seed", &seed))
		memcpy(info->seed, seed.data, MIN((size_t)seed.size, sizeof(info->seed)));
}

static void read_chosen(const struct dt *fdt, struct boot_info *info)
{
	uint32_t chosen = dt_find(fdt, "/chosen");
	uint64_t start, end;
	const char *text;

	if (chosen == FDT_NONE)
		return;
	read_seed(fdt, chosen, info);
	text = dt_get_text(fdt, chosen, "bootargs");
	if (text)
		strlcpy(info->cmdline, text, sizeof(info->cmdline));
	if (!read_initrd_words(info, &start, &end) &&
		!(dt_get_number(fdt, chosen, "linux,initrd-start", &start) &&
			dt_get_number(fdt, chosen, "linux,initrd-end", &end)))
		return;
	if (start < end) {
		info->initrd_start = start;
		info->initrd_size = (size_t)(end - start);
		reserve(info, start, end - start);
	}
}

static bool has_extension(const struct dt *fdt, uint32_t cpu, const char *name)
{
	const char *isa = dt_get_text(fdt, cpu, "riscv,isa");
	size_t length = strlen(name);

	for (; isa && *isa; isa++)
		if (*isa == '_' && strncmp(isa + 1, name, length) == 0 &&
			(isa[length + 1] == '_' || isa[length + 1] == '\0'))
			return true;
	return false;
}

/* The CPU's index in cpu_hwid, or CPU_MAX if it has none. */
static unsigned place_of(const struct boot_info *info, uint64_t hartid)
{
	for (unsigned i = 0; i < info->cpu_count; i++)
		if (info->cpu_hwid[i] == hartid)
			return i;
	return CPU_MAX;
}

static void read_cpu(const struct dt *fdt, uint32_t node, struct boot_info *info, struct machine *m)
{
	const char *type = dt_get_text(fdt, node, "device_type");
	const char *status = dt_get_text(fdt, node, "status");
	uint64_t hartid, size;

	if (!type || strcmp(type, "cpu") != 0 || !dt_get_reg(fdt, node, 0, &hartid, &size))
		return;
	m->has_sstc = m->has_sstc && has_extension(fdt, node, "sstc");
	if (status && strcmp(status, "okay") != 0)
		return;
	/* An SBI hart mask is one word here. */
	if (hartid < 64 && info->cpu_count < CPU_MAX && place_of(info, hartid) == CPU_MAX)
		info->cpu_hwid[info->cpu_count++] = (uint32_t)hartid;
}

/* "interrupts-extended" lists, per context, the phandle of a cpu's interrupt controller and a
 * cause: find the contexts whose cause is the supervisor external interrupt. */
static void read_plic(const struct dt *fdt, uint32_t plic, const struct boot_info *info,
	struct machine *m)
{
	struct dt_property contexts;
	int depth;

	if (m->plic_size || !dt_get_reg(fdt, plic, 0, &m->plic_base, &m->plic_size) ||
		!dt_get(fdt, plic, "interrupts-extended", &contexts))
		return;
	for (uint32_t node = dt_next(fdt, FDT_NONE, &depth); node != FDT_NONE;
		node = dt_next(fdt, node, &depth)) {
		uint64_t phandle, hartid, size;
		unsigned place;

		if (!dt_is_compatible(fdt, node, "riscv,cpu-intc") ||
			!dt_get_number(fdt, node, "phandle", &phandle) ||
			dt_parent(fdt, node) == FDT_NONE ||
			!dt_get_reg(fdt, dt_parent(fdt, node), 0, &hartid, &size))
			continue;
		place = place_of(info, hartid);
		for (uint32_t i = 0; place < CPU_MAX && i < contexts.size / 8; i++)
			if (dt_cell(&contexts, 2 * i) == phandle &&
				dt_cell(&contexts, 2 * i + 1) == PLIC_EXTERNAL)
				m->plic_contexts[place] = i;
	}
}

static void read_uart(const struct dt *fdt, uint32_t node, struct boot_info *info)
{
	struct boot_uart *uart = &info->uart;
	uint64_t size, value;

	if (uart->present || !dt_get_reg(fdt, node, 0, &uart->base, &size))
		return;
	uart->present = true;
	if (dt_get_number(fdt, node, "reg-shift", &value) && value < 4)
		uart->reg_shift = (unsigned)value;
	if (dt_get_number(fdt, node, "interrupts", &value) && value < IRQ_MAX - IRQ_DEVICE)
		uart->irq = (unsigned)value;
}

static void read_node(const struct dt *fdt, uint32_t node, struct boot_info *info,
	struct machine *m)
{
	const char *type = dt_get_text(fdt, node, "device_type");
	uint64_t base, size;

	if (type && strcmp(type, "memory") == 0)
		for (unsigned i = 0; dt_get_reg(fdt, node, i, &base, &size); i++)
			add_ram(info, base, size);
	else if (dt_is_compatible(fdt, node, "sifive,plic-1.0.0") ||
		 dt_is_compatible(fdt, node, "riscv,plic0"))
		read_plic(fdt, node, info, m);
	else if (dt_is_compatible(fdt, node, "ns16550a") || dt_is_compatible(fdt, node, "ns16550"))
		read_uart(fdt, node, info);
	else if (dt_is_compatible(fdt, node, "sifive,test0") &&
		 dt_get_reg(fdt, node, 0, &base, &size))
		m->finisher = base;
	else if (dt_is_compatible(fdt, node, "google,goldfish-rtc") &&
		 dt_get_reg(fdt, node, 0, &base, &size))
		m->rtc = base;
}

int devicetree_read(const void *blob, size_t size, uint32_t hartid, struct boot_info *info,
	struct machine *m, const char **why)
{
	struct dt fdt;
	uint32_t cpus;
	int depth = 1;

	*info = (struct boot_info){.protocol = "SBI", .cpu_hwid = {hartid}, .cpu_count = 1};
	*m = (struct machine){.timebase_hz = TIMEBASE_DEFAULT};
	if (dt_open(&fdt, blob, size, why))
		return -EINVAL;
	cpus = dt_find(&fdt, "/cpus");
	if (cpus != FDT_NONE) {
		uint64_t hz;

		if (dt_get_number(&fdt, cpus, "timebase-frequency", &hz) && hz && hz <= 1000000000)
			m->timebase_hz = hz;
		m->has_sstc = true; /* until a CPU without it is found */
		for (uint32_t node = dt_next(&fdt, cpus, &depth); node != FDT_NONE && depth > 1;
			node = dt_next(&fdt, node, &depth))
			if (depth == 2)
				read_cpu(&fdt, node, info, m);
	}
	for (uint32_t node = dt_next(&fdt, FDT_NONE, &depth); node != FDT_NONE;
		node = dt_next(&fdt, node, &depth))
		read_node(&fdt, node, info, m);
	if (info->ram_count == 0) {
		*why = "it names no memory";
		return -EINVAL;
	}
	read_reserved_memory(&fdt, info);
	read_chosen(&fdt, info);
	return 0;
}
