/* SPDX-License-Identifier: MIT */
/*
 * A page is first opened for reading only, so each write still faults. If it is opened for writing,
 * its bytes are kept: at the end those that have changed must be known as written.
 */
#include <kernel/explore/breakpoint.h>
#include <kernel/explore/hit.h>
#include <kernel/explore/hot.h>
#include <kernel/explore/session.h>
#include <kernel/explore/watch.h>
#include <lib/string.h>
#include <mm/aspace.h>
#include <mm/slab.h>

#define CALM         32 /* that many known accesses in a row make a loop */
#define RECENT       32
#define LENGTH_FIRST 1024
#define LENGTH_MAX   32768 /* steps */
#define PAGES_MAX    8
#define MISSED_MAX   64
#define FAULTS_MAX   100000 /* logged accesses */
#define FAULT_STEPS  4000   /* of the run for one more */

struct stretch {
	uint64_t start, end; /* steps of the run */
};

static struct {
	bool open;
	struct stretch stretch;
	unsigned count;
	struct {
		uintptr_t page;
		uint64_t key;
		bool written;
	} page[PAGES_MAX];
	uint8_t *bytes; /* of each page, before the window */
} window;

static struct stretch last; /* the window before; end 0: it needs no check any more */
static uint64_t length;
static uint32_t calm, calm_thread, faults;
static bool loose;               /* a new access has been taken for a known one */
static uintptr_t recent[RECENT]; /* the last accesses' pcs */

/* Where accesses may have been missed, in this run and, avoided by it, in the one before. */
static struct stretch missed[MISSED_MAX];
static unsigned missed_count, avoided_count;
static uint64_t missed_steps;

void hot_pages_begin(bool repeats)
{
	avoided_count = repeats ? missed_count : 0;
	missed_count = avoided_count;
	missed_steps = 0;
	window.open = false;
	window.count = 0;
	last.end = 0;
	length = LENGTH_FIRST;
	calm = faults = 0;
	loose = false;
	calm_thread = UINT32_MAX;
}

void hot_pages_free(void)
{
	kfree(window.bytes);
	window.bytes = NULL;
	missed_count = 0;
}

/* The number of steps of the run until now, without those that differ in a repetition. */
static uint64_t position(void)
{
	return session_steps() - steps_extra();
}

static void note_missed(struct stretch stretch)
{
	missed_steps += stretch.end - stretch.start;
	if (missed_count < MISSED_MAX)
		missed[missed_count++] = stretch;
	length = LENGTH_FIRST;
	calm = 0;
}

uint64_t hot_pages_missed(void)
{
	return missed_steps + (last.end ? last.end - last.start : 0);
}

static bool is_recent(uintptr_t pc)
{
	for (unsigned i = 0; i < RECENT; i++)
		if (recent[i] == pc)
			return true;
	return false;
}

/* The first access after a window shows whether the loop continues. */
static void check_last(uint32_t thread, uintptr_t pc, bool known)
{
	if (!last.end)
		return;
	if (thread == calm_thread && known && is_recent(pc))
		length = MIN(2 * length, (uint64_t)LENGTH_MAX);
	else
		note_missed(last);
	last.end = 0;
}

/* Has the run logged more accesses than it can afford? */
static bool is_over(void)
{
	return faults > FAULTS_MAX + position() / FAULT_STEPS;
}

void hot_pages_note(uint32_t thread, uintptr_t pc, enum access_news news)
{
	bool known = news == ACCESS_KNOWN;

	if (!known && is_over())
		known = loose = true;
	if (!known && window.open)
		hot_pages_end(HOT_END_LEAVES);
	check_last(thread, pc, known);
	if (thread != calm_thread) {
		memset(recent, 0, sizeof(recent));
		calm = 0;
		calm_thread = thread;
	}
	recent[faults++ % RECENT] = pc;
	calm = known ? calm + 1 : 0;
}

/* The end of a window that starts now; it is not after the next stretch to be avoided. */
static uint64_t end_from(uint64_t now)
{
	uint64_t end = now + length;

	for (unsigned i = 0; i < avoided_count; i++) {
		if (missed[i].start > now)
			end = MIN(end, missed[i].start);
		else if (missed[i].end > now)
			return now;
	}
	return end;
}

bool hot_pages_wanted(uint32_t thread)
{
	if (!window.bytes)
		window.bytes = kmalloc(PAGES_MAX * PAGE_SIZE);
	if (!window.bytes || thread != calm_thread || calm < CALM || window.count == PAGES_MAX)
		return false;
	return window.open || end_from(position()) > position();
}

static unsigned place_of(uintptr_t page)
{
	unsigned i = 0;

	while (i < window.count && window.page[i].page != page)
		i++;
	return i;
}

void hot_pages_open(struct aspace *as, struct watched *w, uintptr_t page, bool write)
{
	unsigned i = place_of(page);
	const uint8_t *bytes;

	if (!window.open) {
		window.stretch.start = position();
		window.stretch.end = end_from(window.stretch.start);
		window.open = true;
	}
	if (i == window.count) {
		window.page[i].page = page;
		window.page[i].key = w->key;
		window.page[i].written = false;
		window.count++;
	}
	mutex_lock(&as->lock);
	bytes = write ? watch_bytes(as, page) : NULL;
	if (bytes)
		memcpy(window.bytes + i * PAGE_SIZE, bytes, PAGE_SIZE);
	window.page[i].written = bytes;
	mutex_unlock(&as->lock);
	watch_open(as, w, page, write, WATCH_HOT);
}

uint64_t hot_pages_stop(void)
{
	return window.open ? window.stretch.end + steps_extra() : UINT64_MAX;
}

/* Has the window changed a byte of the page that no known access writes? */
static bool has_surprise(const uint8_t *now, const uint8_t *before, uint64_t address)
{
	if (memcmp(now, before, PAGE_SIZE) == 0)
		return false;
	for (size_t i = 0; i < PAGE_SIZE; i++)
		if (now[i] != before[i] && !accesses_is_written(address + i))
			return true;
	return false;
}

static bool has_surprises(struct aspace *as)
{
	bool any = false;

	mutex_lock(&as->lock);
	for (unsigned i = 0; i < window.count && !any; i++) {
		const uint8_t *now =
			window.page[i].written ? watch_bytes(as, window.page[i].page) : NULL;

		any = now && has_surprise(now, window.bytes + i * PAGE_SIZE, window.page[i].key);
	}
	mutex_unlock(&as->lock);
	return any;
}

void hot_pages_end(enum hot_end why)
{
	bool surprise;

	if (!window.open) {
		if (why == HOT_END_LEAVES && last.end) {
			note_missed(last);
			last.end = 0;
		}
		return;
	}
	surprise = has_surprises(current_process()->aspace);
	watch_close(WATCH_HOT);
	window.open = false;
	window.count = 0;
	window.stretch.end = MIN(window.stretch.end, position());
	if (loose)
		missed_steps += window.stretch.end - window.stretch.start;
	if (surprise || why == HOT_END_LEAVES)
		note_missed(window.stretch);
	else if (why == HOT_END_STEPS)
		last = window.stretch;
}
