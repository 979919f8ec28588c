/* SPDX-License-Identifier: MIT */
/*
 * Breakpoints in the template. Each stops a thread before an instruction that is an event. The
 * instruction is then executed in a slot, which has a copy of it elsewhere in the program's memory,
 * or, if it cannot be moved, in place. hit.h does that.
 */
#pragma once
#include <arch/step.h>
#include <arch/trap.h>
#include <lib/base.h>

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
	bool in_place;               /* the instruction cannot be moved */
	uint8_t code[STEP_CODE_MAX]; /* the original code */
};

/* The breakpoint at `pc`, valid until one is added; NULL: there is none. */
struct breakpoint *breakpoint_find(uintptr_t pc);

/* The slot of a breakpoint. */
uintptr_t breakpoint_slot(const struct breakpoint *b);

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
