/* SPDX-License-Identifier: MIT */
/*
 * The RISC-V port's reader of device trees: QEMU's own tree, trees without certain nodes, with
 * absurd values, and QEMU's tree damaged at random.
 */
#include <lib/random.h>
#include <tests/fuzz/check_fdt.h>
#include <tests/host/fdt_builder.h>
#include <tests/host/harness.h>

#define ROUNDS 2000
#define DTB    "build/host/virt.dtb"
#define QEMU                                                        \
	"timeout 20 qemu-system-riscv64 -machine virt,dumpdtb=" DTB \
	" -smp 4 -m 256M -bios none -display none >/dev/null 2>&1"

static struct boot_info info;
static struct machine m;
static const char *why;

static int read_blob(const struct blob *blob, uint32_t hartid)
{
	why = NULL;
	return devicetree_read(blob->bytes, blob->size, hartid, &info, &m, &why);
}

static bool load_qemu_blob(struct blob *blob)
{
	FILE *file = system(QEMU) == 0 ? fopen(DTB, "rb") : NULL;

	blob->size = 0;
	if (!file)
		return false;
	blob->size = fread(blob->bytes, 1, sizeof(blob->bytes), file);
	fclose(file);
	return blob->size > FDT_HEADER_SIZE;
}

TEST(qemu_virt)
{
	static struct blob blob;

	if (!load_qemu_blob(&blob))
		skip();
	check_fdt(blob.bytes, blob.size);
	assert_int_equal(read_blob(&blob, 2), 0);
	check_boot_info(&info, 2);
	assert_int_equal(info.ram_count, 1);
	assert_true(info.ram[0].start == 0x80000000 && info.ram[0].end == 0x90000000);
	assert_int_equal(info.cpu_count, 4);
	assert_true(info.uart.present && !info.uart.port && info.uart.base == 0x10000000);
	assert_int_equal(info.uart.irq, 10);
	assert_true(m.timebase_hz == 10000000 && m.finisher == 0x100000);
	assert_true(m.plic_base == 0xc000000 && m.plic_size > 0);
	for (unsigned i = 0; i < 4; i++)
		assert_int_equal(m.plic_contexts[i], 2 * info.cpu_hwid[i] + 1);
}

/* A tree with the nodes that `nodes` appends. */
static int read_tree(void (*nodes)(struct fdt_builder *b))
{
	static struct fdt_builder b;
	static struct blob blob;
	int result;

	memset(&b, 0, sizeof(b));
	fdt_begin(&b, "");
	fdt_cells(&b, "#address-cells", 1, 2);
	fdt_cells(&b, "#size-cells", 1, 2);
	nodes(&b);
	fdt_end(&b);
	fdt_finish(&b, &blob);
	check_fdt(blob.bytes, blob.size);
	result = read_blob(&blob, 0);
	if (result == 0)
		check_boot_info(&info, 0);
	return result;
}

static void memory(struct fdt_builder *b, uint64_t base, uint64_t size)
{
	fdt_begin(b, "memory");
	fdt_text(b, "device_type", "memory");
	fdt_reg64(b, base, size);
	fdt_end(b);
}

static void no_nodes(struct fdt_builder *b)
{
}

static void only_memory(struct fdt_builder *b)
{
	memory(b, 0x80000000, 0x1000000);
}

TEST(absent_nodes)
{
	assert_int_equal(read_tree(no_nodes), -EINVAL);
	assert_string_equal(why, "it names no memory");
	assert_int_equal(read_tree(only_memory), 0);
	assert_int_equal(info.ram_count, 1);
	assert_string_equal(info.cmdline, "");
	assert_true(info.initrd_size == 0 && info.cpu_count == 1 && !info.uart.present);
	assert_true(
		m.timebase_hz == 10000000 && !m.has_sstc && m.plic_size == 0 && m.finisher == 0);
}

static void odd_memory(struct fdt_builder *b)
{
	memory(b, 0xa0000000, 0x1000000);
	memory(b, 0x80000123, 0x4000);
	memory(b, 0xfffffffffffff800, 0x100); /* its aligned start would be 0 */
	memory(b, 0xfffffffffffff000, 0x2000);
	memory(b, 0x90000000, 0);
	memory(b, 0x90000800, 0x400); /* less than a page */
}

static void overlapping_memory(struct fdt_builder *b)
{
	memory(b, 0x80000000, 0x10000);
	memory(b, 0x80008000, 0x10000);
	memory(b, 0x80000000, 0x10000);
	memory(b, 0x80018000, 0x8000);
	memory(b, 0x7fff0000, 0x8000);
	memory(b, 0x90000000, 0x1000);
}

static void much_memory(struct fdt_builder *b)
{
	for (unsigned i = 0; i < 2 * BOOT_RAM_MAX; i++)
		memory(b, 0x100000000ull - i * 0x10000, 0x8000);
}

TEST(odd_memory_nodes)
{
	assert_int_equal(read_tree(odd_memory), 0);
	assert_int_equal(info.ram_count, 2);
	assert_true(info.ram[0].start == 0x80001000 && info.ram[0].end == 0x80004000);
	assert_true(info.ram[1].start == 0xa0000000);
	assert_int_equal(read_tree(overlapping_memory), 0);
	assert_int_equal(info.ram_count, 3);
	assert_true(info.ram[1].start == 0x80000000 && info.ram[1].end == 0x80020000);
	assert_int_equal(read_tree(much_memory), 0);
	assert_int_equal(info.ram_count, BOOT_RAM_MAX);
}

static void cpu(struct fdt_builder *b, unsigned hartid, const char *status, const char *isa)
{
	fdt_begin(b, "cpu");
	fdt_text(b, "device_type", "cpu");
	fdt_cells(b, "reg", 1, hartid);
	if (status)
		fdt_text(b, "status", status);
	if (isa)
		fdt_text(b, "riscv,isa", isa);
	fdt_end(b);
}

static void many_cpus(struct fdt_builder *b)
{
	only_memory(b);
	fdt_begin(b, "cpus");
	fdt_cells(b, "#address-cells", 1, 1);
	fdt_cells(b, "#size-cells", 1, 0);
	fdt_cells(b, "timebase-frequency", 1, 0); /* invalid: the default remains */
	cpu(b, 3, "okay", "rv64imac_sstc");
	cpu(b, 3, NULL, "rv64imac_sstc"); /* given twice */
	cpu(b, 4, "disabled", "rv64imac_sstc");
	cpu(b, 0xffffffff, NULL, "rv64imac_sstc");
	for (unsigned i = 0; i < 2 * CPU_MAX; i++)
		cpu(b, i, NULL, i == 1 ? "rv64imac_sstcx" : "rv64_sstc_x");
	fdt_end(b);
}

TEST(odd_cpus)
{
	assert_int_equal(read_tree(many_cpus), 0);
	assert_int_equal(info.cpu_count, CPU_MAX);
	assert_true(info.cpu_hwid[0] == 0 && info.cpu_hwid[1] == 3 && info.cpu_hwid[2] == 1);
	assert_int_equal(m.timebase_hz, 10000000);
	assert_false(m.has_sstc); /* hart 1 has another extension whose name has the same start */
}

static void usual_chosen(struct fdt_builder *b)
{
	only_memory(b);
	fdt_begin(b, "chosen");
	fdt_text(b, "bootargs", "demo=all quiet");
	fdt_prop(b, "rng-seed", "0123456789abcdef0123456789abcdef and more", 41);
	fdt_cells(b, "linux,initrd-start", 2, 0, 0x80400000);
	fdt_cells(b, "linux,initrd-end", 1, 0x80400123);
	fdt_end(b);
}

static void words_chosen(struct fdt_builder *b)
{
	only_memory(b);
	fdt_begin(b, "chosen");
	fdt_text(b, "bootargs", "initrd_start=2151677952 initrd_size=100k");
	fdt_cells(b, "linux,initrd-start", 2, 0, 0x80600000);
	fdt_cells(b, "linux,initrd-end", 1, 0x80600123);
	fdt_end(b);
}

static void wrong_words_chosen(struct fdt_builder *b)
{
	only_memory(b);
	fdt_begin(b, "chosen");
	fdt_text(b, "bootargs", "initrd_start=4096 initrd_size=100k");
	fdt_end(b);
}

static void odd_chosen(struct fdt_builder *b)
{
	char args[2000];

	only_memory(b);
	memset(args, 'a', sizeof(args));
	args[sizeof(args) - 1] = '\0';
	fdt_begin(b, "chosen");
	fdt_prop(b, "bootargs", args, sizeof(args));
	fdt_cells(b, "linux,initrd-start", 1, 0x88000000);
	fdt_cells(b, "linux,initrd-end", 1, 0x87000000);
	fdt_end(b);
	fdt_begin(b, "reserved-memory");
	fdt_cells(b, "#address-cells", 1, 2);
	fdt_cells(b, "#size-cells", 1, 2);
	for (unsigned i = 0; i < 2 * BOOT_RAM_MAX; i++) {
		fdt_begin(b, "r");
		fdt_reg64(b, i ? i * 0x1000 : UINT64_MAX, 0x1000);
		fdt_end(b);
	}
	fdt_end(b);
}

TEST(chosen_and_reservations)
{
	assert_int_equal(read_tree(usual_chosen), 0);
	assert_string_equal(info.cmdline, "demo=all quiet");
	assert_memory_equal(info.seed, "0123456789abcdef0123456789abcdef", sizeof(info.seed));
	assert_true(info.initrd_start == 0x80400000 && info.initrd_size == 0x123);
	assert_int_equal(info.reserved_count, 1);
	assert_int_equal(read_tree(words_chosen), 0);
	assert_true(info.initrd_start == 0x80400000 && info.initrd_size == 100 * 1024);
	assert_int_equal(info.reserved_count, 1);
	assert_int_equal(read_tree(wrong_words_chosen), 0);
	assert_int_equal(info.initrd_size, 0);
	assert_int_equal(read_tree(odd_chosen), 0);
	assert_int_equal(strlen(info.cmdline), BOOT_CMDLINE_MAX - 1);
	assert_int_equal(info.initrd_size, 0);
}

TEST(damaged_at_random)
{
	static struct blob blob, bad;
	struct prng prng;

	if (!load_qemu_blob(&blob))
		skip();
	prng_seed(&prng, 1);
	for (int round = 0; round < ROUNDS; round++) {
		bad = blob;
		for (uint32_t n = prng_below(&prng, 8); n < 8; n++) {
			uint8_t *at = &bad.bytes[prng_below(&prng, (uint32_t)blob.size)];

			*at = prng_below(&prng, 2) ? (uint8_t)prng_below(&prng, 10)
						   : (uint8_t)prng_next(&prng);
		}
		check_fdt(bad.bytes, bad.size);
		check_devicetree(bad.bytes, bad.size);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(qemu_virt),
		cmocka_unit_test(absent_nodes),
		cmocka_unit_test(odd_memory_nodes),
		cmocka_unit_test(odd_cpus),
		cmocka_unit_test(chosen_and_reservations),
		cmocka_unit_test(damaged_at_random),
	};

	return cmocka_run_group_tests_name("devicetree", tests, NULL, NULL);
}
