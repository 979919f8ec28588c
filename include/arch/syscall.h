/* SPDX-License-Identifier: MIT */
/*
 * Contract: system calls, from the trap to the table and back.
 *
 * The architecture's entry, once the registers are in a trapframe, turns interrupts on and calls
 * syscall_table[number] with the six arguments of the Linux convention (-ENOSYS: no such number, or
 * a NULL entry) and gives the program what that returns. While `explore_active`, syscall_begins()
 * is called before, and the result goes through syscall_ended(); so does one from
 * -ERESTART_RESTARTBLOCK to -ERESTARTSYS always. Then, interrupts off, it returns to user mode at
 * once unless the CPU's need_resched or `explores` or one of the thread's THREAD_EXIT_WORK flags is
 * set: then through trap_exit_user(). Either way it counts the time in user mode
 * (<arch/user_time.h>).
 *
 * SYSCALL_WITH_REGISTERS(sys_NAME) in <asm/trapframe.h> is what stands in the table for a call that
 * reads the frame's callee-saved registers; for others the entry need not put them there.
 */
#pragma once

#define SYSCALL_TABLE_SIZE 512

#ifndef __ASSEMBLY__
struct trapframe;

/* Up-calls. The first has interrupts off and turns them on. The second, interrupts on: the result
 * that the program, or a handler's frame, has. */
void syscall_begins(struct trapframe *frame);
long syscall_ended(struct trapframe *frame, long result);
#endif
