/* SPDX-License-Identifier: MIT */
/*
 * The addresses and interrupts are those of hw/riscv/virt.c in QEMU, which are fixed for that
 * machine. The format is that of the Devicetree Specification 0.4, with the bindings that Linux
 * documents. QEMU adds the command line and the ramdisk to /chosen.
 */
#include "devicetree.h"
#include "machine.h"
#include "util.h"
#include <errno.h>
#include <libfdt.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/random.h>

#define TREE_SIZE  8192
#define SEED_SIZE  32
#define MIB_SHIFT  20
#define CELLS_MAX  (4 * CPUS_MAX)
#define MEMORY     0x80000000u
#define TIMEBASE   10000000
#define UART_CLOCK 3686400

enum phandle {
	PHANDLE_PLIC = 1,
	PHANDLE_CPU, /* of CPU 0; the others' follow */
};

enum interrupt {
	SUPERVISOR_EXTERNAL = 9,
	MACHINE_SOFTWARE = 3,
	MACHINE_TIMER = 7,
	MACHINE_EXTERNAL = 11,
};

struct devicetree {
	char data[TREE_SIZE];
	unsigned cpus;
	int error; /* the first one of libfdt */
};

static void check(struct devicetree *tree, int error)
{
	if (!tree->error)
		tree->error = error;
}

static void begin(struct devicetree *tree, const char *name)
{
	check(tree, fdt_begin_node(tree->data, name));
}

static void end(struct devicetree *tree)
{
	check(tree, fdt_end_node(tree->data));
}

static void add_bytes(struct devicetree *tree, const char *name, const void *bytes, size_t size)
{
	check(tree, fdt_property(tree->data, name, bytes, (int)size));
}

static void add_text(struct devicetree *tree, const char *name, const char *text)
{
	add_bytes(tree, name, text, strlen(text) + 1);
}

static void add_flag(struct devicetree *tree, const char *name)
{
	add_bytes(tree, name, "", 0);
}

static void add_cell(struct devicetree *tree, const char *name, uint32_t value)
{
	check(tree, fdt_property_u32(tree->data, name, value));
}

static void add_sizes(struct devicetree *tree, uint32_t address_cells, uint32_t size_cells)
{
	add_cell(tree, "#address-cells", address_cells);
	add_cell(tree, "#size-cells", size_cells);
}

static void add_range(struct devicetree *tree, uint64_t base, uint64_t size)
{
	const fdt64_t range[] = {cpu_to_fdt64(base), cpu_to_fdt64(size)};

	add_bytes(tree, "reg", range, sizeof(range));
}

/* Add two interrupts of each CPU. */
static void add_interrupts(struct devicetree *tree, enum interrupt first, enum interrupt second)
{
	fdt32_t cells[CELLS_MAX];

	for (unsigned i = 0; i < tree->cpus; i++) {
		cells[4 * i] = cells[4 * i + 2] = cpu_to_fdt32(PHANDLE_CPU + i);
		cells[4 * i + 1] = cpu_to_fdt32(first);
		cells[4 * i + 3] = cpu_to_fdt32(second);
	}
	add_bytes(tree, "interrupts-extended", cells, 4 * sizeof(cells[0]) * tree->cpus);
}

static void add_cpu(struct devicetree *tree, unsigned number)
{
	char *name = xasprintf("cpu@%x", number);

	begin(tree, name);
	free(name);
	add_text(tree, "device_type", "cpu");
	add_cell(tree, "reg", number);
	add_text(tree, "compatible", "riscv");
	add_text(tree, "riscv,isa", "rv64imafdc_zicsr_zifencei_sstc");
	add_text(tree, "mmu-type", "riscv,sv48");
	begin(tree, "interrupt-controller");
	add_cell(tree, "#interrupt-cells", 1);
	add_flag(tree, "interrupt-controller");
	add_text(tree, "compatible", "riscv,cpu-intc");
	add_cell(tree, "phandle", PHANDLE_CPU + number);
	end(tree);
	end(tree);
}

static void add_cpus(struct devicetree *tree)
{
	begin(tree, "cpus");
	add_sizes(tree, 1, 0);
	add_cell(tree, "timebase-frequency", TIMEBASE);
	for (unsigned i = 0; i < tree->cpus; i++)
		add_cpu(tree, i);
	end(tree);
}

static void add_device(struct devicetree *tree, const char *name, const char *compatible,
	uint64_t base, uint64_t size)
{
	begin(tree, name);
	add_text(tree, "compatible", compatible);
	add_range(tree, base, size);
}

static void add_devices(struct devicetree *tree)
{
	add_device(tree, "clint@2000000", "riscv,clint0", 0x2000000, 0x10000);
	add_interrupts(tree, MACHINE_SOFTWARE, MACHINE_TIMER);
	end(tree);
	add_device(tree, "plic@c000000", "riscv,plic0", 0xc000000, 0x600000);
	add_interrupts(tree, MACHINE_EXTERNAL, SUPERVISOR_EXTERNAL);
	add_cell(tree, "#interrupt-cells", 1);
	add_cell(tree, "#address-cells", 0);
	add_flag(tree, "interrupt-controller");
	add_cell(tree, "riscv,ndev", 96);
	add_cell(tree, "phandle", PHANDLE_PLIC);
	end(tree);
	add_device(tree, "serial@10000000", "ns16550a", 0x10000000, 0x100);
	add_cell(tree, "clock-frequency", UART_CLOCK);
	add_cell(tree, "interrupt-parent", PHANDLE_PLIC);
	add_cell(tree, "interrupts", 10);
	end(tree);
	add_device(tree, "rtc@101000", "google,goldfish-rtc", 0x101000, 0x1000);
	end(tree);
	add_device(tree, "test@100000", "sifive,test0", 0x100000, 0x1000);
	end(tree);
}

static void add_chosen(struct devicetree *tree, bool repeats)
{
	unsigned char seed[SEED_SIZE] = {0};

	if (!repeats && getrandom(seed, sizeof(seed), 0) != sizeof(seed))
		die("cannot get random numbers: %s", strerror(errno));
	begin(tree, "chosen");
	add_text(tree, "stdout-path", "/soc/serial@10000000");
	add_bytes(tree, "rng-seed", seed, sizeof(seed));
	end(tree);
}

int devicetree_make(unsigned cpus, unsigned memory_mib, bool repeats)
{
	struct devicetree tree = {.cpus = cpus};
	int fd = memfd_create("tree", MFD_CLOEXEC);

	check(&tree, fdt_create(tree.data, sizeof(tree.data)));
	check(&tree, fdt_finish_reservemap(tree.data));
	begin(&tree, "");
	add_sizes(&tree, 2, 2);
	add_text(&tree, "compatible", "riscv-virtio");
	add_chosen(&tree, repeats);
	begin(&tree, "memory@80000000");
	add_text(&tree, "device_type", "memory");
	add_range(&tree, MEMORY, (uint64_t)memory_mib << MIB_SHIFT);
	end(&tree);
	add_cpus(&tree);
	begin(&tree, "soc");
	add_sizes(&tree, 2, 2);
	add_text(&tree, "compatible", "simple-bus");
	add_flag(&tree, "ranges");
	add_devices(&tree);
	end(&tree);
	end(&tree);
	check(&tree, fdt_finish(tree.data));
	if (fd < 0 || tree.error || write_fully(fd, tree.data, fdt_totalsize(tree.data)))
		die("cannot make the device tree: %s",
			tree.error ? fdt_strerror(tree.error) : strerror(errno));
	return fd;
}
