/* SPDX-License-Identifier: MIT */
/*
 * Accesses as events. Profiling runs find the instructions that touch words which several threads
 * use: in these runs the program's memory is closed to it, and every access is a fault. At the end
 * each such instruction gets a breakpoint (breakpoint.h).
 */
#pragma once
#include <arch/trap.h>
#include <lib/base.h>
#include <uapi/explore.h>

struct aspace;

/* Begin a profiling run: 0 or -ENOMEM. */
int profile_begin(void);

/* Close the memory of a new process of the run to it. */
void profile_close(struct aspace *as);

/* A page fault of the run's program: true when the access can go on. Thread context. */
bool profile_fault(struct trapframe *frame, uintptr_t addr, bool write);

/* A page of the current process has come in without a fault of its program. */
void profile_page_faulted_in(uintptr_t addr);

/* An access that no fault has told of. */
void profile_note(uintptr_t pc, uintptr_t addr, bool write);

/* The step that the access needed is done: close what was opened. */
void profile_step_done(void);

/* Make breakpoints of what the run has shown. 0 or -ENOMEM. */
int profile_end(const struct explore_ranges *ranges);
