/* SPDX-License-Identifier: MIT */
/*
 * Contract: copies to and from user memory with fault recovery. The caller (mm/usercopy.c) has
 * checked that the range lies in [USER_MIN, USER_MAX). SMAP / sstatus.SUM is opened only inside.
 */
#pragma once
#include <lib/base.h>

/* Copy n bytes; 0 or -EFAULT (some bytes may have been copied). Thread context. */
int arch_copy_from_user(void *dst, uintptr_t user_src, size_t n);
int arch_copy_to_user(uintptr_t user_dst, const void *src, size_t n);

/* Up-call: a copy met a page that is not there, or not for this. True when it is now; then the copy
 * goes on. Interrupts on; may sleep. */
bool user_copy_fault(uintptr_t addr, bool write);
