/* SPDX-License-Identifier: MIT */
/*
 * Memory and strings. Copies and fills go a word at a time once aligned; the compiler must not turn
 * these loops back into calls of themselves, hence the attribute.
 */
#include <lib/string.h>

#if defined(__GNUC__) && !defined(__clang__)
#define NO_LOOP_IDIOM __attribute__((optimize("no-tree-loop-distribute-patterns")))
#else
#define NO_LOOP_IDIOM __attribute__((no_builtin("memcpy", "memset", "memmove", "strlen")))
#endif

typedef unsigned long __attribute__((may_alias)) word;

NO_LOOP_IDIOM void *LIBC_NAME(memcpy)(void *restrict dst, const void *restrict src, size_t n)
{
	char *d = dst;
	const char *s = src;

	if ((((uintptr_t)d ^ (uintptr_t)s) & (sizeof(word) - 1)) == 0) {
		for (; n && (uintptr_t)d & (sizeof(word) - 1); n--)
			*d++ = *s++;
		for (; n >= sizeof(word); n -= sizeof(word)) {
			*(word *)d = *(const word *)s;
			d += sizeof(word);
			s += sizeof(word);
		}
	}
	while (n--)
		*d++ = *s++;
	return dst;
}

NO_LOOP_IDIOM void *LIBC_NAME(memmove)(void *dst, const void *src, size_t n)
{
	char *d = dst;
	const char *s = src;

	if (d <= s || d >= s + n) {
		while (n--)
			*d++ = *s++;
	} else {
		while (n--)
			d[n] = s[n];
	}
	return dst;
}

NO_LOOP_IDIOM void *LIBC_NAME(memset)(void *dst, int byte, size_t n)
{
	char *d = dst;
	word pattern = (word)(unsigned char)byte * (~0ul / 255);

	for (; n && (uintptr_t)d & (sizeof(word) - 1); n--)
		*d++ = (char)byte;
	for (; n >= sizeof(word); n -= sizeof(word)) {
		*(word *)d = pattern;
		d += sizeof(word);
	}
	while (n--)
		*d++ = (char)byte;
	return dst;
}

NO_LOOP_IDIOM int LIBC_NAME(memcmp)(const void *a, const void *b, size_t n)
{
	const unsigned char *x = a, *y = b;

	for (; n; n--, x++, y++)
		if (*x != *y)
			return *x - *y;
	return 0;
}

NO_LOOP_IDIOM size_t LIBC_NAME(strlen)(const char *s)
{
	size_t n = 0;

	while (s[n])
		n++;
	return n;
}

NO_LOOP_IDIOM size_t LIBC_NAME(strnlen)(const char *s, size_t max)
{
	size_t n = 0;

	while (n < max && s[n])
		n++;
	return n;
}

NO_LOOP_IDIOM int LIBC_NAME(strncmp)(const char *a, const char *b, size_t n)
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
