/* SPDX-License-Identifier: MIT */
/*
 * System calls by class. If calls that only their own thread notices were events too, the few
 * orders that matter would be found less often.
 */
#include <arch/trap.h>
#include <fs/files.h>
#include <kernel/explore/calls.h>
#include <kernel/explore/touches.h>
#include <kernel/proc/process.h>
#include <kernel/proc/user_thread.h>
#include <mm/usercopy.h>
#include <uapi/futex.h>
#include <uapi/mman.h>
#include <uapi/sched.h>

#define STACK_UNUSED 0x10000 /* bytes between a thread's stack pointer and what it discards */

static const struct call_class *class_of(long number)
{
	static const struct call_class absent;

	return number >= 0 && number < SYSCALL_TABLE_SIZE ? &call_classes[number] : &absent;
}

static bool class_touches(const struct call_class *class, enum call_touches what)
{
	return class->count && class->item[0].what == what;
}

bool call_maps_code(long number, const unsigned long args[3], long result, uintptr_t *start)
{
	const struct call_class *class = class_of(number);

	if (class_touches(class, CALL_TOUCHES_PROTECT))
		*start = args[0];
	else if (class_touches(class, CALL_TOUCHES_MAP))
		*start = (uintptr_t)result;
	else
		return false;
	return args[2] & PROT_EXEC && (unsigned long)result < -4095ul;
}

bool call_opens_pages(long number)
{
	return number >= 0 && (unsigned long)number < SYSCALL_TABLE_SIZE &&
	       syscall_table[number] == sys_mprotect;
}

const char *call_refused(long number)
{
	const struct call_class *class = class_of(number);

	return class->kind == CALL_REFUSED ? class->name : NULL;
}

uintptr_t call_word(long number, unsigned long arg0)
{
	return class_touches(class_of(number), CALL_TOUCHES_FUTEX) ? arg0 : 0;
}

static void touch_memory(struct operation *operation, uintptr_t start, uint64_t size, bool write)
{
	operation_touches(operation, &(struct touch){.kind = TOUCH_MEMORY,
					     .write = write,
					     .start = start,
					     .size = size});
}

static void touch_futex(struct operation *operation, const unsigned long args[6])
{
	switch (args[1] & ~(unsigned long)(FUTEX_PRIVATE_FLAG | FUTEX_CLOCK_REALTIME)) {
	case FUTEX_REQUEUE:
	case FUTEX_CMP_REQUEUE:
	case FUTEX_WAKE_OP:
		touch_memory(operation, args[4], sizeof(uint32_t), true);
	}
	operation->word = args[0];
	operation->size = sizeof(uint32_t);
	operation->varies = true; /* without contention, locks need no such call */
}

/* A new thread's number depends on the order of such calls. A new process gets copies of all. */
static void touch_clone(struct operation *operation, long number, const unsigned long args[6])
{
	uint64_t flags = args[0];

	if (class_of(number)->name[5] == '3' && copy_from_user(&flags, args[0], sizeof(flags)))
		flags = 0;
	if (flags & CLONE_THREAD)
		operation_touches(operation,
			&(struct touch){.kind = TOUCH_THREADS, .write = true, .size = TOUCH_ALL});
	else
		operation_touches_anything(operation);
}

/* Does the thread have robust locks, which its end unlocks? The list is a ring with a head. */
static bool holds_robust_locks(uintptr_t head)
{
	uintptr_t first;

	return head && (copy_from_user(&first, head, sizeof(first)) || first != head);
}

/* The last thread takes its process along. */
static void touch_exit(struct operation *operation)
{
	if (READ_ONCE(current_process()->live) == 1 ||
		holds_robust_locks(current_user()->robust_list))
		operation_touches_anything(operation);
	operation_touches(operation,
		&(struct touch){.kind = TOUCH_THREADS, .write = true, .size = TOUCH_ALL});
	touch_memory(operation, current_user()->clear_tid, sizeof(uint32_t), true);
}

static bool touch_mapping(struct operation *operation, const unsigned long args[6])
{
	touch_memory(operation, args[0], args[1], true);
	operation_touches(operation, &(struct touch){.kind = TOUCH_PROCESS,
					     .write = true,
					     .id = (uint64_t)current_process()->pid,
					     .size = TOUCH_ALL});
	return true;
}

/* Where a file is mapped, its contents are memory. */
static bool touch_map(struct operation *operation, const unsigned long args[6])
{
	bool shares_file = args[3] & MAP_SHARED && !(args[3] & MAP_ANONYMOUS);

	if (shares_file)
		operation_touches_anything(operation);
	return shares_file || (args[3] & MAP_FIXED && touch_mapping(operation, args));
}

static bool is_unused_stack(const unsigned long args[6])
{
	uintptr_t sp = frame_sp(current_user_frame());

	return args[0] + args[1] <= sp && sp - (args[0] + args[1]) < STACK_UNUSED;
}

/* Add what one item of a call's class touches. Returns whether it makes the call an event. */
static bool touch_item(struct operation *operation, long number, const struct call_item *item,
	const unsigned long args[6])
{
	switch ((enum call_touches)item->what) {
	case CALL_TOUCHES_FUTEX:
		touch_futex(operation, args);
		return true;
	case CALL_TOUCHES_CLONE:
		touch_clone(operation, number, args);
		return true;
	case CALL_TOUCHES_EXIT:
		touch_exit(operation);
		return true;
	case CALL_TOUCHES_MAP:
		return touch_map(operation, args);
	case CALL_TOUCHES_PROTECT:
		return !(args[2] & PROT_WRITE) && touch_mapping(operation, args);
	case CALL_TOUCHES_DISCARD:
		return !is_unused_stack(args) && touch_mapping(operation, args);
	case CALL_TOUCHES_MEMORY:
		touch_memory(operation, args[item->argument],
			item->anywhere ? TOUCH_ALL
			: item->bytes  ? item->bytes
				       : args[item->second],
			item->write);
		return true;
	default:
		return touches_add(operation, item, args);
	}
}

bool call_is_event(long number, const unsigned long args[6], struct operation *operation)
{
	const struct call_class *class = class_of(number);

	*operation = (struct operation){.kind = OPERATION_SYNC, .write = true};
	if (class->kind == CALL_YIELD)
		operation->kind = OPERATION_YIELD;
	else if (class->kind == CALL_SLEEP)
		operation->kind = OPERATION_SLEEP;
	else if (class->kind != CALL_EVENT)
		return false;
	for (unsigned i = 0; i < class->count; i++)
		if (!touch_item(operation, number, &class->item[i], args))
			return false;
	return true;
}
