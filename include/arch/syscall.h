/* SPDX-License-Identifier: MIT */
/*
 * Contract: system calls, from the trap to the table and back.
 *
 * Once the registers are in a trapframe, the architecture's entry turns interrupts on, calls
 * syscall_table[number] with the six arguments of the Linux convention, and returns the result to
 * the program. For an unknown number or a NULL entry the result is -ENOSYS. While `explore_active`,
 * the entry first calls syscall_begins(), and passes the result through syscall_ended(). Results
 * from -ERESTART_RESTARTBLOCK to -ERESTARTSYS always pass through syscall_ended().
 *
 * Then, with interrupts off, the entry returns to user mode. It does so through trap_exit_user() if
 * the CPU's need_resched or `explores` is set, or any of the thread's THREAD_EXIT_WORK flags;
 * otherwise directly. Either way it counts the time in user mode (<arch/user_time.h>).
 *
 * SYSCALL_WITH_REGISTERS(sys_NAME) in <asm/trapframe.h> is the table's entry for a call that reads
 * the frame's callee-saved registers. For other calls the entry need not save them there.
 */
#pragma once

#define SYSCALL_TABLE_SIZE 512

#ifndef __ASSEMBLY__
struct trapframe;

/* Up-calls. syscall_begins() is called with interrupts off and turns them on. syscall_ended() is
 * called with interrupts on and returns the result for the program, or for a signal handler's
 * frame. */
void syscall_begins(struct trapframe *frame);
long syscall_ended(struct trapframe *frame, long result);
#endif
