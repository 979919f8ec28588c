/* SPDX-License-Identifier: MIT */
/*
 * Accesses as events. Profiling runs find the instructions that touch words which several threads
 * use: in such a run the program's memory is closed to it, and every access is a fault. At its end
 * each of these instructions gets a breakpoint (breakpoint.h). All functions: thread context.
 */
#pragma once
#include <arch/trap.h>
#include <lib/base.h>
#include <uapi/explore.h>

struct aspace;

/* Start a profiling run. If policy and seed are those of the run before, it is a repetition, which
 * watches what that one could not. 0 or -errno. */
int profile_begin(void);

/* Free what profiling runs have kept, as they are over. */
void profile_forget(void);

/* Close `as`, the memory of a process of the run, to user mode. */
void profile_close(struct aspace *as);

/* Handle a page fault of the run's program. False: it is a fault without the profile too. */
bool profile_fault(struct trapframe *frame, uintptr_t addr, bool write);

/* The kernel has faulted in a page of the current process for a copy: close it. */
void profile_page_faulted_in(uintptr_t addr);

/* Log an access of the current thread. */
void profile_note(uintptr_t pc, uintptr_t addr, bool write);

/* The step that the access needed is done: close the pages that were opened for it. */
void profile_step_done(void);

/* The running thread lets another one run, or leaves user mode by a system call or a signal: close
 * its pages. */
void profile_thread_switches(void);
void profile_thread_leaves(void);

/* The step of the run at which profile_stop() is to be called; UINT64_MAX: never. */
uint64_t profile_stop_steps(void);
void profile_stop(void);

struct operation;
/* The running thread is about to do `operation`, an access of the instruction at `pc`. Returns it;
 * if the run is to stop the thread there (struct explore_run), it lets the others run first. */
const struct operation *profile_event(uintptr_t pc, struct operation *operation);

/* Add breakpoints at the accesses to shared bytes that the run has logged, and say in the result
 * what was not watched. 0 or -errno. */
int profile_end(struct explore_result *result);
