/* SPDX-License-Identifier: MIT */
/*
 * Separating frames from text.
 */
#include "frames.h"
#include <string.h>

void frame_header(unsigned char *header, unsigned char kind, size_t n)
{
	header[0] = CHANNEL_START;
	header[1] = kind;
	header[2] = n & 0xff;
	header[3] = n >> 8 & 0xff;
}

/* Take some of n bytes that are outside a payload; their number. */
static size_t take_outside(struct frames *frames, const unsigned char *data, size_t n)
{
	const unsigned char *start;

	if (frames->have == 0) {
		start = memchr(data, CHANNEL_START, n);
		if (start != data) {
			n = start ? (size_t)(start - data) : n;
			frames->text(frames->context, data, n);
			return n;
		}
	}
	frames->header[frames->have++] = *data;
	if (frames->have == CHANNEL_HEADER) {
		frames->have = 0;
		frames->left = frames->header[2] | (size_t)frames->header[3] << 8;
	}
	return 1;
}

void frames_take(struct frames *frames, const void *data, size_t n)
{
	const unsigned char *p = data;

	while (n) {
		size_t used;

		if (frames->left) {
			used = n < frames->left ? n : frames->left;
			frames->left -= used;
			frames->piece(frames->context, frames->header[1], p, used,
				frames->left == 0);
		} else {
			used = take_outside(frames, p, n);
		}
		p += used;
		n -= used;
	}
}
