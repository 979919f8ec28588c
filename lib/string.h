/* SPDX-License-Identifier: MIT */
/*
 * Memory and strings: the C library's functions of these names. On the host the host's are used,
 * and ours are compiled under the prefix heddle_ for their tests.
 */
#pragma once
#include <lib/base.h>

#ifdef HEDDLE_HOST
#include <string.h>
#define HEDDLE_STRING(name) heddle_##name
#else
#define HEDDLE_STRING(name) name
#endif

void *HEDDLE_STRING(memcpy)(void *restrict dst, const void *restrict src, size_t n);
void *HEDDLE_STRING(memmove)(void *dst, const void *src, size_t n);
void *HEDDLE_STRING(memset)(void *dst, int byte, size_t n);
int HEDDLE_STRING(memcmp)(const void *a, const void *b, size_t n);
size_t HEDDLE_STRING(strlen)(const char *s);
size_t HEDDLE_STRING(strnlen)(const char *s, size_t max);
int HEDDLE_STRING(strcmp)(const char *a, const char *b);
int HEDDLE_STRING(strncmp)(const char *a, const char *b, size_t n);

/* Copy at most size - 1 bytes of `src` and a NUL; the length of `src`. */
size_t heddle_strlcpy(char *dst, const char *src, size_t size);
#define strlcpy heddle_strlcpy
