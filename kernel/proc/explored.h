/* SPDX-License-Identifier: MIT */
/*
 * Up-calls to the explorer of thread schedules (kernel/explore/), which stands above what calls it.
 * `explore_active` is false on every machine that was not booted to explore: then they cost a test.
 */
#pragma once
#include <lib/base.h>

struct fault;
struct process;
struct thread;
struct trapframe;

extern bool explore_active;

/* A thread of an explored process is about to make another thread or process: the first time the
 * program stops here and becomes the template of all runs. Thread context. */
void explore_clone_begins(void);

/* `t`, of an explored process, is about to be started by the current thread. Thread context. */
void explore_thread_created(struct thread *t);

/* The current thread has passed the point of no return. Thread context. */
void explore_thread_exits(struct thread *self);

/* The last thread of `process` has left it. Thread context. */
void explore_process_ended(struct process *process);

/* Is it one that a run waits for? Then this is called when it is a zombie, or gone. */
bool explore_counts(const struct process *process);
void explore_process_left(void);

/* A system call begins, and has ended with `result`. Thread context, of an explored process. */
void explore_call_begins(long number, const unsigned long args[6]);
void explore_call_ended(long result);

/* User mode is entered as soon as this returns (interrupts off). See explore_user_enter() in
 * <arch/trap.h>. */
void explore_user_exit(void);

/* Before that: has the current thread come to where it is to stop (interrupts off)? Then it stops,
 * and others may go first (thread context). */
bool explore_stop_is_due(void);
void explore_stop(void);

/* A fault of an explored program in user mode: true when it was the explorer's. Thread context. */
bool explore_handles_fault(struct trapframe *frame, const struct fault *fault);

/* The kernel has brought in a page of the current, explored process to copy to or from it. Thread
 * context. */
void explore_page_comes(uintptr_t addr);

/* The current, explored process has got another program. Thread context. */
void explore_program_comes(void);

/* A signal is about to be acted on. Thread context. */
void explore_signal_comes(struct trapframe *frame);

/* A fault of the current thread becomes `signal`. Thread context. */
void explore_fault(int signal, uintptr_t address, uintptr_t pc);
