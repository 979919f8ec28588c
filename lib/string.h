/* SPDX-License-Identifier: MIT */
/*
 * Memory and strings: the C library's functions of these names. Host programs use the host's; ours
 * are compiled with the prefix heddle_ for their tests.
 */
#pragma once
#include <lib/base.h>

#ifdef HEDDLE_HOST
#include <string.h>
#define strlcpy heddle_strlcpy /* not every host has it */
#endif

void *LIBC_NAME(memcpy)(void *restrict dst, const void *restrict src, size_t n);
void *LIBC_NAME(memmove)(void *dst, const void *src, size_t n);
void *LIBC_NAME(memset)(void *dst, int byte, size_t n);
int LIBC_NAME(memcmp)(const void *a, const void *b, size_t n);
size_t LIBC_NAME(strlen)(const char *s);
size_t LIBC_NAME(strnlen)(const char *s, size_t max);
int LIBC_NAME(strcmp)(const char *a, const char *b);
int LIBC_NAME(strncmp)(const char *a, const char *b, size_t n);
char *LIBC_NAME(strchr)(const char *s, int c);
void *LIBC_NAME(memchr)(const void *s, int c, size_t n);
char *LIBC_NAME(strrchr)(const char *s, int c);

/* Copy at most size - 1 bytes of `src` and a NUL. Returns the length of `src`. */
size_t strlcpy(char *dst, const char *src, size_t size);
