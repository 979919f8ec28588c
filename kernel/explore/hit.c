/* SPDX-License-Identifier: MIT */
/*
 * Stepping over breakpoints: in a slot, in place without the breakpoint while no other thread runs,
 * or with the kernel doing the instruction.
 */
#include <arch/insn.h>
#include <arch/step.h>
#include <kernel/explore/access.h>
#include <kernel/explore/breakpoint.h>
#include <kernel/explore/buffer.h>
#include <kernel/explore/fault.h>
#include <kernel/explore/hit.h>
#include <kernel/explore/lock_call.h>
#include <kernel/explore/session.h>
#include <kernel/explore/split.h>
#include <lib/string.h>
#include <mm/aspace.h>

static struct step steps[SCHEDULE_THREADS_MAX];
static uint64_t extra_steps;

void steps_begin(void)
{
	extra_steps = 0;
	memset(steps, 0, sizeof(steps));
	arch_step_forget();
}

uint64_t steps_extra(void)
{
	return extra_steps;
}

struct step *step_of(uint32_t number)
{
	return &steps[number];
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
	const struct breakpoint *b = breakpoint_find(step->pc);

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

/* Write the code at a breakpoint with or without its trap. No other thread runs meanwhile. */
static void write_trap(const struct breakpoint *b, bool with)
{
	uint8_t trap[STEP_TRAP_MAX];
	size_t length = arch_breakpoint(b->code, trap);

	if (aspace_write(current_process()->aspace, b->pc, with ? trap : b->code, length))
		session_refuse("more memory than there is");
}

static void end_step(struct step *step)
{
	const struct breakpoint *b = step->bare ? breakpoint_find(step->pc) : NULL;

	if (b)
		write_trap(b, true);
	*step = (struct step){.pc = step->pc};
}

/* The instruction is done. If the thread has stores that wait, step on. */
static void watch_stores(struct trapframe *frame, uint32_t number)
{
	uintptr_t slot = buffer_watch(frame);

	if (slot)
		step_begin_at(frame, number, slot);
}

static bool step_trap(struct trapframe *frame, uint32_t number)
{
	struct step *step = &steps[number];
	bool split = step->split;

	if (!arch_step_ended(frame, step->slot)) {
		if (!buffer_is_watched()) {
			next_element(frame, number);
			return true;
		}
		arch_step_cancel(frame);
	}
	frame_set_pc(frame, step->pc + (frame_pc(frame) - step->slot));
	end_step(step);
	extra_steps += !arch_step_in_place();
	profile_step_done();
	buffer_stepped(true);
	if (split)
		split_write(frame, number, step->pc);
	watch_stores(frame, number);
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
	end_step(step);
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

/* Do the instruction at a breakpoint, if the kernel does it. 1: done; 0: the program is to do it;
 * -1: it cannot be done. */
static int do_instruction(struct trapframe *frame, const struct breakpoint *b, uint32_t number)
{
	if (b->emulated)
		return emulate(frame, b, number) ? 1 : -1;
	if (b->jump)
		return arch_jump_emulate(frame, b->code) > 0 ? 1 : -1;
	return 0;
}

bool breakpoint_hit(struct trapframe *frame)
{
	uint32_t number = session_number(current_thread());
	struct operation call;
	struct breakpoint *b;
	int done = 0;

	if (steps[number].slot)
		return step_trap(frame, number);
	b = breakpoint_find(arch_breakpoint_pc(frame));
	if (!b)
		return false;
	frame_set_pc(frame, b->pc);
	steps[number].split = false;
	if (b->call && session_decides() && lock_call_begins(frame, number, &call)) {
		session_event(profile_event(b->pc, &call));
		buffer_event(frame, b->code);
		done = fault_returns_at_once(frame, b->pc);
	} else if (is_event(b) && session_decides()) {
		do_access(frame, b, number);
	} else {
		buffer_event(frame, b->code);
	}
	if (!done)
		done = do_instruction(frame, b, number);
	if (done) {
		watch_stores(frame, number);
		return done > 0;
	}
	if (b->in_place)
		write_trap(b, false);
	step_begin_at(frame, number, b->in_place ? b->pc : breakpoint_slot(b));
	steps[number].bare = b->in_place;
	return true;
}
