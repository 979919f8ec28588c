/* SPDX-License-Identifier: MIT */
/*
 * What a thread does at a breakpoint: its event, then the instruction.
 */
#pragma once
#include <arch/trap.h>
#include <lib/base.h>

/* A run starts: no thread is in the middle of a step. */
void steps_begin(void);

/* The steps of the run that were not the program's: the ends of slots. */
uint64_t steps_extra(void);

/* The step that thread `number` is in the middle of. */
struct step {
	uintptr_t pc;   /* of the instruction */
	uintptr_t slot; /* the address it is executed at; 0: there is no step */
	bool split;     /* split_write() or split_cancel() ends it */
	bool bare;      /* its breakpoint is not in the code until it ends */
};
struct step *step_of(uint32_t number);

/* Let thread `number` execute the instruction at the frame's pc in `slot`, without its
 * breakpoint. */
void step_begin_at(struct trapframe *frame, uint32_t number, uintptr_t slot);

/* Handle a breakpoint or step trap of the current thread. False: it is the program's own. Thread
 * context. */
bool breakpoint_hit(struct trapframe *frame);

/* A signal interrupts the current thread's step: cancel it, as the instruction is not done yet. */
void step_interrupt(struct trapframe *frame);
