/* SPDX-License-Identifier: MIT */
/*
 * The decoder of RISC-V instructions, with encodings that GNU as made.
 */
#include <asm/insn_riscv.h>
#include <string.h>
#include <tests/host/harness.h>

#define A1 0x10000 /* a1 and a0 */
#define SP 0x20000

struct sample {
	const char *text;
	uint32_t code;
	uint64_t address;
	unsigned size;    /* 0: no access */
	const char *kind; /* read, write, atomic */
};

static const struct sample samples[] = {
	{"lb a0, -5(a1)", 0xffb58503, A1 - 5, 1, "r"},
	{"lhu a0, 2(a1)", 0x0025d503, A1 + 2, 2, "r"},
	{"lw a0, 8(a1)", 0x0085a503, A1 + 8, 4, "r"},
	{"ld a0, 2047(a1)", 0x7ff5b503, A1 + 2047, 8, "r"},
	{"lwu a0, 0(sp)", 0x00016503, SP, 4, "r"},
	{"sb a0, -5(a1)", 0xfea58da3, A1 - 5, 1, "w"},
	{"sh a0, 2(a1)", 0x00a59123, A1 + 2, 2, "w"},
	{"sw a0, 8(a1)", 0x00a5a423, A1 + 8, 4, "w"},
	{"sd a0, -2048(a1)", 0x80a5b023, A1 - 2048, 8, "w"},
	{"flw fa0, 4(a1)", 0x0045a507, A1 + 4, 4, "r"},
	{"fld fa0, 8(a1)", 0x0085b507, A1 + 8, 8, "r"},
	{"fsw fa0, 4(a1)", 0x00a5a227, A1 + 4, 4, "w"},
	{"fsd fa0, -8(a1)", 0xfea5bc27, A1 - 8, 8, "w"},
	{"lr.w a0, (a1)", 0x1005a52f, A1, 4, "ra"},
	{"lr.d.aq a0, (a1)", 0x1405b52f, A1, 8, "ra"},
	{"sc.w a0, a2, (a1)", 0x18c5a52f, A1, 4, "wa"},
	{"sc.d.rl a0, a2, (a1)", 0x1ac5b52f, A1, 8, "wa"},
	{"amoadd.w a0, a2, (a1)", 0x00c5a52f, A1, 4, "rwa"},
	{"amoswap.d.aqrl a0, a2, (a1)", 0x0ec5b52f, A1, 8, "rwa"},
	{"add a0, a1, a2", 0x00c58533, 0, 0, ""},
	{"addiw a0, a1, 1", 0x0015851b, 0, 0, ""},
	{"beq a0, a1, .", 0x00b50063, 0, 0, ""},
	{"fence rw, rw", 0x0330000f, 0, 0, ""},
	{"fmadd.d fa0, fa1, fa2, fa3", 0x6ac5f543, 0, 0, ""},
	{"c.lw a0, 64(a1)", 0x41a8, A1 + 64, 4, "r"},
	{"c.ld a0, 200(a1)", 0x65e8, A1 + 200, 8, "r"},
	{"c.fld fa0, 200(a1)", 0x25e8, A1 + 200, 8, "r"},
	{"c.sw a0, 124(a1)", 0xdde8, A1 + 124, 4, "w"},
	{"c.sd a0, 8(a1)", 0xe588, A1 + 8, 8, "w"},
	{"c.fsd fa0, 248(a1)", 0xbde8, A1 + 248, 8, "w"},
	{"c.lwsp a0, 252(sp)", 0x557e, SP + 252, 4, "r"},
	{"c.ldsp a0, 504(sp)", 0x757e, SP + 504, 8, "r"},
	{"c.fldsp fa0, 8(sp)", 0x2522, SP + 8, 8, "r"},
	{"c.swsp a0, 196(sp)", 0xc3aa, SP + 196, 4, "w"},
	{"c.sdsp a0, 448(sp)", 0xe3aa, SP + 448, 8, "w"},
	{"c.fsdsp fa0, 64(sp)", 0xa0aa, SP + 64, 8, "w"},
	{"c.addi a0, 1", 0x0505, 0, 0, ""},
	{"c.mv a0, a1", 0x852e, 0, 0, ""},
	{"c.addi4spn a0, sp, 8", 0x0028, 0, 0, ""},
	{"c.jr ra", 0x8082, 0, 0, ""},
};

static int find(uint32_t code, size_t available, struct insn_access *out)
{
	const uint64_t x[32] = {[2] = SP, [10] = A1, [11] = A1};

	return insn_find_access(x, (const uint8_t *)&code, available, out);
}

static void test_samples(void **unused)
{
	for (size_t i = 0; i < sizeof(samples) / sizeof(samples[0]); i++) {
		const struct sample *s = &samples[i];
		struct insn_access a = {0};
		int count = find(s->code, (s->code & 3) == 3 ? 4 : 2, &a);

		print_message("%s\n", s->text);
		assert_int_equal(count, s->size != 0);
		assert_int_equal(a.address, s->address);
		assert_int_equal(a.size, s->size);
		assert_int_equal(a.read, strchr(s->kind, 'r') != NULL);
		assert_int_equal(a.write, strchr(s->kind, 'w') != NULL);
		assert_int_equal(a.atomic, strchr(s->kind, 'a') != NULL);
		if (count)
			assert_int_equal(a.unit, s->address % s->size ? 1 : s->size);
	}
}

/* Vector loads, reserved encodings, and code that is cut off. */
static void test_unknown(void **unused)
{
	struct insn_access a;

	assert_int_equal(find(0x0205f507, 4, &a), -1); /* vle64.v v10, (a1) */
	assert_int_equal(find(0x0000, 2, &a), -1);
	assert_int_equal(find(0x0005f503, 4, &a), -1); /* a load of funct3 7 */
	assert_int_equal(find(0x0085a503, 2, &a), -1);
	assert_int_equal(find(0x0085a503, 1, &a), -1);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_samples),
		cmocka_unit_test(test_unknown),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
