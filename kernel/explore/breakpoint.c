/* SPDX-License-Identifier: MIT */
/*
 * Breakpoints are in the template's text, so every copy has them. Each has a slot of its own, which
 * is filled once, so that code hardly ever changes during a run.
 */
#include <arch/step.h>
#include <kernel/explore/breakpoint.h>
#include <kernel/explore/session.h>
#include <kernel/explore/unwatched.h>
#include <lib/string.h>
#include <mm/aspace.h>
#include <mm/slab.h>
#include <uapi/errno.h>

#define BREAKPOINTS_MAX 8192
#define FOREIGN_MAX     (BREAKPOINTS_MAX / 2)                   /* not events with --events app */
#define SLOTS_SIZE      ((BREAKPOINTS_MAX + 1) * STEP_CODE_MAX) /* the last is the scratch slot */
#define BELOW           0x100000 /* the slots are this far below the program, if there is room */

static struct breakpoint *breakpoints; /* sorted by pc; NULL: there are none yet */
static uint32_t count;
static uintptr_t slots; /* their address in every explored address space; 0: not mapped yet */
static bool has_foreign = true; /* breakpoints_choose() */

uint32_t breakpoints_count(void)
{
	return count;
}

/* The first breakpoint at or above `pc`. */
static uint32_t lower_bound(uintptr_t pc)
{
	uint32_t low = 0, high = count;

	while (low < high) {
		uint32_t middle = (low + high) / 2;

		if (breakpoints[middle].pc < pc)
			low = middle + 1;
		else
			high = middle;
	}
	return low;
}

struct breakpoint *breakpoint_find(uintptr_t pc)
{
	uint32_t i = lower_bound(pc);

	return i < count && breakpoints[i].pc == pc ? &breakpoints[i] : NULL;
}

bool breakpoint_is_at(uintptr_t pc)
{
	const struct breakpoint *b = breakpoint_find(pc);

	return b && (has_foreign || b->emulated || !b->foreign);
}

uintptr_t breakpoint_slot(const struct breakpoint *b)
{
	return slots + b->slot * (uintptr_t)STEP_CODE_MAX;
}

static void note_first(const struct vm_area *area, void *context)
{
	uintptr_t *first = context;

	if (!*first)
		*first = area->start;
}

static int make_slots(struct aspace *as)
{
	uintptr_t first = 0;
	struct map_request request = {
		.length = ALIGN_UP((size_t)SLOTS_SIZE, PAGE_SIZE),
		.prot = PROT_READ | PROT_EXEC,
		.place = MAP_ANYWHERE,
	};

	session.memory_is_old = true;
	aspace_for_each(as, note_first, &first);
	if (first > 2 * BELOW) {
		request.start = first - BELOW;
		request.place = MAP_EXACTLY;
	}
	return aspace_map(as, &request, &slots);
}

/* Read the code at `pc` of any address space, as it was without breakpoints. */
static int read_code(struct aspace *as, uintptr_t pc, uint8_t code[STEP_CODE_MAX])
{
	int error = aspace_read(as, pc, code, STEP_CODE_MAX);

	for (uint32_t i = lower_bound(pc - STEP_CODE_MAX); i < count; i++) {
		const struct breakpoint *b = &breakpoints[i];
		uint8_t trap[STEP_TRAP_MAX];
		size_t n = arch_breakpoint(b->code, trap);

		if (b->pc >= pc + STEP_CODE_MAX)
			break;
		for (size_t j = 0; j < n; j++)
			if (b->pc + j >= pc && b->pc + j < pc + STEP_CODE_MAX)
				code[b->pc + j - pc] = b->code[j];
	}
	return error;
}

static int insert(const struct breakpoint *b)
{
	struct aspace *as = session.program->aspace;
	uint8_t trap[STEP_TRAP_MAX];
	size_t length = arch_breakpoint(b->code, trap);
	uint32_t at = lower_bound(b->pc);
	int error = aspace_write(as, b->pc, trap, length);

	session.memory_is_old = true;
	if (!error && !breakpoints)
		breakpoints = kmalloc(BREAKPOINTS_MAX * sizeof(*breakpoints));
	if (!error && !breakpoints)
		error = -ENOMEM;
	if (error)
		return error;
	memmove(&breakpoints[at + 1], &breakpoints[at], (count - at) * sizeof(breakpoints[0]));
	breakpoints[at] = *b;
	breakpoints[at].slot = (uint16_t)count++;
	return 0;
}

/* A breakpoint that exists is wanted again, perhaps as an event for the first time. */
static void widen(struct breakpoint *known, const struct breakpoint *b)
{
	known->word = known->event && known->word != b->word ? 0 : b->word;
	known->foreign = known->event ? known->foreign : b->foreign;
	known->event = true;
	known->access |= known->call && !b->call;
	known->write |= b->write;
}

/* Load-reserved and store-conditional are both emulated: a trap between them would end the
 * reservation. */
static int add_pair(struct breakpoint *first, size_t distance)
{
	struct breakpoint second = {.pc = first->pc + distance, .emulated = true};
	int error = read_code(session.program->aspace, second.pc, second.code);

	first->emulated = true;
	if (!error && !breakpoint_find(second.pc))
		error = insert(&second);
	return error ? error : insert(first);
}

int breakpoint_add(uintptr_t pc, uintptr_t word, bool write, bool call)
{
	struct aspace *as = session.program->aspace;
	struct breakpoint *known = breakpoint_find(pc);
	struct breakpoint b = {.pc = pc, .word = word, .write = write, .event = true, .call = call};
	uint8_t slot[STEP_CODE_MAX];
	size_t pair;
	int error = 0;

	b.foreign = !call && session.settings.events != EXPLORE_APP;
	if (known) {
		widen(known, &b);
		return 0;
	}
	if (!slots)
		error = make_slots(as);
	if (!error)
		error = read_code(as, pc, b.code);
	if (error)
		return error;
	if (count + 1 >= (b.foreign ? FOREIGN_MAX : BREAKPOINTS_MAX))
		return unwatched_add(EXPLORE_NO_ROOM, pc);
	pair = arch_step_pair(b.code, sizeof(b.code));
	if (pair)
		return add_pair(&b, pair);
	if (!arch_step_fill(slot, slots + count * (uintptr_t)STEP_CODE_MAX, b.code, pc)) {
		b.in_place = arch_step_in_place();
		b.jump = !b.in_place && call && arch_jump_emulate(NULL, b.code);
		return b.in_place || b.jump ? insert(&b) : unwatched_add(EXPLORE_UNMOVABLE, pc);
	}
	error = aspace_write(as, slots + count * (uintptr_t)STEP_CODE_MAX, slot, sizeof(slot));
	return error ? error : insert(&b);
}

int breakpoints_choose(bool foreign)
{
	struct aspace *as = session.program->aspace;
	int error = 0;

	for (uint32_t i = 0; i < count && foreign != has_foreign && !error; i++) {
		const struct breakpoint *b = &breakpoints[i];
		uint8_t trap[STEP_TRAP_MAX];
		size_t length = arch_breakpoint(b->code, trap);

		if (b->foreign && !b->emulated)
			error = aspace_write(as, b->pc, foreign ? trap : b->code, length);
	}
	session.memory_is_old |= foreign != has_foreign;
	has_foreign = foreign;
	return error;
}

int breakpoint_add_pair(uintptr_t pc)
{
	struct breakpoint b = {.pc = pc}, *both[2];
	size_t pair;
	int error = read_code(session.program->aspace, pc, b.code);

	pair = error ? 0 : arch_step_pair(b.code, sizeof(b.code));
	if (!pair || breakpoint_find(pc) || count + 2 >= BREAKPOINTS_MAX)
		return 0;
	error = add_pair(&b, pair);
	both[0] = breakpoint_find(pc);
	both[1] = breakpoint_find(pc + pair);
	for (int i = 0; i < 2 && !error; i++) { /* the running copy needs them too */
		uint8_t trap[STEP_TRAP_MAX];
		size_t n = arch_breakpoint(both[i]->code, trap);

		error = aspace_write(current_process()->aspace, both[i]->pc, trap, n);
	}
	return error ? error : 1;
}

#define CHUNK 4096 /* bytes of code that are searched at a time */
#define AHEAD 64   /* a pair that starts in a chunk ends at most this far behind it */

struct code_area {
	uintptr_t from; /* find the first area at or above this address */
	uintptr_t start, end;
};

static void visit_code(const struct vm_area *area, void *context)
{
	struct code_area *found = context;

	if (area->prot & PROT_EXEC && area->start >= found->from && !found->end &&
		area->start != slots) {
		found->start = area->start;
		found->end = area->end;
	}
}

static int add_pairs_of(uintptr_t start, size_t length)
{
	static uint8_t code[CHUNK + AHEAD];
	int error = aspace_read(session.program->aspace, start, code, length);

	for (size_t at = 0; at < MIN(length, (size_t)CHUNK) && !error; at += 2) {
		struct breakpoint b = {.pc = start + at};
		size_t pair = arch_step_pair(code + at, length - at);

		if (!pair || breakpoint_find(b.pc) || count + 2 >= BREAKPOINTS_MAX)
			continue;
		error = read_code(session.program->aspace, b.pc, b.code);
		if (!error)
			error = add_pair(&b, pair);
	}
	return error;
}

int breakpoints_add_pairs(void)
{
	static bool done;
	struct code_area found = {0};
	int error = 0;

	if (done || arch_step_in_place())
		return 0;
	done = true;
	for (;;) {
		aspace_for_each(session.program->aspace, visit_code, &found);
		if (error || !found.end)
			return error;
		for (uintptr_t at = found.start; at < found.end && !error; at += CHUNK)
			error = add_pairs_of(at, MIN(found.end - at, (uintptr_t)CHUNK + AHEAD));
		found = (struct code_area){.from = found.end};
	}
}

uintptr_t scratch_slot(uintptr_t pc)
{
	struct aspace *as = current_process()->aspace;
	uintptr_t at = slots + BREAKPOINTS_MAX * (uintptr_t)STEP_CODE_MAX;
	uint8_t code[STEP_CODE_MAX], slot[STEP_CODE_MAX] = {0};

	if (read_code(as, pc, code) || !arch_step_fill(slot, at, code, pc) ||
		aspace_write(as, at, slot, sizeof(slot)))
		return 0;
	return at;
}

int slots_prepare(void)
{
	return slots ? 0 : make_slots(session.program->aspace);
}
