/* SPDX-License-Identifier: MIT */
/*
 * Breakpoints in the template: each stops a thread before an instruction that is an event. The
 * instruction is then executed from a slot, a copy of it elsewhere in the program's memory.
 */
#pragma once
#include <arch/trap.h>
#include <lib/base.h>

/* Put a breakpoint into the template at `pc`, for an access to `word` (0: several words) or, with
 * `call`, for the entry of a function. An instruction that cannot be stepped over is left out.
 * 0 or -ENOMEM. */
int breakpoint_add(uintptr_t pc, uintptr_t word, bool write, bool call);

/* How many there are. */
uint32_t breakpoints_count(void);

/* See that there are slots. 0 or -errno. */
int slots_prepare(void);

/* A run begins: nobody is in the middle of a step. */
void steps_begin(void);

/* The step that a thread, by number, is in the middle of. */
struct step {
	uintptr_t pc;   /* of the instruction */
	uintptr_t slot; /* where it is executed; 0: none */
};
struct step *step_of(uint32_t number);

/* Begin to execute the instruction at the frame's pc without its breakpoint. */
void step_begin_at(struct trapframe *frame, uint32_t number, uintptr_t slot);

/* A breakpoint or step trap of the current thread: true when it was ours. Thread context. */
bool breakpoint_hit(struct trapframe *frame);

/* The slot for any instruction at a time, filled with the one at `pc`; 0: it cannot be moved. */
uintptr_t scratch_slot(uintptr_t pc);

/* If the instruction at `pc`, which the current copy is about to do, is the first of a pair that no
 * trap must part: from now on the kernel does both. 1: so it is; 0, -ENOMEM. */
int breakpoint_add_pair(uintptr_t pc);

/* Any instruction may be where a thread is stopped: from now on the kernel does all pairs that are
 * in the template. 0, -ENOMEM. */
int breakpoints_add_pairs(void);

/* A signal interrupts the current thread's step: it has not been done. */
void step_interrupt(struct trapframe *frame);
