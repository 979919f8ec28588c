/* SPDX-License-Identifier: MIT */
/*
 * Memory and strings. Copies and fills move a word at a time if source and destination are equally
 * aligned, and a byte at a time otherwise, since not every machine can read an unaligned word. An
 * architecture may override the functions that are weak here.
 */
#include <lib/string.h>

/*
 * Used in every loop that compilers recognise as memcpy, memset or strlen: they would replace it by
 * a call of the very function that contains it. Costs no instruction.
 */
#define KEEP_LOOP() __asm__ volatile("")

typedef unsigned long __attribute__((may_alias)) word;

#define BLOCK (4 * sizeof(word))

static bool is_aligned(const void *p)
{
	return (uintptr_t)p % sizeof(word) == 0;
}

/* Are both pointers aligned once one of them is? */
static bool aligned_alike(const void *a, const void *b)
{
	return ((uintptr_t)a - (uintptr_t)b) % sizeof(word) == 0;
}

/* From low to high addresses: correct if `d` is below `s`, even if they overlap. */
static void copy_up(char *d, const char *s, size_t n)
{
	if (aligned_alike(d, s)) {
		for (; n && !is_aligned(d); n--)
			*d++ = *s++;
		for (; n >= BLOCK; n -= BLOCK, d += BLOCK, s += BLOCK) {
			KEEP_LOOP();
			((word *)d)[0] = ((const word *)s)[0];
			((word *)d)[1] = ((const word *)s)[1];
			((word *)d)[2] = ((const word *)s)[2];
			((word *)d)[3] = ((const word *)s)[3];
		}
		for (; n >= sizeof(word); n -= sizeof(word), d += sizeof(word), s += sizeof(word)) {
			KEEP_LOOP();
			*(word *)d = *(const word *)s;
		}
	}
	while (n--) {
		KEEP_LOOP();
		*d++ = *s++;
	}
}

/* From high to low addresses: correct if `d` is above `s`, even if they overlap. */
static void copy_down(char *d, const char *s, size_t n)
{
	if (aligned_alike(d, s)) {
		for (; n && !is_aligned(d + n); n--)
			d[n - 1] = s[n - 1];
		for (; n >= sizeof(word); n -= sizeof(word)) {
			KEEP_LOOP();
			*(word *)(d + n - sizeof(word)) = *(const word *)(s + n - sizeof(word));
		}
	}
	while (n--) {
		KEEP_LOOP();
		d[n] = s[n];
	}
}

__attribute__((weak)) void *LIBC_NAME(
	memcpy)(void *restrict dst, const void *restrict src, size_t n)
{
	copy_up(dst, src, n);
	return dst;
}

void *LIBC_NAME(memmove)(void *dst, const void *src, size_t n)
{
	if ((uintptr_t)dst <= (uintptr_t)src)
		copy_up(dst, src, n);
	else
		copy_down(dst, src, n);
	return dst;
}

__attribute__((weak)) void *LIBC_NAME(memset)(void *dst, int byte, size_t n)
{
	char *d = dst;
	word pattern = (word)(unsigned char)byte * (~0ul / 255);

	for (; n && !is_aligned(d); n--)
		*d++ = (char)byte;
	for (; n >= BLOCK; n -= BLOCK, d += BLOCK) {
		KEEP_LOOP();
		((word *)d)[0] = pattern;
		((word *)d)[1] = pattern;
		((word *)d)[2] = pattern;
		((word *)d)[3] = pattern;
	}
	for (; n >= sizeof(word); n -= sizeof(word), d += sizeof(word)) {
		KEEP_LOOP();
		*(word *)d = pattern;
	}
	while (n--) {
		KEEP_LOOP();
		*d++ = (char)byte;
	}
	return dst;
}

int LIBC_NAME(memcmp)(const void *a, const void *b, size_t n)
{
	const unsigned char *x = a, *y = b;

	for (; n; n--, x++, y++) {
		KEEP_LOOP();
		if (*x != *y)
			return *x - *y;
	}
	return 0;
}

size_t LIBC_NAME(strlen)(const char *s)
{
	size_t n = 0;

	for (; s[n]; n++)
		KEEP_LOOP();
	return n;
}

size_t LIBC_NAME(strnlen)(const char *s, size_t max)
{
	size_t n = 0;

	for (; n < max && s[n]; n++)
		KEEP_LOOP();
	return n;
}

int LIBC_NAME(strncmp)(const char *a, const char *b, size_t n)
{
	for (; n; n--, a++, b++)
		if (*a != *b || !*a)
			return (unsigned char)*a - (unsigned char)*b;
	return 0;
}

int LIBC_NAME(strcmp)(const char *a, const char *b)
{
	return LIBC_NAME(strncmp)(a, b, SIZE_MAX);
}

char *LIBC_NAME(strchr)(const char *s, int c)
{
	for (; *s != (char)c; s++)
		if (!*s)
			return NULL;
	return (char *)(uintptr_t)s;
}

char *LIBC_NAME(strrchr)(const char *s, int c)
{
	const char *last = NULL;

	do {
		if (*s == (char)c)
			last = s;
	} while (*s++);
	return (char *)(uintptr_t)last;
}

void *LIBC_NAME(memchr)(const void *s, int c, size_t n)
{
	const unsigned char *p = s;

	for (; n; n--, p++)
		if (*p == (unsigned char)c)
			return (void *)(uintptr_t)p;
	return NULL;
}

size_t strlcpy(char *dst, const char *src, size_t size)
{
	size_t length = LIBC_NAME(strlen)(src);

	if (size) {
		size_t n = MIN(length, size - 1);

		LIBC_NAME(memcpy)(dst, src, n);
		dst[n] = '\0';
	}
	return length;
}
