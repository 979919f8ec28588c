/* SPDX-License-Identifier: MIT */
/*
 * Calls of the functions by which threads synchronize. Libraries make some of these functions out
 * of others, but the program has made one call, which is one event.
 */
#include <kernel/explore/lock_call.h>
#include <kernel/explore/session.h>
#include <lib/string.h>
#include <mm/usercopy.h>
#include <uapi/errno.h>

#define OBJECT_SIZE 56 /* the largest of the C library's objects for threads */

/* The last call of each thread, at its function's entry; `call` NULL: there was none. */
static struct last {
	const struct explore_call *call;
	uintptr_t sp, to;        /* `to`: where it returns to */
	uintptr_t object, mutex; /* that it uses; 0: none */
	bool may_spin;
} last[SCHEDULE_THREADS_MAX];

void lock_calls_begin(void)
{
	memset(last, 0, sizeof(last));
}

int lock_calls_check(void)
{
	const struct explore_ranges *ranges = &session.ranges;

	for (uint32_t i = 1; i < ranges->calls; i++)
		if (ranges->call[i].start < ranges->call[i - 1].start)
			return -EINVAL;
	return 0;
}

/* The function that `pc` is in; NULL: none. */
static const struct explore_call *find(uintptr_t pc)
{
	const struct explore_ranges *ranges = &session.ranges;
	uint32_t low = 0, high = ranges->calls;
	const struct explore_call *call;

	while (low < high) {
		uint32_t middle = (low + high) / 2;

		if (ranges->call[middle].start <= pc)
			low = middle + 1;
		else
			high = middle;
	}
	call = low ? &ranges->call[low - 1] : NULL;
	return call && (pc == call->start || pc < call->end) ? call : NULL;
}

uint64_t lock_call_result(uintptr_t pc)
{
	const struct explore_call *call = find(pc);

	return call && call->start == pc ? call->result : EXPLORE_NO_RESULT;
}

/* The address that the function, which the frame is at the entry of, returns to. */
static uintptr_t return_address(const struct trapframe *frame)
{
	uintptr_t to = frame_link(frame);

	if (!to && copy_from_user(&to, frame_sp(frame), sizeof(to)))
		return 0;
	return to;
}

/* Is a call that returns to `to` made by one of these functions? The program's function that one of
 * them calls may end with a jump to another of them. */
static bool is_inner(const struct explore_call *call, uintptr_t to)
{
	const struct explore_call *outer = find(to);

	return outer && (outer->kind != EXPLORE_CALL_ONCE || outer->group == call->group);
}

/* Has the thread's last call ended with a jump to this one? */
static bool is_end_of(const struct last *before, const struct last *now)
{
	return before->call && before->call != now->call &&
	       before->call->group == now->call->group && before->sp == now->sp &&
	       before->to == now->to;
}

/* Has the thread jumped back to the entry of a function that takes a spin lock? A call from the
 * same place would come after one that releases the lock. */
static bool is_retry(const struct last *before, const struct last *now)
{
	return now->call->kind == EXPLORE_CALL_SPIN && before->call == now->call &&
	       before->sp == now->sp && before->to == now->to && before->object == now->object;
}

static uintptr_t argument(const struct trapframe *frame, const struct explore_call *call,
	unsigned i)
{
	bool in_memory, is_go = call->kind == EXPLORE_CALL_GO;
	uintptr_t at =
		is_go ? frame_argument_go(frame, &in_memory) : frame_argument(frame, i, &in_memory);
	uintptr_t value;

	if (!in_memory)
		return at;
	return copy_from_user(&value, at, sizeof(value)) ? 0 : value;
}

static void touch_memory(struct operation *operation, uintptr_t object)
{
	operation_touches(operation, &(struct touch){.kind = TOUCH_MEMORY,
					     .write = true,
					     .start = object,
					     .size = OBJECT_SIZE});
}

/* Threads that end or begin matter to one that waits for a thread. All goroutines are in the
 * queues of one scheduler. */
static void touch_threads(struct operation *operation, bool write)
{
	operation_touches(operation,
		&(struct touch){.kind = TOUCH_THREADS, .write = write, .size = TOUCH_ALL});
}

static void touch(const struct last *now, struct operation *operation)
{
	*operation = (struct operation){
		.kind = OPERATION_SYNC,
		.write = true,
		.size = OBJECT_SIZE,
	};
	operation->word = now->object;
	switch ((enum explore_call_kind)now->call->kind) {
	case EXPLORE_CALL_WAIT:
		touch_memory(operation, now->mutex);
		break;
	case EXPLORE_CALL_JOIN:
		touch_threads(operation, false);
		break;
	case EXPLORE_CALL_GO:
	case EXPLORE_CALL_GO_ANY:
		touch_threads(operation, true);
		break;
	case EXPLORE_CALL_OBJECT:
	case EXPLORE_CALL_ONCE:
	case EXPLORE_CALL_SPIN:
		break;
	}
}

bool lock_call_begins(const struct trapframe *frame, uint32_t number, struct operation *operation)
{
	struct last now = {.call = find(frame_pc(frame)), .sp = frame_sp(frame)};

	DEBUG_ASSERT(may_sleep() && number < SCHEDULE_THREADS_MAX);
	if (!now.call)
		return false;
	now.to = return_address(frame);
	if (is_inner(now.call, now.to) || is_end_of(&last[number], &now))
		return false;
	if (now.call->kind != EXPLORE_CALL_GO_ANY)
		now.object = argument(frame, now.call, 0);
	if (now.call->kind == EXPLORE_CALL_WAIT)
		now.mutex = argument(frame, now.call, 1);
	if (is_retry(&last[number], &now)) {
		*operation = (struct operation){.kind = OPERATION_YIELD, .varies = true};
		return true;
	}
	now.may_spin = now.call->kind == EXPLORE_CALL_SPIN;
	last[number] = now;
	touch(&now, operation);
	return true;
}

/* Inside the function, the stack pointer is not above what it was at its entry. */
void lock_call_touches(const struct trapframe *frame, uint32_t number, struct operation *operation)
{
	const struct last *l = &last[number];

	DEBUG_ASSERT(number < SCHEDULE_THREADS_MAX);
	if (!l->call || frame_sp(frame) > l->sp)
		return;
	if (l->object)
		touch_memory(operation, l->object);
	if (l->mutex)
		touch_memory(operation, l->mutex);
}

bool lock_call_may_spin(uint32_t number)
{
	return last[number].may_spin;
}

bool lock_call_spins(uint32_t number, uintptr_t pc)
{
	struct last *l = &last[number];

	l->may_spin = l->may_spin && pc >= l->call->start && pc < l->call->end;
	return l->may_spin;
}
