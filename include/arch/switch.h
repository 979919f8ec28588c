/* SPDX-License-Identifier: MIT */
/*
 * Contract: the switch between two threads. Inline from <asm/switch.h>:
 *
 *   void arch_switch(struct arch_thread *prev, struct arch_thread *next)
 *
 * Leave `prev`, continue `next`. Saves the callee-saved registers on prev's stack; moves FPU and
 * vector state if either thread has any; loads next's address space if it differs; makes next's
 * stack the interrupt stack (TSS rsp0/esp0, tp and sscratch) and `next` the current thread. Returns
 * when another switch resumes `prev`, possibly on another CPU. Interrupts off, this CPU's runqueue
 * lock held across the switch. Only its last instructions, arch_switch_stack, are assembly. Only
 * the scheduler includes this file.
 */
#pragma once
#include <arch/thread.h>
#include <asm/switch.h>
