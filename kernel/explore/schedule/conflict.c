/* SPDX-License-Identifier: MIT */
/*
 * Which operations conflict. pos draws priorities anew for those that do, and systematic
 * exploration leaves out orders of those that do not. So the relation errs on one side only:
 * operations conflict if it is not certain that they do not.
 */
#include <kernel/explore/schedule/schedule.h>

/* The same memory may be mapped at several addresses, which differ by a multiple of this. */
#define MAPPING_UNIT 4096

#define TOUCHES_ANYTHING UINT8_MAX

void operation_touches(struct operation *operation, const struct touch *touch)
{
	if (operation->touches == TOUCHES_ANYTHING)
		return;
	if (operation->touches == TOUCHES_MAX)
		operation->touches = TOUCHES_ANYTHING;
	else
		operation->touch[operation->touches++] = *touch;
}

void operation_touches_anything(struct operation *operation)
{
	operation->touches = TOUCHES_ANYTHING;
}

static bool touches_anything(const struct operation *o)
{
	if (o->touches == TOUCHES_ANYTHING)
		return true;
	switch (o->kind) {
	case OPERATION_START:
	case OPERATION_YIELD:
	case OPERATION_SLEEP:
	case OPERATION_END:
		return false;
	case OPERATION_STEP:
		return true;
	default:
		return !o->touches && !o->word;
	}
}

/* All that the operation touches, one after another; the word is the last. */
static uint32_t touch_count(const struct operation *o)
{
	return o->touches + (o->word != 0);
}

static struct touch touch_number(const struct operation *o, uint32_t i)
{
	if (i < o->touches)
		return o->touch[i];
	return (struct touch){
		.kind = TOUCH_MEMORY,
		.write = o->write,
		.start = o->word,
		.size = o->size ? o->size : TOUCH_ALL,
	};
}

static bool memory_overlaps(const struct touch *a, const struct touch *b)
{
	return (b->start - a->start) % MAPPING_UNIT < a->size ||
	       (a->start - b->start) % MAPPING_UNIT < b->size;
}

static bool overlaps(const struct touch *a, const struct touch *b)
{
	if (a->kind == TOUCH_MEMORY)
		return memory_overlaps(a, b);
	return a->start >= b->start ? a->start - b->start < b->size : b->start - a->start < a->size;
}

static bool touches_conflict(const struct touch *a, const struct touch *b)
{
	bool same = a->id == b->id || a->id == TOUCH_ANY || b->id == TOUCH_ANY;

	return (a->write || b->write) && a->kind == b->kind && same && overlaps(a, b);
}

/* An operation that touches nothing, such as an ended thread's, conflicts with nothing. */
static bool touches_nothing(const struct operation *o)
{
	return !touches_anything(o) && !touch_count(o);
}

bool schedule_conflicts(const struct operation *a, const struct operation *b)
{
	if (touches_nothing(a) || touches_nothing(b))
		return false;
	if (touches_anything(a) || touches_anything(b))
		return true;
	for (uint32_t i = 0; i < touch_count(a); i++)
		for (uint32_t j = 0; j < touch_count(b); j++) {
			struct touch ta = touch_number(a, i), tb = touch_number(b, j);

			if (touches_conflict(&ta, &tb))
				return true;
		}
	return false;
}
