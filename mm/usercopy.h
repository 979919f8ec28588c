/* SPDX-License-Identifier: MIT */
/*
 * Copies between the kernel and the current process's memory, which is accessed in no other way.
 */
#pragma once
#include <arch/user.h>
#include <lib/base.h>
#include <uapi/errno.h>

/* Copy n bytes. 0, or -EFAULT if any of them is outside the user's addresses or not accessible;
 * some bytes may have been copied then. Thread context, may sleep. The range is checked here; the
 * architecture recovers from faults within it. */
static inline int copy_from_user(void *dst, uintptr_t user_src, size_t n)
{
	return user_range_ok(user_src, n) ? arch_copy_from_user(dst, user_src, n) : -EFAULT;
}

static inline int copy_to_user(uintptr_t user_dst, const void *src, size_t n)
{
	return user_range_ok(user_dst, n) ? arch_copy_to_user(user_dst, src, n) : -EFAULT;
}

/* Copy a string with its NUL into `dst`, a buffer of `size` bytes. Returns the string's length;
 * `size` if there is no NUL among the first `size` bytes; or -EFAULT. Thread context, may sleep. */
long strncpy_from_user(char *dst, uintptr_t user_src, size_t size);
