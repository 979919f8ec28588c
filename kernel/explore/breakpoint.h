/* SPDX-License-Identifier: MIT */
/*
 * Breakpoints in the template. Each stops a thread before an instruction that is an event. The
 * instruction is then executed in a slot, which has a copy of it elsewhere in the program's memory.
 */
#pragma once
#include <arch/trap.h>
#include <lib/base.h>

/* Put a breakpoint into the template at `pc`, for an access to `word` (0: several words) or, with
 * `call`, for the entry of a function. An instruction that cannot be stepped over, or one too many,
 * gets none. 0 or -errno. Thread context. */
int breakpoint_add(uintptr_t pc, uintptr_t word, bool write, bool call);

/* Have the breakpoints at accesses that were not found in runs with the events "app" only if
 * `foreign`. 0 or -errno. Thread context. */
int breakpoints_choose(bool foreign);

/* The number of breakpoints. */
uint32_t breakpoints_count(void);

/* Map the slots, unless they are mapped. 0 or -errno. Thread context. */
int slots_prepare(void);

/* A run starts: no thread is in the middle of a step. */
void steps_begin(void);

/* The steps of the run that were not the program's: the ends of slots. */
uint64_t steps_extra(void);

/* The step that thread `number` is in the middle of. */
struct step {
	uintptr_t pc;   /* of the instruction */
	uintptr_t slot; /* the address it is executed at; 0: there is no step */
	bool split;     /* split_write() or split_cancel() ends it */
};
struct step *step_of(uint32_t number);

/* Let thread `number` execute the instruction at the frame's pc in `slot`, without its
 * breakpoint. */
void step_begin_at(struct trapframe *frame, uint32_t number, uintptr_t slot);

/* Handle a breakpoint or step trap of the current thread. False: it is the program's own. Thread
 * context. */
bool breakpoint_hit(struct trapframe *frame);

/* Is there a breakpoint at `pc`? */
bool breakpoint_is_at(uintptr_t pc);

/* Fill the scratch slot, which all instructions without a breakpoint share, with the one at `pc`.
 * Returns the slot's address; 0: the instruction cannot be moved. Thread context. */
uintptr_t scratch_slot(uintptr_t pc);

/* If the instruction at `pc`, which the current copy is about to do, is the first of a pair that no
 * trap may part, let the kernel emulate both from now on. 1: it is; 0: it is not, or there are too
 * many breakpoints; -errno. Thread context. */
int breakpoint_add_pair(uintptr_t pc);

/* A thread may be stopped at any instruction: let the kernel emulate all such pairs of the template
 * from now on. 0 or -errno. Thread context. */
int breakpoints_add_pairs(void);

/* A signal interrupts the current thread's step: cancel it, as the instruction is not done yet. */
void step_interrupt(struct trapframe *frame);
