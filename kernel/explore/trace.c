/* SPDX-License-Identifier: MIT */
/*
 * The buffer of records, and the stacks that are remembered for them.
 */
#include <arch/trap.h>
#include <kernel/explore/session.h>
#include <kernel/explore/trace.h>
#include <lib/string.h>
#include <mm/aspace.h>
#include <mm/page.h>
#include <mm/slab.h>
#include <mm/usercopy.h>
#include <uapi/errno.h>

#define TRACE_ORDER 9 /* 2 MiB */
#define TRACE_SIZE  ((size_t)PAGE_SIZE << TRACE_ORDER)

/* Words remembered of a stack. The reader of the records finds the return addresses among them. */
#define STACK_WORDS 64
#define STACK_PIECE 8 /* words read at a time, since the stack may end anywhere */

static char *buffer;
static size_t used, kept; /* bytes of all records, and of those from before the first run */
static bool wanted;

static uintptr_t (*stacks)[STACK_WORDS]; /* by thread number */
static uint8_t stack_words[SCHEDULE_THREADS_MAX];

int trace_begin(bool want)
{
	struct page *page;

	if (want && !stacks) {
		stacks = kmalloc(SCHEDULE_THREADS_MAX * sizeof(*stacks));
		if (!stacks)
			return -ENOMEM;
	}
	memset(stack_words, 0, sizeof(stack_words));
	if (want && !buffer) {
		page = page_alloc(TRACE_ORDER);
		if (!page)
			return -ENOMEM;
		buffer = page_address(page);
	}
	wanted = want;
	used = kept;
	return 0;
}

void trace_keep(void)
{
	kept = used;
}

/* False: the record is not wanted or does not fit. It is never added in part. */
static bool add(const struct explore_record *record, const char *bytes, size_t n)
{
	if (!wanted || TRACE_SIZE - used < sizeof(*record) + n)
		return false;
	memcpy(buffer + used, record, sizeof(*record));
	memcpy(buffer + used + sizeof(*record), bytes, n);
	used += sizeof(*record) + n;
	return true;
}

void trace_add(const struct explore_record *record)
{
	add(record, "", 0);
}

/* The running thread's stack is read without the address space's lock. Another thread of the
 * program may hold that lock, and waiting for it would make the run differ from one without
 * records. */
static int read_stack(const struct thread *t, uintptr_t *words, uintptr_t sp)
{
	const size_t size = STACK_PIECE * sizeof(*words);

	return t == current_thread() ? copy_from_user(words, sp, size)
				     : aspace_read(t->process->aspace, sp, words, size);
}

void trace_take_stack(const struct thread *t, uint32_t number)
{
	const struct trapframe *frame;
	uintptr_t *words, sp;
	unsigned n = 0;

	if (!wanted)
		return;
	frame = frame_place_user(t->arch.stack_top);
	words = stacks[number];
	sp = ALIGN_DOWN(frame_sp(frame), sizeof(*words));
	if (frame_link(frame))
		words[n++] = frame_link(frame);
	while (n + STACK_PIECE <= STACK_WORDS && read_stack(t, words + n, sp) == 0) {
		n += STACK_PIECE;
		sp += STACK_PIECE * sizeof(*words);
	}
	stack_words[number] = (uint8_t)n;
}

void trace_add_stack(uint32_t number)
{
	const struct explore_record record = {
		.kind = EXPLORE_RECORD_STACK,
		.thread = (uint16_t)number,
		.detail = (uint16_t)(stack_words[number] * sizeof(uintptr_t)),
		.event = session.schedule.events,
		.step = session_steps(),
	};

	if (record.detail)
		add(&record, (const char *)stacks[number], record.detail);
}

void trace_add_output(int fd, const char *bytes, size_t n)
{
	const struct explore_record record = {
		.kind = EXPLORE_RECORD_OUTPUT,
		.other = (uint16_t)fd,
		.detail = (uint16_t)n,
		.event = session.schedule.events,
		.step = session_steps(),
	};

	add(&record, bytes, n);
}

size_t trace_read(const char **records)
{
	*records = buffer;
	return used;
}
