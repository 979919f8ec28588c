/* SPDX-License-Identifier: MIT */
/*
 * Strings from user memory. See usercopy.h for the rest.
 */
#include <arch/mmu.h>
#include <lib/string.h>
#include <mm/usercopy.h>
#include <uapi/errno.h>

long strncpy_from_user(char *dst, uintptr_t user_src, size_t size)
{
	size_t done = 0;

	/* Copy short pieces, none across the end of a page: memory behind the string need not be
	 * mapped. */
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
