/* SPDX-License-Identifier: MIT */
/*
 * Copies between the kernel and the current process's memory. The only way to touch it.
 */
#pragma once
#include <arch/user.h>
#include <lib/base.h>
#include <uapi/errno.h>

/* Copy n bytes; 0, or -EFAULT when any of them is not the user's or not accessible (then some may
 * have been copied). Thread context. The range is checked here, faults inside it are recovered by
 * the architecture. */
static inline int copy_from_user(void *dst, uintptr_t user_src, size_t n)
{
	return user_range_ok(user_src, n) ? arch_copy_from_user(dst, user_src, n) : -EFAULT;
}

static inline int copy_to_user(uintptr_t user_dst, const void *src, size_t n)
{
	return user_range_ok(user_dst, n) ? arch_copy_to_user(user_dst, src, n) : -EFAULT;
}

/* Copy a string, its NUL included, into `dst` of `size` bytes: its length, or `size` when no NUL is
 * among the first `size` bytes, or -EFAULT. Thread context. */
long strncpy_from_user(char *dst, uintptr_t user_src, size_t size);
