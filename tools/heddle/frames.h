/* SPDX-License-Identifier: MIT */
/*
 * The frames of user/protocol.h, taken out of what comes over the serial line piece by piece, and
 * what stands between them, which is the kernel's text.
 */
#pragma once
#include <stdbool.h>
#include <stddef.h>
#include <user/protocol.h>

struct frames {
	unsigned char header[CHANNEL_HEADER];
	size_t have; /* bytes of the header */
	size_t left; /* of the payload */
	/* `last`: the payload's end. Payloads come in pieces, an empty one in none. */
	void (*piece)(void *context, unsigned char kind, const void *data, size_t n, bool last);
	void (*text)(void *context, const void *data, size_t n);
	void *context;
};

/* Take the next n bytes of the line. */
void frames_take(struct frames *frames, const void *data, size_t n);

/* Write a frame's header for n bytes of payload. */
void frame_header(unsigned char *header, unsigned char kind, size_t n);
