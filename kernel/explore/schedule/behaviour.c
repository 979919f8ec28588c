/* SPDX-License-Identifier: MIT */
/*
 * Hashing partial orders. The hash of an operation covers the thread's operations before it, and
 * the last write to its word; that of a write also the reads since then. Reads do not conflict, so
 * their sum stands for them in any order. Then the threads' last hashes cover the whole order.
 */
#include <kernel/explore/schedule/behaviour.h>
#include <lib/assert.h>

#define FILLED_MAX (BEHAVIOUR_WORDS / 4 * 3)

/* The finalizer of splitmix64 (Steele, Lea, Flood). */
static uint64_t mix(uint64_t a, uint64_t b)
{
	uint64_t x = a * 0x9e3779b97f4a7c15 + b;

	x = (x ^ x >> 30) * 0xbf58476d1ce4e5b9;
	x = (x ^ x >> 27) * 0x94d049bb133111eb;
	return x ^ x >> 31;
}

void behaviour_begin(struct behaviour *b)
{
	b->run++;
	b->filled = 0;
}

void behaviour_add(struct behaviour *b, uint32_t thread, uint32_t parent)
{
	b->thread[thread] = (struct behaviour_thread){
		.last = mix(thread, thread ? b->thread[parent].last : 0),
	};
}

static struct behaviour_word *slot(struct behaviour *b, uint32_t number)
{
	return &b->word[number & (BEHAVIOUR_WORDS - 1)];
}

static struct behaviour_word *find(struct behaviour *b, uintptr_t word)
{
	uint32_t at = (uint32_t)((word >> 2) * 0x9e3779b1u) >> 7, first = at;

	while (slot(b, at)->run == b->run && slot(b, at)->word != word)
		at++;
	if (slot(b, at)->run == b->run)
		return slot(b, at);
	if (b->filled == FILLED_MAX) { /* share a slot that is used */
		while (slot(b, first)->run != b->run)
			first++;
		return slot(b, first);
	}
	b->filled++;
	*slot(b, at) = (struct behaviour_word){.word = word, .run = b->run};
	return slot(b, at);
}

static void use_word(struct behaviour *b, struct behaviour_thread *t, uintptr_t word, bool write)
{
	struct behaviour_word *w = find(b, word);

	if (!write && t->polled == word && t->seen == w->write)
		return;
	t->last = mix(mix(t->last, word + write), write ? mix(w->write, w->reads) : w->write);
	t->polled = write ? 0 : word;
	t->seen = w->write;
	if (write) {
		w->write = t->last;
		w->reads = 0;
	} else {
		w->reads += t->last;
	}
}

void behaviour_do(struct behaviour *b, uint32_t thread, const struct operation *operation)
{
	struct behaviour_thread *t = &b->thread[thread];

	DEBUG_ASSERT(thread < SCHEDULE_THREADS_MAX);
	switch (operation->kind) {
	case OPERATION_SYNC:
		if (operation->word)
			use_word(b, t, operation->word, true);
		else
			behaviour_note(b, thread, OPERATION_SYNC);
		break;
	case OPERATION_ACCESS:
		use_word(b, t, operation->word, operation->write);
		break;
	default:
		break;
	}
}

void behaviour_note(struct behaviour *b, uint32_t thread, uint64_t value)
{
	struct behaviour_thread *t = &b->thread[thread];

	t->last = mix(t->last, value);
	t->polled = 0;
}

uint64_t behaviour_hash(const struct behaviour *b, uint32_t threads, uint64_t end)
{
	uint64_t hash = end;

	for (uint32_t i = 0; i < threads; i++)
		hash = mix(hash, b->thread[i].last);
	return hash ? hash : 1;
}
