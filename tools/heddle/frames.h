/* SPDX-License-Identifier: MIT */
/*
 * The frames of user/protocol.h, and the text between them, out of the bytes of the serial line as
 * they arrive.
 */
#pragma once
#include <stdbool.h>
#include <stddef.h>
#include <user/protocol.h>

struct frames {
	unsigned char header[CHANNEL_HEADER];
	size_t have; /* bytes of the header received */
	size_t left; /* bytes of the payload to come */
	/* Receives a payload in pieces; `last`: this is the end. Not called for an empty
	 * payload. */
	void (*piece)(void *context, unsigned char kind, const void *data, size_t n, bool last);
	/* Receives text outside frames. */
	void (*text)(void *context, const void *data, size_t n);
	void *context;
};

/* Take the next n bytes of the line. */
void frames_take(struct frames *frames, const void *data, size_t n);

/* Write a frame's header for n bytes of payload. */
void frame_header(unsigned char *header, unsigned char kind, size_t n);
