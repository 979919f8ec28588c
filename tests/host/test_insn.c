/* SPDX-License-Identifier: MIT */
/*
 * The decoder of x86 instructions against Zydis: every opcode that it knows, and random
 * instructions, in both modes. Lengths, addresses, sizes and kinds of the accesses must agree.
 */
#include <Zydis/Zydis.h>
#include <asm/insn_forms.h>
#include <asm/insn_x86.h>
#include <stdio.h>
#include <string.h>
#include <tests/host/harness.h>

#define RANDOM_COUNT 1000000
#define REPORTED_MAX 10

static uint64_t state = 1;

static uint64_t random_number(void)
{
	state ^= state << 13;
	state ^= state >> 7;
	state ^= state << 17;
	return state;
}

static struct insn_registers registers;
static uint64_t compared, known, wrongs;

static void make_registers(bool long_mode)
{
	for (int i = 0; i < 16; i++)
		registers.gpr[i] = random_number() >> (random_number() % 60);
	if (!registers.gpr[1])
		registers.gpr[1] = 1; /* repetitions of nothing have a test of their own */
	registers.gpr[1] |= 1;
	registers.pc = random_number() >> 17;
	registers.fs = random_number() >> 17;
	registers.gs = random_number() >> 17;
	registers.long_mode = long_mode;
	if (!long_mode) {
		for (int i = 0; i < 16; i++)
			registers.gpr[i] = (uint32_t)registers.gpr[i];
		registers.pc = (uint32_t)registers.pc;
		registers.fs = (uint32_t)registers.fs;
		registers.gs = (uint32_t)registers.gs;
	}
}

/* Zydis computes addresses without the segments' bases. */
static void make_context(ZydisRegisterContext *context, bool long_mode)
{
	memset(context, 0, sizeof(*context));
	for (int i = 0; i < 16; i++)
		context->values[(long_mode ? ZYDIS_REGISTER_RAX : ZYDIS_REGISTER_EAX) + i] =
			registers.gpr[i];
	for (int i = 0; i < 16; i++)
		context->values[ZYDIS_REGISTER_EAX + i] = (uint32_t)registers.gpr[i];
	context->values[ZYDIS_REGISTER_AL] = registers.gpr[0] & 0xff;
}

static void describe(const uint8_t *code, const struct insn *mine, const ZydisDecodedInstruction *i,
	const char *what)
{
	fprintf(stderr, "%s (%s), %s mode:", what, i ? ZydisMnemonicGetString(i->mnemonic) : "?",
		registers.long_mode ? "64-bit" : "32-bit");
	for (int j = 0; j < 15; j++)
		fprintf(stderr, " %02x", code[j]);
	fprintf(stderr, "\n  length %zu", mine->length);
	for (unsigned j = 0; j < mine->count; j++)
		fprintf(stderr, "; %#lx size %u%s%s%s", mine->access[j].address,
			mine->access[j].size, mine->access[j].read ? " r" : "",
			mine->access[j].write ? " w" : "", mine->access[j].atomic ? " atomic" : "");
	fprintf(stderr, "\n");
}

/* The address of an operand, with the bases of segments. */
static bool address_of(const ZydisDecodedInstruction *i, const ZydisDecodedOperand *o,
	const ZydisRegisterContext *context, uint64_t *address)
{
	if (!ZYAN_SUCCESS(ZydisCalcAbsoluteAddressEx(i, o, registers.pc, context, address)))
		return false;
	if (o->mem.segment == ZYDIS_REGISTER_FS)
		*address += registers.fs;
	if (o->mem.segment == ZYDIS_REGISTER_GS)
		*address += registers.gs;
	if (!registers.long_mode)
		*address = (uint32_t)*address;
	return true;
}

/* Is the operand accessed as this one of mine? */
static bool matches(const struct insn_access *a, const ZydisDecodedOperand *o)
{
	bool read = o->actions & ZYDIS_OPERAND_ACTION_MASK_READ;
	bool write = o->actions & ZYDIS_OPERAND_ACTION_MASK_WRITE;

	return a->size == o->size / 8 && a->read == read && a->write == write;
}

static bool is_implicit_stack(const ZydisDecodedOperand *o)
{
	return o->visibility == ZYDIS_OPERAND_VISIBILITY_HIDDEN &&
	       (o->mem.base == ZYDIS_REGISTER_RSP || o->mem.base == ZYDIS_REGISTER_ESP ||
		       o->mem.base == ZYDIS_REGISTER_RBP || o->mem.base == ZYDIS_REGISTER_EBP);
}

/* Compare the operands of an instruction that both decoders know. */
static const char *compare(const struct insn *mine, const ZydisDecodedInstruction *i,
	const ZydisDecodedOperand *operands)
{
	ZydisRegisterContext context;
	unsigned count = 0;

	make_context(&context, registers.long_mode);
	if (mine->length != i->length)
		return "length";
	for (unsigned j = 0; j < i->operand_count; j++) {
		const ZydisDecodedOperand *o = &operands[j];
		unsigned found = 0;
		uint64_t address;

		if (o->type != ZYDIS_OPERAND_TYPE_MEMORY || o->mem.type == ZYDIS_MEMOP_TYPE_AGEN ||
			!(o->actions & (ZYDIS_OPERAND_ACTION_MASK_READ |
					       ZYDIS_OPERAND_ACTION_MASK_WRITE)) ||
			i->meta.category == ZYDIS_CATEGORY_PREFETCH ||
			i->meta.category == ZYDIS_CATEGORY_WIDENOP ||
			i->mnemonic == ZYDIS_MNEMONIC_PREFETCHWT1 ||
			i->mnemonic == ZYDIS_MNEMONIC_CLFLUSH)
			continue;
		count++;
		while (found < mine->count && !matches(&mine->access[found], o))
			found++;
		if (found == mine->count)
			return "size or kind";
		if (is_implicit_stack(o) || i->mnemonic == ZYDIS_MNEMONIC_XLAT ||
			i->mnemonic == ZYDIS_MNEMONIC_BT || i->mnemonic == ZYDIS_MNEMONIC_BTS ||
			i->mnemonic == ZYDIS_MNEMONIC_BTR || i->mnemonic == ZYDIS_MNEMONIC_BTC ||
			i->mnemonic == ZYDIS_MNEMONIC_POP)
			continue;
		if (!address_of(i, o, &context, &address))
			return "Zydis has no address";
		for (found = 0; found < mine->count; found++)
			if (mine->access[found].address == address &&
				matches(&mine->access[found], o))
				break;
		if (found == mine->count)
			return "address";
	}
	if (count != mine->count)
		return "number of accesses";
	for (unsigned j = 0; j < mine->count; j++) {
		bool atomic =
			i->attributes & ZYDIS_ATTRIB_HAS_LOCK || i->mnemonic == ZYDIS_MNEMONIC_XCHG;

		if (mine->access[j].atomic != atomic)
			return "atomic";
	}
	return NULL;
}

/* Both decoders look at `code`. */
static void check(const ZydisDecoder *decoder, const uint8_t *code)
{
	ZydisDecodedInstruction i;
	ZydisDecodedOperand operands[ZYDIS_MAX_OPERAND_COUNT];
	struct insn mine;
	const char *wrong;

	compared++;
	if (!insn_decode(&registers, code, 15, &mine))
		return;
	if (!ZYAN_SUCCESS(ZydisDecoderDecodeFull(decoder, code, 15, &i, operands)))
		return; /* it is not an instruction */
	known++;
	wrong = compare(&mine, &i, operands);
	if (wrong && wrongs++ < REPORTED_MAX)
		describe(code, &mine, &i, wrong);
}

static void init(ZydisDecoder *decoder, bool long_mode)
{
	assert_true(ZYAN_SUCCESS(ZydisDecoderInit(decoder,
		long_mode ? ZYDIS_MACHINE_MODE_LONG_64 : ZYDIS_MACHINE_MODE_LEGACY_32,
		long_mode ? ZYDIS_STACK_WIDTH_64 : ZYDIS_STACK_WIDTH_32)));
	make_registers(long_mode);
}

static size_t put_prefixes(uint8_t *code, bool long_mode)
{
	static const uint8_t prefixes[] = {0x66, 0xf2, 0xf3, 0xf0, 0x64, 0x65, 0x67};
	size_t n = 0;

	while (random_number() % 3 == 0 && n < 3)
		code[n++] = prefixes[random_number() % sizeof(prefixes)];
	if (long_mode && random_number() % 3 == 0)
		code[n++] = 0x40 | (random_number() & 15);
	return n;
}

static void fill(uint8_t code[15])
{
	for (int i = 0; i < 15; i++)
		code[i] = (uint8_t)random_number();
}

/* Every opcode of every map, with random prefixes and operands. */
static void check_map(unsigned map, bool long_mode)
{
	ZydisDecoder decoder;

	init(&decoder, long_mode);
	for (unsigned opcode = 0; opcode < 256; opcode++) {
		uint64_t before = known;
		bool has = map == 0   ? insn_one_byte[opcode]
			   : map == 1 ? *(const uint64_t *)&insn_0f[opcode]
			   : map == 2 ? *(const uint64_t *)&insn_0f38[opcode]
				      : *(const uint64_t *)&insn_0f3a[opcode];

		for (int n = 0; n < 4000; n++) {
			uint8_t code[15];
			size_t at;

			fill(code);
			at = put_prefixes(code, long_mode);
			if (map)
				code[at++] = 0x0f;
			if (map > 1)
				code[at++] = map == 2 ? 0x38 : 0x3a;
			code[at] = (uint8_t)opcode;
			check(&decoder, code);
			fill(code); /* the same opcode with VEX */
			code[0] = 0xc4;
			code[1] = (uint8_t)((code[1] & 0xe0) | map);
			if (!long_mode)
				code[1] |= 0xc0;
			code[3] = (uint8_t)opcode;
			check(&decoder, code);
		}
		if (has && known == before && (map || (!long_mode && opcode != 0x63))) {
			fprintf(stderr, "map %u, opcode %02x is never known\n", map, opcode);
			wrongs++;
		}
	}
}

static void test_every_opcode(void **unused)
{
	for (unsigned map = 0; map < 4; map++) {
		check_map(map, false);
		check_map(map, true);
	}
	assert_int_equal(wrongs, 0);
	assert_true(known > compared / 10);
}

static void test_random_instructions(void **unused)
{
	for (int mode = 0; mode < 2; mode++) {
		ZydisDecoder decoder;

		init(&decoder, mode);
		known = compared = 0;
		for (int n = 0; n < RANDOM_COUNT; n++) {
			uint8_t code[15];

			fill(code);
			check(&decoder, code);
		}
		assert_int_equal(wrongs, 0);
		assert_true(known > RANDOM_COUNT / 3);
	}
}

/* EVEX is too rare among random bytes. */
static void test_evex_moves(void **unused)
{
	static const uint8_t opcodes[] = {0x10, 0x11, 0x28, 0x29, 0x2b, 0x6f, 0x7f, 0xe7};

	for (int mode = 0; mode < 2; mode++) {
		ZydisDecoder decoder;
		uint64_t before = known;

		init(&decoder, mode);
		for (int n = 0; n < 200000; n++) {
			uint8_t code[15];

			fill(code);
			code[0] = 0x62;
			code[1] = (uint8_t)((code[1] & 0xf0) | 1 | (mode ? 0 : 0xc0));
			code[2] |= 0x7c;
			code[3] = (uint8_t)((code[3] & 0x60) | 8);
			code[4] = opcodes[random_number() % sizeof(opcodes)];
			check(&decoder, code);
		}
		assert_int_equal(wrongs, 0);
		assert_true(known > before + 10000);
	}
}

static void decode(const char *bytes, size_t length, struct insn *out)
{
	assert_true(insn_decode(&registers, (const uint8_t *)bytes, length, out));
	assert_int_equal(out->length, length);
}

/* Zydis does not compute these addresses. */
static void test_far_bits_and_stacks(void **unused)
{
	struct insn i;

	make_registers(true);
	registers.gpr[0] = 0x1000; /* rax */
	registers.gpr[1] = (uint64_t)-1;
	decode("\x48\x0f\xab\x08", 4, &i); /* bts %rcx, (%rax) */
	assert_int_equal(i.access[0].address, 0xff8);
	registers.gpr[1] = 100;
	decode("\x0f\xa3\x08", 3, &i); /* bt %ecx, (%rax) */
	assert_int_equal(i.access[0].address, 0x100c);
	assert_false(i.access[0].write);
	registers.gpr[4] = 0x2000; /* rsp */
	decode("\x50", 1, &i);     /* push %rax */
	assert_int_equal(i.access[0].address, 0x1ff8);
	decode("\x8f\x04\x24", 3, &i); /* pop (%rsp) */
	assert_int_equal(i.access[0].address, 0x2000);
	assert_int_equal(i.access[1].address, 0x2008);
	registers.gpr[1] = 0;
	decode("\xf3\xa4", 2, &i); /* rep movsb of nothing */
	assert_int_equal(i.count, 0);
	decode("\xff\x00", 2, &i); /* incl (%rax) */
	assert_true(i.access[0].read && i.access[0].write && !i.access[0].atomic);
	decode("\xf0\xff\x00", 3, &i);
	assert_true(i.access[0].atomic);
	decode("\xf0\x48\x0f\xc7\x08", 5, &i); /* lock cmpxchg16b (%rax) */
	assert_int_equal(i.access[0].unit, 16);
	decode("\xc5\xfe\x6f\x00", 4, &i); /* vmovdqu (%rax), %ymm0 */
	assert_int_equal(i.access[0].size, 32);
	assert_int_equal(i.access[0].unit, 8);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_far_bits_and_stacks),
		cmocka_unit_test(test_every_opcode),
		cmocka_unit_test(test_random_instructions),
		cmocka_unit_test(test_evex_moves),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
