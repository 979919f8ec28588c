/* SPDX-License-Identifier: MIT */
/*
 * Every hook of the schedule explorer: the functions that the rest of the kernel calls when
 * something happens that an exploration must see or decide. kernel/explore provides them.
 * docs/explorer.md describes when each is called and what it does.
 *
 * Only a machine that was booted to explore calls them, so on other machines each costs one test:
 * of explore_active, of the CPU's `explores`, of the process's `explored`, of the thread's
 * THREAD_EXPLORED, or of clock_is_virtual.
 */
#pragma once
#include <lib/base.h>

struct fault;
struct process;
struct runqueue;
struct thread;
struct trapframe;

/* Was this machine booted to explore? Constant once programs run. */
extern bool explore_active;

/* --- User mode is left and entered (arch, kernel/sys, kernel/proc/fault.c) --- */

enum explore_cause { EXPLORE_BY_TRAP, EXPLORE_BY_TIMER, EXPLORE_BY_CALL };

/*
 * User mode was left because of `cause`. `counter` is arch_instret() read at a fixed number of
 * instructions after the trap, the same for each cause. Interrupts off. If explore_active.
 */
void explore_user_enter(uint64_t counter, enum explore_cause cause);

/* User mode is entered as soon as this returns. Interrupts off. If explore_active. */
void explore_user_exit(void);

/* Has the current thread reached the step where it is to stop? Then explore_stop() lets other
 * threads run. Called on the way to user mode: the first with interrupts off, the second in thread
 * context. */
bool explore_stop_is_due(void);
void explore_stop(void);

/* --- System calls (kernel/sys/syscall.c): thread context, explored processes --- */

/* System call `number` begins. May switch to another thread; may end the run; may let the call
 * fail: then the frame has another number until it ends. */
void explore_call_begins(long number, const unsigned long args[6]);

/* It has ended with `result`. Returns the result for the program. */
long explore_call_ended(long result);

/* --- Faults: in system calls of the current thread, which may sleep. If explore_active. --- */

/* A futex wait is about to block: does it end at once instead, without cause? */
uint32_t explore_fault_wait(void);

/* n bytes are to be transferred, of which `whole` may not be parted. Returns how many will be. */
size_t explore_fault_transfer(size_t n, size_t whole);

/* --- Faults and signals (kernel/proc/fault.c): thread context --- */

/* A fault in user mode. True: it was the explorer's own (a breakpoint, a watched page, a counter
 * instruction) and the program resumes. If explore_active. */
bool explore_handles_fault(struct trapframe *frame, const struct fault *fault);

/* The page at `addr` of the current, explored process was faulted in by a user copy. */
void explore_page_faulted_in(uintptr_t addr);

/* A signal is about to be delivered to the current thread of an explored process, or the thread is
 * about to be stopped or to end. */
void explore_signal_begins(struct trapframe *frame);

/* A signal has been sent to `t`, another thread. True: it is to notice that later. Lock:
 * thread_table_lock. If explore_active. */
bool explore_delays_signal(struct thread *t);

/* A fault of the current thread at `pc` becomes signal `signal`. If explore_active. */
void explore_fault(int signal, uintptr_t address, uintptr_t pc);

/* --- Threads and processes (kernel/proc, kernel/exec): thread context --- */

/* A thread of an explored process is about to create a thread or process. The first time, the
 * program stops here and becomes the template of all runs. */
void explore_clone_begins(void);

/* The current thread is about to start `t`, a thread of an explored process. */
void explore_thread_created(struct thread *t);

/* The current, explored process has loaded another program. */
void explore_exec_done(void);

/* `self`, the current thread, can no longer avoid its end. If explore_active. */
void explore_thread_exits(struct thread *self);

/* The last thread has left `process`. If explore_active. */
void explore_process_ended(struct process *process);

/* Does a run wait until `process` is a zombie or gone? If so, the caller calls
 * explore_process_gone() when it is. */
bool explore_run_waits_for(const struct process *process);
void explore_process_gone(void);

/* --- Scheduling (kernel/sched) --- */

/*
 * The current thread `self`, which is explored, gives up the CPU, for good if it `ends`. Put the
 * thread that is to run next right behind it. `interruptible`: a signal would end its wait. False:
 * it stays, because the deadline of its wait has just passed or it has a signal. Interrupts off,
 * rq->lock held.
 */
bool explore_thread_leaves(struct runqueue *rq, struct thread *self, bool ends, bool interruptible);

/* No thread can run, and the clock is virtual: advance it, or end the run. True if something has
 * changed. Interrupts off. */
bool explore_idle(void);

/* CPU time of `t` in nanoseconds by its own steps, when the clock is virtual. Any context. */
uint64_t explore_runtime_ns(const struct thread *t);
