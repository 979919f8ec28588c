/* SPDX-License-Identifier: MIT */
/*
 * The frames between `heddle run` and its machine, split into pieces of every size.
 */
#include <stdlib.h>
#include <string.h>
#include <tests/host/harness.h>
#include <tools/heddle/frames.h>

#define ROOM 4096

/* A log of the frames that arrived. */
struct log {
	char text[ROOM];
	size_t length;
};

static void note(struct log *log, const void *data, size_t n)
{
	assert_true(log->length + n < ROOM);
	memcpy(log->text + log->length, data, n);
	log->length += n;
}

static void take_piece(void *context, unsigned char kind, const void *data, size_t n, bool last)
{
	struct log *log = context;

	assert_true(n > 0);
	for (size_t i = 0; i < n; i++) {
		note(log, &kind, 1);
		note(log, (const char *)data + i, 1);
	}
	if (last)
		note(log, ".", 1);
}

static void take_text(void *context, const void *data, size_t n)
{
	note(context, data, n);
}

static size_t put_frame(char *to, unsigned char kind, const char *payload, size_t n)
{
	frame_header((unsigned char *)to, kind, n);
	memcpy(to + CHANNEL_HEADER, payload, n);
	return CHANNEL_HEADER + n;
}

TEST(cut_everywhere)
{
	char line[ROOM];
	size_t size = 0;
	static const char wanted[] = "boot\nohoi.e\0e\1.between\no\n.end";

	memcpy(line, "boot\n", 5);
	size = 5;
	size += put_frame(line + size, 'o', "hi", 2);
	size += put_frame(line + size, 'o', "", 0);
	size += put_frame(line + size, 'e', "\0\1", 2);
	memcpy(line + size, "between\n", 8);
	size += 8;
	size += put_frame(line + size, 'o', "\n", 1);
	memcpy(line + size, "end", 3);
	size += 3;
	for (size_t step = 1; step <= size; step++) {
		struct log log = {.length = 0};
		struct frames frames = {.piece = take_piece, .text = take_text, .context = &log};

		for (size_t at = 0; at < size; at += step)
			frames_take(&frames, line + at, size - at < step ? size - at : step);
		assert_int_equal(log.length, sizeof(wanted) - 1);
		assert_memory_equal(log.text, wanted, log.length);
	}
}

TEST(large)
{
	char *line = calloc(1, CHANNEL_HEADER + 65535);
	struct log log = {.length = 0};
	struct frames frames = {.piece = take_piece, .text = take_text, .context = &log};

	frame_header((unsigned char *)line, 'o', 65535);
	frames_take(&frames, line, CHANNEL_HEADER + 100);
	assert_int_equal(log.length, 200);
	assert_int_equal(frames.left, 65435);
	free(line);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(cut_everywhere),
		cmocka_unit_test(large),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
