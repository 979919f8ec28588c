/* SPDX-License-Identifier: MIT */
/*
 * Formatted output: the C standard's printf without floating point and wide characters.
 * Conversions d i u x X o c s p %; flags - + space # 0; width, precision, *;
 * lengths hh h l ll z t j. Widths and precisions above 4096 count as 4096.
 */
#pragma once
#include <lib/base.h>
#include <stdarg.h>

#ifdef HEDDLE_HOST
#include <stdio.h>
#endif

/* Pass the formatted text to `put` piece by piece. Returns its total length. Needs no buffer. */
size_t vprintf_to(void (*put)(void *context, const char *text, size_t length), void *context,
	const char *fmt, va_list ap) PRINTF_LIKE(3, 0);

/* Format into `buf`, which always ends in NUL if size > 0. Returns the length of the whole text. */
int LIBC_NAME(vsnprintf)(char *buf, size_t size, const char *fmt, va_list ap) PRINTF_LIKE(3, 0);
int LIBC_NAME(snprintf)(char *buf, size_t size, const char *fmt, ...) PRINTF_LIKE(3, 4);
