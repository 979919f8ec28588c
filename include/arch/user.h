/* SPDX-License-Identifier: MIT */
/*
 * Contract: copies to and from user memory with fault recovery. The caller (mm/usercopy.c) has
 * checked that the range lies in [USER_MIN, USER_MAX). User access (SMAP, sstatus.SUM) is enabled
 * only within these functions.
 */
#pragma once
#include <asm/layout.h>
#include <lib/base.h>

static inline bool user_range_ok(uintptr_t start, size_t n)
{
	return start >= USER_MIN && start <= USER_MAX && n <= USER_MAX - start;
}

/* Copy n bytes; 0 or -EFAULT (some bytes may have been copied). Thread context. */
int arch_copy_from_user(void *dst, uintptr_t user_src, size_t n);
int arch_copy_to_user(uintptr_t user_dst, const void *src, size_t n);

/* Load, or compare and exchange, one aligned word, atomically. 0 or -EFAULT. *old is the word's
 * previous value. With interrupts off, a page that is not present is not faulted in: -EFAULT. Any
 * context. */
int arch_user_load32(uintptr_t user_src, uint32_t *value);
int arch_user_cmpxchg32(uintptr_t user_dst, uint32_t expected, uint32_t desired, uint32_t *old);

/* Up-call: a copy hit a page that is not present or not accessible. True if the page is accessible
 * now; then the copy continues. Interrupts on, may sleep. */
bool user_copy_fault(uintptr_t addr, bool write);
