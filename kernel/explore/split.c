/* SPDX-License-Identifier: MIT */
/*
 * Only one thread runs at a time, so an instruction takes effect at once. These steps make it look
 * as if it had taken effect in parts:
 *
 * - To read early: remember what is in memory, let others run, put the remembered value back,
 *   execute the instruction. Then put what others have written into memory again, unless the
 *   instruction has written there.
 * - To write late: after the instruction, put the old value of all parts but the first back into
 *   memory. Let others run before each of these parts is written.
 *
 * No event comes between putting a value into memory and the end of the instruction.
 */
#include <arch/insn.h>
#include <kernel/explore/session.h>
#include <kernel/explore/split.h>
#include <lib/string.h>
#include <mm/slab.h>
#include <mm/usercopy.h>

#define SIZE_MAX_SPLIT 64 /* an access to more bytes is not split */
#define ELEMENT        8  /* bytes of a repeated string instruction between two events */

struct part {
	struct insn_access a;
	uint8_t early[SIZE_MAX_SPLIT]; /* what the instruction reads */
	uint8_t found[SIZE_MAX_SPLIT]; /* the memory's content before the instruction */
	uint8_t new[SIZE_MAX_SPLIT];   /* what the instruction has written */
};

static struct split {
	unsigned count;
	struct operation event;
	struct part part[2];
} * splits; /* SCHEDULE_THREADS_MAX, by thread number; NULL: none yet */

/* The size of the piece at offset `at` of an access. */
static size_t piece_at(const struct insn_access *a, size_t at)
{
	size_t size = MIN(a->unit - at % a->unit, a->size - at);

	return MIN(size, INSN_LINE - (a->address + at) % INSN_LINE);
}

static bool is_torn(const struct insn_access *a)
{
	return piece_at(a, 0) < a->size;
}

/* The stack word that PUSH writes or POP reads besides its operand; it is no other thread's. */
static bool is_own_stack(const struct trapframe *frame, const struct insn_access *a)
{
	return a->address == frame_sp(frame) || a->address + a->size == frame_sp(frame);
}

static bool overlap(const struct insn_access *a, const struct insn_access *b)
{
	return a->address < b->address + b->size && b->address < a->address + a->size;
}

/* Find the accesses that can be split; returns their number, or 0. */
static unsigned find_parts(const struct trapframe *frame, const uint8_t code[STEP_CODE_MAX],
	struct split *s)
{
	struct insn_access found[INSN_ACCESSES_MAX];
	int count = arch_insn_accesses(frame, code, STEP_CODE_MAX, found);

	s->count = 0;
	for (int i = 0; i < count; i++) {
		const struct insn_access *a = &found[i];

		if (count > 1 && is_own_stack(frame, a))
			continue;
		if (a->atomic || a->size > SIZE_MAX_SPLIT || s->count == ARRAY_SIZE(s->part))
			return 0;
		s->part[s->count++].a = *a;
	}
	if (s->count == 2 && overlap(&s->part[0].a, &s->part[1].a))
		s->count = 0;
	return s->count;
}

bool split_begins(const struct trapframe *frame, uint32_t number, const uint8_t code[STEP_CODE_MAX],
	struct operation *operation)
{
	const struct insn_access *first;
	struct split *s;
	unsigned count;

	if (!splits)
		splits = kzalloc(SCHEDULE_THREADS_MAX * sizeof(*splits));
	if (!splits) {
		session_refuse("more memory than there is");
		return false;
	}
	s = &splits[number];
	first = &s->part[0].a;
	count = find_parts(frame, code, s);
	if (!count || (count == 1 && !(first->read && first->write) && !is_torn(first)))
		return false;
	operation->write = !first->read;
	s->event = *operation;
	return true;
}

static void event(struct split *s, bool write)
{
	s->event.write = write;
	if (session_decides())
		session_event(&s->event);
}

/* Read every part, with events before all but the first. False: memory is not there. */
static bool read_early(struct split *s)
{
	bool first = true;

	for (struct part *p = s->part; p < s->part + s->count; p++) {
		for (size_t at = 0; p->a.read && at < p->a.size; at += piece_at(&p->a, at)) {
			if (!first)
				event(s, false);
			first = false;
			if (copy_from_user(p->early + at, p->a.address + at, piece_at(&p->a, at)))
				return false;
		}
	}
	for (struct part *p = s->part; p < s->part + s->count; p++)
		if (p->a.write && !first)
			event(s, true);
	return true;
}

static bool is_changed(const struct part *p)
{
	return p->a.read && memcmp(p->early, p->found, p->a.size);
}

/* Memory gets what it had before the instruction. It was there a moment ago; if it is not now,
 * nobody misses it. */
static void put_found(const struct part *p)
{
	if (is_changed(p))
		(void)copy_to_user(p->a.address, p->found, p->a.size);
}

bool split_read(uint32_t number)
{
	struct split *s = &splits[number];
	bool there = read_early(s);

	for (unsigned i = 0; i < s->count && there; i++)
		there = !copy_from_user(s->part[i].found, s->part[i].a.address, s->part[i].a.size);
	for (unsigned i = 0; i < s->count && there; i++) {
		if (is_changed(&s->part[i]))
			there = !copy_to_user(s->part[i].a.address, s->part[i].early,
				s->part[i].a.size);
		for (unsigned j = 0; j < i && !there; j++)
			put_found(&s->part[j]);
	}
	return there;
}

void split_cancel(uint32_t number)
{
	struct split *s = &splits[number];

	for (unsigned i = 0; i < s->count; i++)
		put_found(&s->part[i]);
}

/* The pieces of a torn access behind the first are written now. */
static void write_late(struct split *s, struct part *p)
{
	size_t at = piece_at(&p->a, 0), size = p->a.size;

	if (copy_from_user(p->new, p->a.address, size) ||
		copy_to_user(p->a.address + at, p->found + at, size - at))
		return;
	for (; at < size; at += piece_at(&p->a, at)) {
		event(s, true);
		if (copy_to_user(p->a.address + at, p->new + at, piece_at(&p->a, at)))
			return;
	}
}

void split_write(struct trapframe *frame, uint32_t number, uintptr_t pc)
{
	struct split *s = &splits[number];
	uintptr_t next = frame_pc(frame);

	frame_set_pc(frame, pc); /* where the events are */
	for (struct part *p = s->part; p < s->part + s->count; p++)
		if (!p->a.write)
			put_found(p);
	for (struct part *p = s->part; p < s->part + s->count; p++)
		if (p->a.write && is_torn(&p->a))
			write_late(s, p);
	frame_set_pc(frame, next);
}

bool split_is_element(const struct trapframe *frame, const uint8_t code[STEP_CODE_MAX])
{
	struct insn_access found[INSN_ACCESSES_MAX];
	int count = arch_insn_accesses(frame, code, STEP_CODE_MAX, found);

	for (int i = 0; i < count; i++)
		if (found[i].address % ELEMENT < found[i].size)
			return true;
	return false;
}
