/* SPDX-License-Identifier: MIT */
/*
 * Instructions whose opcode alone does not say what they access: groups that the ModRM byte
 * selects from, string and stack instructions, x87.
 */
#include <asm/insn_decoder.h>

#define WITHOUT_KIND(form) ((form) & ~7u)
#define WITHOUT_SIZE(form) ((form) & ~SIZED(15u))

static unsigned selector(const struct decoder *d)
{
	return d->modrm >> 3 & 7;
}

static unsigned with_kind(unsigned form, enum insn_kind kind)
{
	return WITHOUT_KIND(form) | kind;
}

/* x87: the kind and the size of each memory operand, by opcode and selector; sizes that no form
 * has are in insn_special_accesses(). */
static const struct {
	uint8_t kind, size;
} x87[8][8] = {
#define LOADS(n)              \
	{                     \
		INSN_READS, n \
	}
#define STORES(n)              \
	{                      \
		INSN_WRITES, n \
	}
	{LOADS(4), LOADS(4), LOADS(4), LOADS(4), LOADS(4), LOADS(4), LOADS(4), LOADS(4)},
	{LOADS(4), {0}, STORES(4), STORES(4), LOADS(28), LOADS(2), STORES(28), STORES(2)},
	{LOADS(4), LOADS(4), LOADS(4), LOADS(4), LOADS(4), LOADS(4), LOADS(4), LOADS(4)},
	{LOADS(4), STORES(4), STORES(4), STORES(4), {0}, LOADS(10), {0}, STORES(10)},
	{LOADS(8), LOADS(8), LOADS(8), LOADS(8), LOADS(8), LOADS(8), LOADS(8), LOADS(8)},
	{LOADS(8), STORES(8), STORES(8), STORES(8), LOADS(108), {0}, STORES(108), STORES(2)},
	{LOADS(2), LOADS(2), LOADS(2), LOADS(2), LOADS(2), LOADS(2), LOADS(2), LOADS(2)},
	{LOADS(2), STORES(2), STORES(2), STORES(2), LOADS(10), LOADS(8), STORES(10), STORES(8)},
};

static bool is_x87(const struct decoder *d)
{
	return !d->map && (d->opcode & 0xf8) == 0xd8;
}

static unsigned x87_form(const struct decoder *d, unsigned form)
{
	if (d->memory &&
		(!x87[d->opcode & 7][selector(d)].kind || (d->operand16 && d->rex & REX_W)))
		return 0;
	return form;
}

static unsigned one_byte_form(const struct decoder *d, unsigned form)
{
	unsigned select = selector(d);

	switch (d->opcode) {
	case 0x63: /* MOVSXD; ARPL in 32-bit mode */
		return decoder_is_long(d) && (!d->operand16 || d->rex & REX_W) ? form : 0;
	case 0x80 ... 0x83:
		return select == 7 ? with_kind(form, INSN_READS) : form;
	case 0x8c:
		return select > 5 ? 0 : form;
	case 0x8d:
		return d->memory ? form : 0;
	case 0x8e:
		return select == 1 || select > 5 ? 0 : form;
	case 0x8f:
	case 0xc6:
	case 0xc7:
		return select ? 0 : form;
	case 0xc2:
	case 0xc3:
		return d->operand16 ? 0 : form;
	case 0xf6:
	case 0xf7:
		if (select < 2) /* TEST */
			return with_kind(form, INSN_READS) |
			       WITH(d->opcode & 1 ? IMM_OPERAND : IMM_1);
		return select < 4 ? form : with_kind(form, INSN_READS);
	case 0xfe:
		return select > 1 ? 0 : form;
	case 0xff:
		if (select < 2)
			return form;
		if (select == 3 || select == 5 || select == 7 || (select != 6 && d->operand16))
			return 0;
		return with_kind(WITHOUT_SIZE(form) | SIZED(SIZE_STACK), INSN_READS);
	default:
		return is_x87(d) ? x87_form(d, form) : form;
	}
}

/* The register of BT and its relatives selects a bit, which may be far from the operand. */
static void reach_bit(struct decoder *d)
{
	unsigned size = decoder_operand_size(d), shift = size == 8 ? 6 : size == 4 ? 5 : 4;
	uint64_t value = decoder_gpr(d, selector(d) | (d->rex & REX_R ? 8 : 0));
	int64_t bit = (int64_t)(value << (64 - 8 * size)) >> (64 - 8 * size);

	d->operand += (uint64_t)(bit >> shift) * size;
}

static unsigned state_form(const struct decoder *d, unsigned form)
{
	static const uint8_t kinds[8] = {INSN_WRITES, INSN_READS, INSN_READS,
		INSN_WRITES, [7] = INSN_NONE};

	if (!d->memory) /* fences */
		return !d->vex && selector(d) >= 5 ? form : 0;
	if (d->vex && selector(d) != 2 && selector(d) != 3)
		return 0;
	if (!kinds[selector(d)])
		return 0;
	return selector(d) < 2 ? form /* 512 bytes: insn_special_accesses() */
			       : with_kind(form | SIZED(SIZE_4), kinds[selector(d)]);
}

static unsigned two_byte_form(struct decoder *d, unsigned form)
{
	unsigned select = selector(d);

	switch (d->opcode) {
	case 0xa3:
	case 0xab:
	case 0xb3:
	case 0xbb:
		if (d->memory)
			reach_bit(d);
		return form;
	case 0xae:
		return state_form(d, form);
	case 0xba:
		return select < 4 ? 0 : select == 4 ? with_kind(form, INSN_READS) : form;
	case 0xc7:
		if (select != 1 || !d->memory || d->prefix == PREFIX_66 || d->operand16)
			return 0;
		return with_kind(form | SIZED(d->rex & REX_W ? SIZE_16 : SIZE_8), INSN_UPDATES);
	default:
		return form;
	}
}

unsigned insn_special_form(struct decoder *d, unsigned form)
{
	return d->map ? two_byte_form(d, form) : one_byte_form(d, form);
}

/* --- Accesses --- */

static void add_push(struct decoder *d)
{
	unsigned size = decoder_stack_size(d);

	decoder_add(d, decoder_gpr(d, RSP) - size, size, INSN_WRITES);
}

/* Read from the stack at the address in register `pointer`, before a write that was added. */
static void add_pop(struct decoder *d, unsigned pointer)
{
	decoder_add(d, decoder_gpr(d, pointer), decoder_stack_size(d), INSN_READS);
	if (d->out->count == 2) {
		struct insn_access write = d->out->access[0];

		d->out->access[0] = d->out->access[1];
		d->out->access[1] = write;
	}
}

static uint64_t pointer(const struct decoder *d, unsigned number)
{
	uint64_t value = decoder_gpr(d, number);

	return d->address32 ? (uint32_t)value : value;
}

/* One element. */
static void add_string(struct decoder *d)
{
	unsigned size = d->opcode & 1 ? decoder_operand_size(d) : 1;
	uint64_t source = pointer(d, RSI) + decoder_segment_base(d), target = pointer(d, RDI);

	if (d->repeat && !pointer(d, RCX))
		return;
	switch (d->opcode & 0xfe) {
	case 0xa4: /* MOVS */
		decoder_add(d, source, size, INSN_READS);
		decoder_add(d, target, size, INSN_WRITES);
		break;
	case 0xa6: /* CMPS */
		decoder_add(d, source, size, INSN_READS);
		decoder_add(d, target, size, INSN_READS);
		break;
	case 0xaa:
		decoder_add(d, target, size, INSN_WRITES);
		break;
	case 0xac:
		decoder_add(d, source, size, INSN_READS);
		break;
	default: /* SCAS */
		decoder_add(d, target, size, INSN_READS);
	}
}

/* MOV between the accumulator and an address in the code. */
static void add_offset(struct decoder *d)
{
	uint64_t address = d->immediate;

	if (!decoder_is_long(d) || d->address32)
		address = (uint32_t)address;
	decoder_add(d, address + decoder_segment_base(d),
		d->opcode & 1 ? decoder_operand_size(d) : 1,
		d->opcode < 0xa2 ? INSN_READS : INSN_WRITES);
}

static void add_x87(struct decoder *d)
{
	unsigned size = x87[d->opcode & 7][selector(d)].size;

	if (d->operand16 && size >= 28)
		size -= 14;
	if (d->memory)
		decoder_add(d, d->operand, size, x87[d->opcode & 7][selector(d)].kind);
}

static void add_one_byte(struct decoder *d)
{
	uint64_t table;

	switch (d->opcode) {
	case 0x50 ... 0x57:
	case 0x68:
	case 0x6a:
	case 0x9c:
	case 0xe8:
		add_push(d);
		break;
	case 0x58 ... 0x5f:
	case 0x8f:
	case 0x9d:
	case 0xc2:
	case 0xc3:
		add_pop(d, RSP);
		break;
	case 0xa0 ... 0xa3:
		add_offset(d);
		break;
	case 0xa4 ... 0xa7:
	case 0xaa ... 0xaf:
		add_string(d);
		break;
	case 0xc9:
		add_pop(d, RBP);
		break;
	case 0xd7: /* XLAT */
		table = decoder_gpr(d, RBX) + (d->registers->gpr[0] & 0xff);
		if (d->address32 || !decoder_is_long(d))
			table = (uint32_t)table;
		decoder_add(d, table + decoder_segment_base(d), 1, INSN_READS);
		break;
	case 0xd8 ... 0xdf:
		add_x87(d);
		break;
	case 0xff:
		if (selector(d) == 2 || selector(d) == 6)
			add_push(d);
		break;
	}
}

void insn_special_accesses(struct decoder *d)
{
	if (!d->map)
		add_one_byte(d);
	else if (d->map == 1 && d->opcode == 0xae && d->memory && selector(d) < 2)
		decoder_add(d, d->operand, 512, selector(d) ? INSN_READS : INSN_WRITES);
}
