/* SPDX-License-Identifier: MIT */
/*
 * The device tree reader: a small tree, truncated at every byte, with every word replaced by
 * awkward values, nested too deeply, and damaged at random.
 */
#include <lib/random.h>
#include <tests/fuzz/check_fdt.h>
#include <tests/host/fdt_builder.h>
#include <tests/host/harness.h>

#define ROUNDS 20000

static void sample(struct blob *blob)
{
	struct fdt_builder b = {.structs_size = 0};

	fdt_reserve(&b, 0x80000000, 0x20000);
	fdt_begin(&b, "");
	fdt_cells(&b, "#address-cells", 1, 2);
	fdt_cells(&b, "#size-cells", 1, 2);
	fdt_text(&b, "model", "test");
	fdt_begin(&b, "chosen");
	fdt_text(&b, "bootargs", "demo=all");
	fdt_end(&b);
	fdt_put_word(&b, 4); /* a NOP */
	fdt_begin(&b, "soc");
	fdt_cells(&b, "#address-cells", 1, 1);
	fdt_cells(&b, "#size-cells", 1, 0);
	fdt_begin(&b, "serial@10");
	fdt_cells(&b, "reg", 2, 0x10, 0x20);
	fdt_prop(&b, "compatible", "one\0two", 8);
	fdt_end(&b);
	fdt_begin(&b, "serial@30");
	fdt_prop(&b, "compatible", "cut", 3);
	fdt_end(&b);
	fdt_end(&b);
	fdt_begin(&b, "memory@100000000");
	fdt_reg64(&b, 0x100000000, 0x8000000);
	fdt_end(&b);
	fdt_end(&b);
	fdt_finish(&b, blob);
}

static const char *open_blob(struct dt *fdt, const struct blob *blob)
{
	const char *why = "";
	int result = dt_open(fdt, blob->bytes, blob->size, &why);

	assert_int_equal(result, why ? -EINVAL : 0);
	return why;
}

/* A copy in memory of exactly its size, so that the sanitizer detects a read past its end. */
static void check_exact(const uint8_t *bytes, size_t size)
{
	void *copy = malloc(size ? size : 1);

	memcpy(copy, bytes, size);
	check_fdt(copy, size);
	check_devicetree(copy, size);
	free(copy);
}

TEST(walks_in_order)
{
	static const char *const names[] = {"", "chosen", "soc", "serial@10", "serial@30",
		"memory@100000000"};
	static const int depths[] = {0, 1, 1, 2, 2, 1};
	struct blob blob;
	struct dt fdt;
	uint32_t node = FDT_NONE;
	int depth;

	sample(&blob);
	assert_null(open_blob(&fdt, &blob));
	for (size_t i = 0; i < ARRAY_SIZE(names); i++) {
		node = dt_next(&fdt, node, &depth);
		assert_int_not_equal(node, FDT_NONE);
		assert_string_equal(dt_name(&fdt, node), names[i]);
		assert_int_equal(depth, depths[i]);
	}
	assert_int_equal(dt_next(&fdt, node, &depth), FDT_NONE);
	check_exact(blob.bytes, blob.size);
}

TEST(finds_nodes_by_path)
{
	struct blob blob;
	struct dt fdt;

	sample(&blob);
	assert_null(open_blob(&fdt, &blob));
	assert_int_equal(dt_find(&fdt, "/"), 0);
	assert_string_equal(dt_name(&fdt, dt_find(&fdt, "/memory")), "memory@100000000");
	assert_string_equal(dt_name(&fdt, dt_find(&fdt, "/soc/serial@30")), "serial@30");
	assert_string_equal(dt_name(&fdt, dt_find(&fdt, "/soc/serial")), "serial@10");
	assert_int_equal(dt_find(&fdt, "/soc/serial@"), FDT_NONE);
	assert_int_equal(dt_find(&fdt, "/serial@10"), FDT_NONE); /* it is deeper */
	assert_int_equal(dt_find(&fdt, "/chosen/serial@10"), FDT_NONE);
	assert_int_equal(dt_find(&fdt, "/cpus"), FDT_NONE);
	assert_int_equal(dt_find(&fdt, "/so"), FDT_NONE);
}

TEST(reads_properties)
{
	struct dt_property property;
	uint64_t base, size;
	struct blob blob;
	struct dt fdt;
	uint32_t node;

	sample(&blob);
	assert_null(open_blob(&fdt, &blob));
	node = dt_find(&fdt, "/chosen");
	assert_string_equal(dt_get_text(&fdt, node, "bootargs"), "demo=all");
	assert_false(dt_get(&fdt, node, "model", &property)); /* the parent's value */
	node = dt_find(&fdt, "/memory");
	assert_true(dt_get_reg(&fdt, node, 0, &base, &size));
	assert_true(base == 0x100000000 && size == 0x8000000);
	assert_false(dt_get_reg(&fdt, node, 1, &base, &size));
	node = dt_find(&fdt, "/soc/serial@10");
	assert_true(dt_get_reg(&fdt, node, 1, &base, &size));
	assert_true(base == 0x20 && size == 0);
	assert_false(dt_get_reg(&fdt, node, 2, &base, &size));
	assert_true(dt_is_compatible(&fdt, node, "two"));
	assert_false(dt_is_compatible(&fdt, node, "tw"));
	node = dt_find(&fdt, "/soc/serial@30"); /* its list has no end */
	assert_false(dt_is_compatible(&fdt, node, "cut"));
	assert_null(dt_get_text(&fdt, node, "compatible"));
	assert_true(dt_get_reservation(&fdt, 0, &base, &size));
	assert_true(base == 0x80000000 && size == 0x20000);
	assert_false(dt_get_reservation(&fdt, 1, &base, &size));
}

TEST(cut_off_anywhere)
{
	struct blob blob;
	struct dt fdt;
	const char *why;

	sample(&blob);
	for (size_t size = 0; size < blob.size; size++) {
		assert_int_equal(dt_open(&fdt, blob.bytes, size, &why), -EINVAL);
		check_exact(blob.bytes, size);
		if (size < FDT_HEADER_SIZE)
			continue;
		put32(blob.bytes + 4, size); /* and the header says so */
		check_exact(blob.bytes, size);
		put32(blob.bytes + 4, blob.size);
	}
}

TEST(awkward_words)
{
	static const uint32_t words[] = {0, 1, 2, 3, 4, 9, 39, 40, 0x7fffffff, 0x80000000,
		0xfffffff0, 0xfffffffc, 0xffffffff};
	struct blob blob, bad;

	sample(&blob);
	for (size_t at = 0; at + 4 <= blob.size; at += 4)
		for (size_t i = 0; i < ARRAY_SIZE(words); i++) {
			bad = blob;
			put32(bad.bytes + at, words[i]);
			check_exact(bad.bytes, bad.size);
		}
}

static void expect_damage(size_t at, uint32_t word, const char *reason)
{
	struct blob blob;
	struct dt fdt;

	sample(&blob);
	put32(blob.bytes + at, word);
	assert_string_equal(open_blob(&fdt, &blob), reason);
}

TEST(damage_is_named)
{
	expect_damage(0, 0xd00dfeee, "no device tree there (magic number)");
	expect_damage(4, 0xffffffff, "larger than the memory it is in");
	expect_damage(8, 0xfffffffc, "a block runs past the end");
	expect_damage(12, 0xffffffff, "a block runs past the end");
	expect_damage(16, 0xfffffff0, "a block runs past the end");
	expect_damage(24, 18, "of a later version");
	expect_damage(32, 3, "strings do not end");
	expect_damage(36, 0, "broken token");
}

static const char *nested(int depth, int ends)
{
	struct fdt_builder b = {.structs_size = 0};
	static struct blob blob;
	struct dt fdt;

	for (int i = 0; i < depth; i++)
		fdt_begin(&b, "n");
	for (int i = 0; i < ends; i++)
		fdt_end(&b);
	b.strings_size = 1;
	fdt_finish(&b, &blob);
	check_exact(blob.bytes, blob.size);
	return open_blob(&fdt, &blob);
}

TEST(nesting)
{
	assert_null(nested(1, 1));
	assert_null(nested(FDT_DEPTH_MAX, FDT_DEPTH_MAX));
	assert_string_equal(nested(FDT_DEPTH_MAX + 1, FDT_DEPTH_MAX + 1),
		"nodes are nested too deep");
	assert_string_equal(nested(4000, 4000), "nodes are nested too deep");
	assert_string_equal(nested(3, 2), "nodes do not end");
	assert_string_equal(nested(2, 3), "more nodes end than begin");
	assert_null(nested(0, 0)); /* nothing there, but no error */
}

TEST(damaged_at_random)
{
	struct blob blob, bad;
	struct prng prng;

	sample(&blob);
	prng_seed(&prng, 1);
	for (int round = 0; round < ROUNDS; round++) {
		bad.size = blob.size - prng_below(&prng, 8);
		memcpy(bad.bytes, blob.bytes, blob.size);
		for (uint32_t n = prng_below(&prng, 6); n < 6; n++) {
			uint8_t *at = &bad.bytes[prng_below(&prng, (uint32_t)blob.size)];

			*at = prng_below(&prng, 2) ? (uint8_t)prng_below(&prng, 10)
						   : (uint8_t)prng_next(&prng);
		}
		check_exact(bad.bytes, bad.size);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(walks_in_order),
		cmocka_unit_test(finds_nodes_by_path),
		cmocka_unit_test(reads_properties),
		cmocka_unit_test(cut_off_anywhere),
		cmocka_unit_test(awkward_words),
		cmocka_unit_test(damage_is_named),
		cmocka_unit_test(nesting),
		cmocka_unit_test(damaged_at_random),
	};

	return cmocka_run_group_tests_name("fdt", tests, NULL, NULL);
}
