/* SPDX-License-Identifier: MIT */
/*
 * Records of a traced run, and what it prints, in a buffer that the driver reads afterwards.
 */
#include <kernel/explore/session.h>
#include <kernel/explore/trace.h>
#include <lib/string.h>
#include <mm/page.h>
#include <uapi/errno.h>

#define TRACE_ORDER 9 /* 2 MiB */
#define TRACE_SIZE  ((size_t)PAGE_SIZE << TRACE_ORDER)

static char *buffer;
static size_t used;
static bool wanted;

int trace_begin(bool want)
{
	struct page *page;

	if (want && !buffer) {
		page = page_alloc(TRACE_ORDER);
		if (!page)
			return -ENOMEM;
		buffer = page_address(page);
	}
	wanted = want;
	used = 0;
	return 0;
}

/* What does not fit is left out whole: a reader sees complete records, the first ones. */
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
