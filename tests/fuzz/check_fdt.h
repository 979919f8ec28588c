/* SPDX-License-Identifier: MIT */
/*
 * Properties of the device tree readers for any input: they terminate, stay inside the blob, agree
 * with each other, and pass only valid values to the kernel. Called by the fuzzer and by the unit
 * tests.
 */
#pragma once
#include <arch/irq.h>
#include <asm/platform.h>
#include <lib/assert.h>
#include <lib/fdt.h>
#include <lib/string.h>
#include <uapi/errno.h>

/* All of [data, data + size) is inside the blob and readable. */
static inline void check_fdt_inside(const struct dt *fdt, const void *data, size_t size)
{
	const char *p = data;

	ASSERT(p >= fdt->blob && p <= fdt->blob + fdt->total);
	ASSERT(size <= (size_t)(fdt->blob + fdt->total - p));
	for (size_t i = 0; i < size; i++)
		(void)((const volatile char *)p)[i]; /* for the sanitizer */
}

static inline void check_fdt_properties(const struct dt *fdt, uint32_t node)
{
	static const char *const names[] = {"reg", "compatible", "#address-cells", "status", "",
		"x"};
	struct dt_property property;
	uint64_t base, size;
	unsigned count = 0;
	const char *text;

	for (size_t i = 0; i < ARRAY_SIZE(names); i++) {
		if (!dt_get(fdt, node, names[i], &property))
			continue;
		check_fdt_inside(fdt, property.data, property.size);
		dt_cell(&property, 0);
		ASSERT(dt_cell(&property, property.size / 4) == 0);
		text = dt_get_text(fdt, node, names[i]);
		ASSERT(!text || strlen(text) < property.size);
		dt_get_number(fdt, node, names[i], &base);
	}
	dt_is_compatible(fdt, node, "ns16550a");
	while (dt_get_reg(fdt, node, count, &base, &size))
		ASSERT(++count <= fdt->total / 4);
}

static inline void check_fdt_tree(const struct dt *fdt)
{
	uint32_t around[FDT_DEPTH_MAX];
	unsigned nodes = 0;
	int depth;

	for (uint32_t node = dt_next(fdt, FDT_NONE, &depth); node != FDT_NONE;
		node = dt_next(fdt, node, &depth)) {
		ASSERT(++nodes <= fdt->total / 8);
		ASSERT(depth >= 0 && depth < FDT_DEPTH_MAX);
		check_fdt_inside(fdt, dt_name(fdt, node), 1);
		check_fdt_inside(fdt, dt_name(fdt, node), strlen(dt_name(fdt, node)) + 1);
		around[depth] = node;
		ASSERT(dt_parent(fdt, node) == (depth ? around[depth - 1] : FDT_NONE));
		check_fdt_properties(fdt, node);
	}
	dt_find(fdt, "/");
	dt_find(fdt, "/cpus/cpu@0");
}

static inline void check_fdt(const void *blob, size_t size)
{
	uint64_t base, length;
	const char *why = NULL;
	unsigned count = 0;
	struct dt fdt;
	int result = dt_open(&fdt, blob, size, &why);

	ASSERT(result == 0 ? !why : result == -EINVAL && why && *why);
	if (result)
		return;
	ASSERT(fdt.total <= size);
	while (dt_get_reservation(&fdt, count, &base, &length))
		ASSERT(++count <= fdt.total / 16);
	check_fdt_tree(&fdt);
}

static inline void check_boot_info(const struct boot_info *info, uint32_t hartid)
{
	ASSERT(info->ram_count >= 1 && info->ram_count <= BOOT_RAM_MAX);
	for (size_t i = 0; i < info->ram_count; i++) {
		ASSERT(info->ram[i].start < info->ram[i].end);
		ASSERT((info->ram[i].start | info->ram[i].end) % 4096 == 0);
		ASSERT(i == 0 || info->ram[i].start >= info->ram[i - 1].end);
	}
	ASSERT(info->reserved_count < BOOT_RAM_MAX); /* the kernel image still fits */
	for (size_t i = 0; i < info->reserved_count; i++)
		ASSERT(info->reserved[i].start < info->reserved[i].end);
	ASSERT(strnlen(info->cmdline, BOOT_CMDLINE_MAX) < BOOT_CMDLINE_MAX);
	ASSERT(info->initrd_start + info->initrd_size >= info->initrd_start);
	ASSERT(info->cpu_count >= 1 && info->cpu_count <= CPU_MAX && info->cpu_hwid[0] == hartid);
	for (unsigned i = 0; i < info->cpu_count; i++)
		for (unsigned j = 0; j < i; j++)
			ASSERT(info->cpu_hwid[i] != info->cpu_hwid[j]);
	ASSERT(info->uart.reg_shift < 4 && info->uart.irq < IRQ_MAX - IRQ_DEVICE);
}

static inline void check_devicetree(const void *blob, size_t size)
{
	static struct boot_info info;
	static struct machine m;
	const char *why = NULL;
	int result = devicetree_read(blob, size, 5, &info, &m, &why);

	ASSERT(result == 0 || (result == -EINVAL && why && *why));
	ASSERT(m.timebase_hz >= 1 && m.timebase_hz <= 1000000000);
	if (result == 0)
		check_boot_info(&info, 5);
}
