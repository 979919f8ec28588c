/* SPDX-License-Identifier: MIT */
/*
 * Instructions that are not one access: those that read and write memory without a lock, and those
 * whose accesses may be torn. Other threads may run between the parts. All functions: thread
 * context, the frame of the current thread, whose number they are given.
 */
#pragma once
#include <arch/step.h>
#include <kernel/explore/schedule/schedule.h>

/* Is the instruction at `code`, at whose start the frame's registers are, done in parts? If so,
 * *operation, the event before it, becomes that of its first part. */
bool split_begins(const struct trapframe *frame, uint32_t number, const uint8_t code[STEP_CODE_MAX],
	struct operation *operation);

/* Do the parts before the instruction's first write, with events between them, and put the values
 * that were read back into memory. The instruction is to be stepped at once. False: it needs no
 * help, or its memory is no longer there. */
bool split_read(uint32_t number);

/* The instruction at `pc` has been stepped. Do its other parts, with events between them. */
void split_write(struct trapframe *frame, uint32_t number, uintptr_t pc);

/* The instruction has not been stepped and will not be: memory gets its values back. */
void split_cancel(uint32_t number);

/* A repeated string instruction is before its next element: is that an event? */
bool split_is_element(const struct trapframe *frame, const uint8_t code[STEP_CODE_MAX]);
