/* SPDX-License-Identifier: MIT */
/*
 * Instruction format: Intel SDM 2A, chapter 2; the opcodes' operands are in insn_forms.c. The
 * decoder refuses addresses that depend on vector registers, masks, and 16-bit addresses.
 */
#include <asm/insn_decoder.h>
#include <asm/insn_forms.h>
#include <asm/insn_x86.h>
#include <lib/assert.h>

static uint8_t next(struct decoder *d)
{
	if (d->at >= d->available || d->at >= 15) {
		d->bad = true;
		return 0;
	}
	return d->code[d->at++];
}

/* A signed number of `size` bytes. */
static int64_t next_number(struct decoder *d, unsigned size)
{
	uint64_t value = 0;

	for (unsigned i = 0; i < size; i++)
		value |= (uint64_t)next(d) << (8 * i);
	return size == 8 || !size ? (int64_t)value
				  : (int64_t)(value << (64 - 8 * size)) >> (64 - 8 * size);
}

bool decoder_is_long(const struct decoder *d)
{
	return d->registers->long_mode;
}

uint64_t decoder_gpr(const struct decoder *d, unsigned number)
{
	return decoder_is_long(d) ? d->registers->gpr[number] : (uint32_t)d->registers->gpr[number];
}

unsigned decoder_stack_size(const struct decoder *d)
{
	return d->rex & REX_W ? 8 : d->operand16 ? 2 : decoder_is_long(d) ? 8 : 4;
}

unsigned decoder_operand_size(const struct decoder *d)
{
	return d->rex & REX_W ? 8 : d->operand16 ? 2 : 4;
}

static unsigned size_of(const struct decoder *d, unsigned form)
{
	switch (FORM_SIZE(form)) {
	case SIZE_OPERAND:
		return decoder_operand_size(d);
	case SIZE_GENERAL:
		return d->rex & REX_W && decoder_is_long(d) ? 8 : 4;
	case SIZE_SCALAR:
		return d->rex & REX_W ? 8 : 4;
	case SIZE_STACK:
		return decoder_stack_size(d);
	case SIZE_VECTOR:
		return d->vector_size;
	case SIZE_HALF:
		return d->vector_size / 2;
	case SIZE_QUARTER:
		return d->vector_size / 4;
	case SIZE_EIGHTH:
		return d->vector_size / 8;
	case SIZE_DUP:
		return d->vector_size == 16 ? 8 : d->vector_size;
	default:
		return 1u << FORM_SIZE(form);
	}
}

/* --- Accesses --- */

static uintptr_t wrap(const struct decoder *d, uint64_t address)
{
	return (uintptr_t)(decoder_is_long(d) ? address : (uint32_t)address);
}

void decoder_add(struct decoder *d, uint64_t address, unsigned size, enum insn_kind kind)
{
	unsigned whole = MIN(size, 8u); /* bytes that are never torn */

	DEBUG_ASSERT(d->out->count < INSN_ACCESSES_MAX);
	d->out->access[d->out->count++] = (struct insn_access){
		.address = wrap(d, address),
		.size = (uint16_t)size,
		.unit = (uint16_t)(d->lock ? size : whole),
		.read = kind != INSN_WRITES,
		.write = kind != INSN_READS,
		.atomic = d->lock,
	};
}

uint64_t decoder_segment_base(const struct decoder *d)
{
	return d->segment == 0x64 ? d->registers->fs : d->segment == 0x65 ? d->registers->gs : 0;
}

/* --- The format --- */

static bool take_prefix(struct decoder *d, uint8_t byte)
{
	switch (byte) {
	case 0x26:
	case 0x2e:
	case 0x36:
	case 0x3e:
		if (!decoder_is_long(d))
			d->segment = byte;
		return true;
	case 0x64:
	case 0x65:
		d->segment = byte;
		return true;
	case 0x66:
		d->operand16 = true;
		return true;
	case 0x67:
		d->address32 = true;
		return true;
	case 0xf0:
		d->lock = true;
		return true;
	case 0xf2:
	case 0xf3:
		d->prefix = byte == 0xf2 ? PREFIX_F2 : PREFIX_F3;
		d->repeat = true;
		return true;
	default:
		return false;
	}
}

/* The two or three bytes after C5 or C4, and the opcode. */
static void take_vex(struct decoder *d, bool three)
{
	uint8_t first = next(d), second = three ? next(d) : first;

	d->bad |= d->operand16 || d->prefix || d->lock || d->rex;
	d->vex = true;
	d->rex = (uint8_t)(first & 0x80 ? 0 : REX_R);
	d->map = 1;
	if (three) {
		d->rex |= (uint8_t)((first & 0x40 ? 0 : REX_X) | (first & 0x20 ? 0 : REX_B) |
				    (second & 0x80 ? REX_W : 0));
		d->map = first & 0x1f;
	}
	d->bad |= d->map < 1 || d->map > 3;
	d->prefix = second & 3;
	d->vector_size = second & 4 ? 32 : 16;
	d->opcode = next(d);
}

/* The three bytes after 62, and the opcode. Masks and broadcasts are not known. */
static void take_evex(struct decoder *d)
{
	uint8_t first = next(d), second = next(d), third = next(d);

	d->bad |= d->operand16 || d->prefix || d->lock || d->rex || first & 0x08 || !(second & 4) ||
		  third & 0x17 || (third & 0x60) == 0x60;
	d->vex = d->evex = true;
	d->map = first & 7;
	d->rex = (uint8_t)((first & 0x80 ? 0 : REX_R) | (first & 0x40 ? 0 : REX_X) |
			   (first & 0x20 ? 0 : REX_B) | (second & 0x80 ? REX_W : 0));
	d->bad |= d->map != 1 || (second & 0x78) != 0x78 || !(third & 8);
	d->prefix = second & 3;
	d->vector_size = 16u << (third >> 5 & 3);
	d->opcode = next(d);
}

static void take_opcode(struct decoder *d)
{
	uint8_t byte;

	while (take_prefix(d, byte = next(d)))
		;
	if (decoder_is_long(d) && (byte & 0xf0) == 0x40) {
		d->rex = byte;
		byte = next(d);
		d->bad |= byte == 0xc4 || byte == 0xc5 || byte == 0x62;
	}
	if ((byte == 0xc4 || byte == 0xc5 || byte == 0x62) &&
		(decoder_is_long(d) || (d->at < d->available && d->code[d->at] >= 0xc0))) {
		if (byte == 0x62)
			take_evex(d);
		else
			take_vex(d, byte == 0xc4);
		return;
	}
	if (byte == 0x0f) {
		d->map = 1;
		byte = next(d);
		if (byte == 0x38 || byte == 0x3a) {
			d->map = byte == 0x38 ? 2 : 3;
			byte = next(d);
		}
	}
	d->opcode = byte;
	if (d->map && d->operand16 && !d->prefix)
		d->prefix = PREFIX_66;
}

/* EVEX: only moves of whole vectors. */
static bool is_vector_move(const struct decoder *d)
{
	bool wide = d->rex & REX_W;

	switch (d->opcode) {
	case 0x10:
	case 0x11:
	case 0x28:
	case 0x29:
	case 0x2b:
		return d->prefix == (wide ? PREFIX_66 : NO_PREFIX);
	case 0x6f:
	case 0x7f:
		return d->prefix == PREFIX_66 || d->prefix == PREFIX_F3;
	case 0xe7:
		return d->prefix == PREFIX_66 && !wide;
	default:
		return false;
	}
}

static unsigned form_of(const struct decoder *d)
{
	unsigned form = d->map == 0   ? insn_one_byte[d->opcode]
			: d->map == 1 ? insn_0f[d->opcode].by_prefix[d->prefix]
			: d->map == 2 ? insn_0f38[d->opcode].by_prefix[d->prefix]
				      : insn_0f3a[d->opcode].by_prefix[d->prefix];

	if (form & FORM_LONG_NOT && decoder_is_long(d))
		return 0;
	if (d->evex)
		return is_vector_move(d) ? form : 0;
	if (d->vex &&
		(!(form & (FORM_VEX | FORM_VEX_ONLY)) || (form & FORM_VEX_W0 && d->rex & REX_W)))
		return 0;
	return !d->vex && form & FORM_VEX_ONLY ? 0 : form;
}

static uint64_t take_index(struct decoder *d, uint8_t sib)
{
	unsigned index = (sib >> 3 & 7) | (d->rex & REX_X ? 8 : 0);

	return index == RSP ? 0 : decoder_gpr(d, index) << (sib >> 6);
}

/* POP moves the stack pointer before it uses it as a base. */
static unsigned popped(const struct decoder *d, unsigned base)
{
	bool pop = d->opcode == 0x8f && !d->map && base == RSP && !(d->rex & REX_B);

	return pop ? decoder_stack_size(d) : 0;
}

/* The ModRM byte, the SIB byte and the displacement. */
static void take_operand(struct decoder *d)
{
	unsigned mod, rm, scale = d->evex ? d->vector_size : 1;
	uint64_t address = 0;

	d->modrm = next(d);
	mod = d->modrm >> 6;
	rm = d->modrm & 7;
	d->memory = mod != 3;
	if (!d->memory)
		return;
	if (rm == 4) {
		uint8_t sib = next(d);

		address = take_index(d, sib);
		rm = sib & 7;
	} else if (rm == 5 && !mod && decoder_is_long(d)) {
		d->relative = true;
	}
	if (rm == 5 && !mod)
		address += (uint64_t)next_number(d, 4);
	else
		address += decoder_gpr(d, rm | (d->rex & REX_B ? 8 : 0)) + popped(d, rm);
	if (mod == 1)
		address += (uint64_t)next_number(d, 1) * scale;
	else if (mod == 2)
		address += (uint64_t)next_number(d, 4);
	d->operand = address;
}

static unsigned immediate_size(const struct decoder *d, unsigned form)
{
	switch (FORM_IMM(form)) {
	case IMM_1:
		return 1;
	case IMM_2:
		return 2;
	case IMM_OPERAND:
		return MIN(decoder_operand_size(d), 4u);
	case IMM_FULL:
		return decoder_operand_size(d);
	case IMM_OFFSET:
		return decoder_is_long(d) && !d->address32 ? 8 : 4;
	case IMM_NEAR:
		return 4;
	default:
		return 0;
	}
}

/* The address of the memory operand, as far as the instruction is decoded. */
static void finish_operand(struct decoder *d)
{
	if (d->relative)
		d->operand += d->registers->pc + d->at;
	if (d->address32 || !decoder_is_long(d))
		d->operand = (uint32_t)d->operand;
	d->operand += decoder_segment_base(d);
}

static bool is_xchg(const struct decoder *d)
{
	return !d->map && !d->vex && (d->opcode & 0xfe) == 0x86;
}

/* Decode the bytes of the instruction. Returns its form; 0: it is not known. */
static unsigned take_instruction(struct decoder *d)
{
	unsigned form;

	take_opcode(d);
	d->bad |= d->address32 && !decoder_is_long(d); /* 16-bit addresses */
	if (!decoder_is_long(d))
		d->rex &= REX_W;
	form = d->bad ? 0 : form_of(d);
	if (form & FORM_MODRM)
		take_operand(d);
	if (form & FORM_SPECIAL && !d->bad)
		form = insn_special_form(d, form);
	d->bad |= FORM_IMM(form) == IMM_NEAR && d->operand16;
	if (form)
		d->immediate = (uint64_t)next_number(d, immediate_size(d, form));
	return d->bad ? 0 : form;
}

bool insn_decode(const struct insn_registers *registers, const uint8_t *code, size_t available,
	struct insn *out)
{
	struct decoder d = {
		.registers = registers,
		.code = code,
		.available = available,
		.vector_size = 16,
		.out = out,
	};
	unsigned form = take_instruction(&d);

	*out = (struct insn){.length = d.at};
	if (!form || (d.lock && (FORM_KIND(form) != INSN_UPDATES || !d.memory)))
		return false;
	d.lock |= is_xchg(&d);
	finish_operand(&d);
	if (d.memory && FORM_KIND(form) != INSN_NONE)
		decoder_add(&d, d.operand, size_of(&d, form), FORM_KIND(form));
	if (form & FORM_SPECIAL)
		insn_special_accesses(&d);
	return true;
}
