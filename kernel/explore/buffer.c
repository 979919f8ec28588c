/* SPDX-License-Identifier: MIT */
/*
 * Store buffers. As only one thread runs at a time, its loads need no care: while a thread runs,
 * its waiting stores are in memory; at an event, before another thread may run, the old values are
 * put back. A thread with waiting stores is stepped instruction by instruction, so every later
 * store is known, and so is every instruction that waits for the earlier ones. That ends after
 * WATCH_STEPS, when all of them reach memory, as they do in hardware before long.
 */
#include <arch/insn.h>
#include <arch/order.h>
#include <kernel/explore/breakpoint.h>
#include <kernel/explore/buffer.h>
#include <kernel/explore/pick.h>
#include <kernel/explore/schedule/stores.h>
#include <kernel/proc/process.h>
#include <kernel/proc/thread.h>
#include <lib/string.h>
#include <mm/aspace.h>
#include <mm/slab.h>
#include <mm/usercopy.h>
#include <uapi/errno.h>

#define BUFFERS_MAX    8 /* threads with waiting stores at a time */
#define CANDIDATES_MAX 32
#define WATCH_STEPS    500
#define HOLD_CHANCE    (SCHEDULE_CERTAIN / 4 * 3)

static struct buffer {
	struct thread *owner; /* NULL: it is free, and empty */
	uint32_t steps;       /* of the owner, since its first store waits */
	bool is_laid;         /* over memory */
	struct store_buffer stores;
} * buffers;          /* BUFFERS_MAX; NULL: no run has needed them yet */
static unsigned used; /* buffers with an owner */

/* The stores of the instruction that the current thread executes next, which are to wait. */
static struct store coming[INSN_ACCESSES_MAX];
static unsigned coming_count;

int buffers_begin(void)
{
	DEBUG_ASSERT(may_sleep());
	if (!buffers && session.settings.memory != EXPLORE_SC)
		buffers = kmalloc(BUFFERS_MAX * sizeof(*buffers));
	if (buffers)
		memset(buffers, 0, BUFFERS_MAX * sizeof(*buffers));
	used = coming_count = 0;
	return buffers || session.settings.memory == EXPLORE_SC ? 0 : -ENOMEM;
}

static bool is_weak(void)
{
	return session.settings.memory == EXPLORE_WEAK;
}

/* The buffer of a thread (NULL: a free one); NULL: there is none. */
static struct buffer *find(const struct thread *owner)
{
	for (unsigned i = 0; i < BUFFERS_MAX && (used || !owner); i++)
		if (buffers[i].owner == owner)
			return &buffers[i];
	return NULL;
}

static void release(struct buffer *b)
{
	b->owner = NULL;
	b->stores.count = 0;
	used--;
}

/* User memory as the thread `context` sees it, with the same effect as its own accesses. A store
 * that does not succeed any more is lost with its page. */
static void access_memory(void *context, uintptr_t address, void *bytes, size_t size, bool write)
{
	struct thread *owner = context;
	struct aspace *as = owner->process->aspace;
	int error;

	if (as == current_process()->aspace)
		error = write ? copy_to_user(address, bytes, size)
			      : copy_from_user(bytes, address, size);
	else
		error = write ? aspace_write(as, address, bytes, size)
			      : aspace_read(as, address, bytes, size);
	(void)error;
}

bool buffer_is_watched(void)
{
	return find(current_thread()) != NULL;
}

void buffer_lift(void)
{
	struct buffer *b = find(current_thread());

	if (!b)
		return;
	b->is_laid = false;
	stores_lift(&b->stores, access_memory, b->owner);
}

void buffer_lay(void)
{
	struct buffer *b = find(current_thread());

	if (!b)
		return;
	stores_lay(&b->stores, access_memory, b->owner);
	b->is_laid = true;
}

void buffer_drain(void)
{
	struct buffer *b = find(current_thread());

	if (b)
		release(b);
}

void buffer_leave(const struct thread *self)
{
	struct buffer *b = find(self);

	assert_irqs_off();
	if (b && b->is_laid)
		release(b);
}

/* Those of the current thread are in memory already. */
void buffers_drain_all(void)
{
	buffer_drain();
	for (unsigned i = 0; i < BUFFERS_MAX && used; i++) {
		struct buffer *b = &buffers[i];

		if (!b->owner)
			continue;
		stores_lay(&b->stores, access_memory, b->owner);
		release(b);
	}
}

/* How likely one store reaches memory at an event: 1/4, 1/16 or 1/64, by the seed. */
static uint32_t drain_chance(uint32_t candidates)
{
	return MIN(candidates, 4u) * (SCHEDULE_CERTAIN >> (2 + 2 * (session.run.seed % 3)));
}

/* The words that could reach memory next, of all threads. Returns their number. */
static uint32_t list_candidates(uintptr_t words[CANDIDATES_MAX], uint32_t *firsts)
{
	uint32_t count = 0;

	for (unsigned i = 0; i < BUFFERS_MAX; i++) {
		const struct store_buffer *stores = &buffers[i].stores;
		uint32_t n = stores_candidates(stores, is_weak());

		firsts[i] = count;
		for (uint32_t nth = 0; nth < n && count < CANDIDATES_MAX; nth++)
			words[count++] = stores_candidate(stores, is_weak(), nth)->address;
	}
	firsts[BUFFERS_MAX] = count;
	return count;
}

void buffers_drain_some(void)
{
	uintptr_t words[CANDIDATES_MAX];
	uint32_t firsts[BUFFERS_MAX + 1], count, value;

	while (used && (count = list_candidates(words, firsts))) {
		unsigned i = 0;

		value = session_pick_word(EXPLORE_CHOICE_DRAIN, count + 1, drain_chance(count),
			words);
		if (!value)
			break;
		while (firsts[i + 1] < value)
			i++;
		stores_drain(&buffers[i].stores, is_weak(), value - 1 - firsts[i], access_memory,
			buffers[i].owner);
		if (!buffers[i].stores.count)
			release(&buffers[i]);
	}
}

void buffer_settle(void)
{
	struct buffer *b = find(current_thread());
	uintptr_t word;

	if (!b)
		return;
	if (session_decides() && stores_candidates(&b->stores, is_weak())) {
		word = stores_candidate(&b->stores, is_weak(), 0)->address;
		if (session_pick(EXPLORE_CHOICE_HOLD, 2, HOLD_CHANCE, word))
			session_event(&(struct operation){.kind = OPERATION_YIELD});
	}
	buffer_drain();
}

/* Does the access, to be made now, come after a store in the buffer? */
static bool follows(const struct buffer *b, const struct insn_access *access)
{
	return b && (!is_weak() || stores_overlap(&b->stores, access->address, access->size));
}

/* The accesses of an instruction; -1: it makes the thread wait for its stores. */
static int accesses_of(const struct buffer *b, const struct trapframe *frame,
	const uint8_t code[STEP_CODE_MAX], struct insn_access accesses[INSN_ACCESSES_MAX])
{
	int count = arch_order_waits(code)
			    ? -1
			    : arch_insn_accesses(frame, code, STEP_CODE_MAX, accesses);

	for (int i = 0; i < count; i++)
		if ((accesses[i].atomic && follows(b, &accesses[i])) ||
			(accesses[i].write && accesses[i].size > STORE_SIZE_MAX))
			return -1;
	return count;
}

/* Note a store that is to wait. False: it cannot. */
static bool expect(const struct insn_access *access, bool event)
{
	struct store *s = &coming[coming_count];

	*s = (struct store){access->address, (uint8_t)access->size, event, {0}, {0}};
	if (copy_from_user(s->under, s->address, s->size))
		return false;
	coming_count++;
	return true;
}

void buffer_stepped(bool done)
{
	struct buffer *b;

	if (likely(!coming_count))
		return;
	b = find(current_thread());
	if (!b && done) {
		b = find(NULL);
		DEBUG_ASSERT(b);
		b->owner = current_thread();
		b->steps = 0;
		b->is_laid = true;
		used++;
	}
	for (unsigned i = 0; i < coming_count && done; i++) {
		struct store *s = &coming[i];

		if (copy_from_user(s->value, s->address, s->size) == 0)
			stores_add(&b->stores, s);
	}
	coming_count = 0;
}

/* May the store wait, and shall it? Behind others it must, if stores reach memory in order. */
static bool waits(const struct buffer *b, const struct insn_access *access)
{
	if (follows(b, access))
		return true;
	return (b || find(NULL)) &&
	       session_pick(EXPLORE_CHOICE_HOLD, 2, HOLD_CHANCE, access->address);
}

void buffer_event(const struct trapframe *frame, const uint8_t code[STEP_CODE_MAX])
{
	struct insn_access accesses[INSN_ACCESSES_MAX];
	struct buffer *b = find(current_thread());
	int count, stores = 0, last = 0;

	coming_count = 0;
	if (session.settings.memory == EXPLORE_SC || session.run.purpose != EXPLORE_TRY ||
		!session_decides())
		return;
	count = accesses_of(b, frame, code, accesses);
	for (int i = 0; i < count; i++) {
		if (!accesses[i].write || accesses[i].atomic)
			continue;
		last = i;
		stores += accesses[i].read ? 2 : 1;
	}
	if (count < 0)
		buffer_settle();
	else if (stores > 1)
		buffer_drain();
	else if (stores && waits(b, &accesses[last]) && !expect(&accesses[last], true))
		buffer_drain();
}

/* Expect the stores of an instruction that is no event. False: they cannot wait. */
static bool expect_all(const struct buffer *b, const struct insn_access *accesses, int count)
{
	for (int i = 0; i < count; i++) {
		const struct insn_access *a = &accesses[i];

		if (!a->write)
			continue;
		if (!follows(b, a))
			continue;
		if (is_weak() || !expect(a, false))
			return false;
	}
	return true;
}

/* Where to step the instruction at the frame's pc. 0: nowhere, the buffer must drain. */
static uintptr_t prepare(const struct buffer *b, struct trapframe *frame,
	const uint8_t code[STEP_CODE_MAX])
{
	struct insn_access accesses[INSN_ACCESSES_MAX];
	int count = accesses_of(b, frame, code, accesses);

	coming_count = 0;
	if (count < 0 || !expect_all(b, accesses, count)) {
		coming_count = 0;
		return 0;
	}
	return arch_step_in_place() ? frame_pc(frame) : scratch_slot(frame_pc(frame));
}

uintptr_t buffer_watch(struct trapframe *frame)
{
	struct buffer *b = find(current_thread());
	uint8_t code[STEP_CODE_MAX];
	uintptr_t slot = 0;

	while (b && !slot && !breakpoint_is_at(frame_pc(frame))) {
		bool readable = copy_from_user(code, frame_pc(frame), sizeof(code)) == 0;

		if (++b->steps > WATCH_STEPS || !readable)
			break;
		if (arch_order_jump(frame, code))
			continue;
		slot = prepare(b, frame, code);
		if (!slot)
			break;
	}
	if (b && !slot && !breakpoint_is_at(frame_pc(frame)))
		buffer_settle();
	return slot;
}
