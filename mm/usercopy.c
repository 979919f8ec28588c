/* SPDX-License-Identifier: MIT */
/*
 * User copies: the range is checked here, faults inside it are recovered by the architecture.
 */
#include <arch/mmu.h>
#include <arch/user.h>
#include <lib/string.h>
#include <mm/usercopy.h>
#include <uapi/errno.h>

int copy_from_user(void *dst, uintptr_t user_src, size_t n)
{
	return user_range_ok(user_src, n) ? arch_copy_from_user(dst, user_src, n) : -EFAULT;
}

int copy_to_user(uintptr_t user_dst, const void *src, size_t n)
{
	return user_range_ok(user_dst, n) ? arch_copy_to_user(user_dst, src, n) : -EFAULT;
}

long strncpy_from_user(char *dst, uintptr_t user_src, size_t size)
{
	size_t done = 0;

	/* Short pieces, none over a page's end: what lies behind the string need not be there. */
	while (done < size) {
		uintptr_t at = user_src + done;
		size_t n = MIN(size - done, (size_t)32);
		const char *end;

		n = MIN(n, (size_t)(PAGE_SIZE - (at & (PAGE_SIZE - 1))));
		if (copy_from_user(dst + done, at, n))
			return -EFAULT;
		end = memchr(dst + done, '\0', n);
		if (end)
			return end - dst;
		done += n;
	}
	return (long)size;
}
