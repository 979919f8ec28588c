/* SPDX-License-Identifier: MIT */
/*
 * Breakpoints are in the template's text, so every copy has them. Each has a slot of its own, which
 * is filled once, so that code does not change during a run.
 */
#include <arch/insn.h>
#include <arch/step.h>
#include <kernel/explore/access.h>
#include <kernel/explore/breakpoint.h>
#include <kernel/explore/buffer.h>
#include <kernel/explore/fault.h>
#include <kernel/explore/lock_call.h>
#include <kernel/explore/session.h>
#include <kernel/explore/split.h>
#include <lib/string.h>
#include <mm/aspace.h>
#include <mm/slab.h>
#include <uapi/errno.h>

#define BREAKPOINTS_MAX 8192
#define FOREIGN_MAX     (BREAKPOINTS_MAX / 2)                   /* not events with --events app */
#define SLOTS_SIZE      ((BREAKPOINTS_MAX + 1) * STEP_CODE_MAX) /* the last is the scratch slot */
#define BELOW           0x100000 /* the slots are this far below the program, if there is room */

struct breakpoint {
	uintptr_t pc, word;
	uint16_t slot; /* its number */
	bool write;
	bool event;                  /* an event of the schedule; false: only emulated */
	bool foreign;                /* not an event with --events app */
	bool call;                   /* the entry of a function */
	bool access;                 /* the first instruction of that is an access, too */
	bool emulated;               /* the kernel does the instruction, which is one of a pair */
	bool jump;                   /* the kernel does the instruction, a function's first */
	uint8_t code[STEP_CODE_MAX]; /* the original code */
};

static struct breakpoint *breakpoints; /* sorted by pc; NULL: there are none yet */
static uint32_t count;
static uintptr_t slots; /* their address in every explored address space; 0: not mapped yet */
static struct step steps[SCHEDULE_THREADS_MAX];
static bool has_foreign = true; /* breakpoints_choose() */
static uint64_t extra_steps;

void steps_begin(void)
{
	extra_steps = 0;
	memset(steps, 0, sizeof(steps));
	arch_step_forget();
}

uint32_t breakpoints_count(void)
{
	return count;
}

uint64_t steps_extra(void)
{
	return extra_steps;
}

struct step *step_of(uint32_t number)
{
	return &steps[number];
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

static struct breakpoint *find(uintptr_t pc)
{
	uint32_t i = lower_bound(pc);

	return i < count && breakpoints[i].pc == pc ? &breakpoints[i] : NULL;
}

bool breakpoint_is_at(uintptr_t pc)
{
	const struct breakpoint *b = find(pc);

	return b && (has_foreign || b->emulated || !b->foreign);
}

static uintptr_t slot_of(const struct breakpoint *b)
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
	if (!error && !find(second.pc))
		error = insert(&second);
	return error ? error : insert(first);
}

int breakpoint_add(uintptr_t pc, uintptr_t word, bool write, bool call)
{
	struct aspace *as = session.program->aspace;
	struct breakpoint *known = find(pc);
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
	if (error || count + 1 >= (b.foreign ? FOREIGN_MAX : BREAKPOINTS_MAX))
		return error;
	pair = arch_step_pair(b.code, sizeof(b.code));
	if (pair)
		return add_pair(&b, pair);
	if (!arch_step_fill(slot, slots + count * (uintptr_t)STEP_CODE_MAX, b.code, pc)) {
		b.jump = call && arch_jump_emulate(NULL, b.code);
		return b.jump ? insert(&b) : 0;
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
	if (!pair || find(pc) || count + 2 >= BREAKPOINTS_MAX)
		return 0;
	error = add_pair(&b, pair);
	both[0] = find(pc);
	both[1] = find(pc + pair);
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

		if (!pair || find(b.pc) || count + 2 >= BREAKPOINTS_MAX)
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

void step_begin_at(struct trapframe *frame, uint32_t number, uintptr_t slot)
{
	steps[number] = (struct step){
		.pc = frame_pc(frame),
		.slot = slot,
		.split = steps[number].split,
	};
	arch_step_begin(frame, slot);
}

/* Is its access an event of this run? At a function's entry, it is the library's. */
static bool is_event(const struct breakpoint *b)
{
	bool is = b->event && (!b->call || b->access);

	return is && (session.settings.events != EXPLORE_APP || !(b->foreign || b->call));
}

/* Add the memory that the instruction is about to access to what `operation` touches. If that is
 * not known, its size remains 0: it may be any memory. The second instruction of a pair writes. */
static void touch_accesses(const struct trapframe *frame, const struct breakpoint *b,
	struct operation *operation)
{
	struct insn_access found[INSN_ACCESSES_MAX];
	int accesses = arch_insn_accesses(frame, b->code, sizeof(b->code), found);

	for (int i = 0; i < accesses; i++)
		operation_touches(operation, &(struct touch){
						     .kind = TOUCH_MEMORY,
						     .write = found[i].write || b->emulated,
						     .start = found[i].address,
						     .size = found[i].size,
					     });
	if (accesses > 0)
		operation->size = 1;
}

/* The event of the access that `number`, the current thread, is at. Its instruction is to be
 * stepped at once. */
static void do_access(const struct trapframe *frame, const struct breakpoint *b, uint32_t number)
{
	bool split;
	struct operation operation = {
		.kind = OPERATION_ACCESS,
		.write = b->write,
		.word = b->word ? b->word : b->pc,
	};

	touch_accesses(frame, b, &operation);
	split = !b->emulated && split_begins(frame, number, b->code, &operation);
	session_event(profile_event(b->pc, &operation));
	if (split)
		buffer_drain(); /* what comes in parts does not wait */
	else
		buffer_event(frame, b->code);
	steps[number].split = split && split_read(number);
}

/* A repeated string instruction has done one element. */
static void next_element(struct trapframe *frame, uint32_t number)
{
	struct step *step = &steps[number];
	const struct breakpoint *b = find(step->pc);

	if (!b || !is_event(b))
		return;
	if (step->split)
		split_write(frame, number, step->pc);
	step->split = false;
	if (session_decides() && split_is_element(frame, b->code)) {
		profile_step_done();
		frame_set_pc(frame, step->pc);
		do_access(frame, b, number);
		frame_set_pc(frame, step->slot);
	}
}

static bool step_trap(struct trapframe *frame, uint32_t number)
{
	struct step *step = &steps[number];
	bool split = step->split;
	uintptr_t slot;

	if (!arch_step_ended(frame, step->slot)) {
		if (!buffer_is_watched()) {
			next_element(frame, number);
			return true;
		}
		arch_step_cancel(frame);
	}
	frame_set_pc(frame, step->pc + (frame_pc(frame) - step->slot));
	step->slot = 0;
	step->split = false;
	extra_steps += !arch_step_in_place();
	profile_step_done();
	buffer_stepped(true);
	if (split)
		split_write(frame, number, step->pc);
	slot = buffer_watch(frame);
	if (slot)
		step_begin_at(frame, number, slot);
	return true;
}

void step_interrupt(struct trapframe *frame)
{
	uint32_t number = session_number(current_thread());
	struct step *step = &steps[number];

	if (!step->slot)
		return;
	if (step->split)
		split_cancel(number);
	arch_step_cancel(frame);
	frame_set_pc(frame, step->pc);
	step->slot = 0;
	step->split = false;
	profile_step_done();
	buffer_stepped(false);
}

static bool emulate(struct trapframe *frame, const struct breakpoint *b, uint32_t number)
{
	uintptr_t address;
	int done;

	if (!arch_step_pair(b->code, sizeof(b->code)) && fault_at(SITE_STORE, 2))
		arch_step_forget(); /* the store fails */
	done = arch_step_emulate(frame, b->code, number, &address);

	if (done > 0 && session.run.purpose == EXPLORE_PROFILE)
		profile_note(b->pc, address, true);
	return done > 0;
}

bool breakpoint_hit(struct trapframe *frame)
{
	uint32_t number = session_number(current_thread());
	struct operation call;
	struct breakpoint *b;

	if (steps[number].slot)
		return step_trap(frame, number);
	b = find(arch_breakpoint_pc(frame));
	if (!b)
		return false;
	frame_set_pc(frame, b->pc);
	steps[number].split = false;
	if (b->call && session_decides() && lock_call_begins(frame, number, &call)) {
		session_event(profile_event(b->pc, &call));
		buffer_event(frame, b->code);
		if (fault_returns_at_once(frame, b->pc))
			return true;
	} else if (is_event(b) && session_decides()) {
		do_access(frame, b, number);
	} else {
		buffer_event(frame, b->code);
	}
	if (b->emulated)
		return emulate(frame, b, number);
	if (b->jump)
		return arch_jump_emulate(frame, b->code) > 0;
	step_begin_at(frame, number, slot_of(b));
	return true;
}
