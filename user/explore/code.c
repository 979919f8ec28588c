/* SPDX-License-Identifier: MIT */
/*
 * From addresses in files to addresses in the running program.
 */
#include "code.h"
#include "maps.h"
#include <lib/number.h>
#include <uapi/errno.h>
#include <uapi/explore.h>
#include <user.h>
#include <user/protocol.h>
#include <words.h>

static struct explore_ranges ranges;

/* The files that the calls are in; number 0 is the program's. */
static struct {
	const char *path;
	uint64_t base; /* the lowest of the file's addresses */
} files[JOB_LIBRARIES_MAX + 1];
static unsigned char library_count, owner[EXPLORE_RANGES_MAX];

/* Read a whole number in base 16; false: there is none, or more follows than `behind` says. */
static bool read_address(const char **text, char behind, uint64_t *address)
{
	if (!number_read(text, 16, address) || **text != behind)
		return false;
	*text += behind != '\0';
	return true;
}

static long read_base(const char *value)
{
	return read_address(&value, '\0', &files[0].base) ? 0 : -EINVAL;
}

static long read_range(const char *value)
{
	uint64_t start, end;

	if (ranges.count == EXPLORE_RANGES_MAX)
		return -ENOSPC;
	if (!read_address(&value, ' ', &start) || !read_address(&value, '\0', &end))
		return -EINVAL;
	ranges.range[ranges.count].start = start;
	ranges.range[ranges.count++].end = end;
	return 0;
}

static long read_library(const char *value)
{
	if (library_count == JOB_LIBRARIES_MAX)
		return -E2BIG;
	if (!read_address(&value, ' ', &files[library_count + 1].base))
		return -EINVAL;
	files[++library_count].path = value;
	return 0;
}

static long read_call(const char *value)
{
	struct explore_call *call = &ranges.call[ranges.calls];
	uint64_t kind, group;

	if (ranges.calls == EXPLORE_RANGES_MAX)
		return -ENOSPC;
	if (!read_address(&value, ' ', &call->start) || !read_address(&value, ' ', &call->end) ||
		!read_address(&value, ' ', &kind) || !number_read(&value, 16, &group))
		return -EINVAL;
	if (kind >= EXPLORE_CALL_KINDS || group > UINT32_MAX)
		return -EINVAL;
	call->kind = (uint32_t)kind;
	call->group = (uint32_t)group;
	call->result = EXPLORE_NO_RESULT;
	if (*value && (*value++ != ' ' || !number_read(&value, 16, &call->result)))
		return -EINVAL;
	owner[ranges.calls++] = library_count;
	return *value ? -EINVAL : 0;
}

long code_read_word(char *word)
{
	const char *value;

	if ((value = word_value(word, JOB_APP)))
		return read_range(value);
	if ((value = word_value(word, JOB_CALL)))
		return read_call(value);
	if ((value = word_value(word, JOB_BASE)))
		return read_base(value);
	if ((value = word_value(word, JOB_LIBRARY)))
		return read_library(value);
	return -EINVAL;
}

bool code_is_any_own(void)
{
	return ranges.count > 0;
}

/* The difference between addresses in the process and in file number `file`; 0 for a library: it is
 * not mapped. */
static uint64_t bias_of(unsigned file)
{
	const struct map *first = maps_get(0);
	uint64_t start;

	if (file == 0)
		return first ? first->start - files[0].base : 0;
	start = maps_address_of(files[file].path);
	return start ? start - files[file].base : 0;
}

/* Insert `call` into the first `count` ones, which are in order. */
static void insert_call(unsigned count, const struct explore_call *call)
{
	unsigned at = count;

	for (; at && ranges.call[at - 1].start > call->start; at--)
		ranges.call[at] = ranges.call[at - 1];
	ranges.call[at] = *call;
}

long code_tell(long control)
{
	uint64_t bias = bias_of(0);
	unsigned kept = 0;

	for (unsigned i = 0; i < ranges.count; i++) {
		ranges.range[i].start += bias;
		ranges.range[i].end += bias;
	}
	for (unsigned i = 0; i < ranges.calls; i++) {
		struct explore_call call = ranges.call[i];
		uint64_t moved = bias_of(owner[i]);

		if (owner[i] && !moved)
			continue;
		call.start += moved;
		call.end += moved;
		insert_call(kept++, &call);
	}
	ranges.calls = kept;
	return SYSCALL(__NR_ioctl, control, EXPLORE_CODE, &ranges);
}
