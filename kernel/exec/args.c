/* SPDX-License-Identifier: MIT */
/*
 * Strings from user memory, copied in chunks that end at page boundaries, so that the pages after a
 * string need not be mapped.
 */
#include <kernel/exec/args.h>
#include <lib/string.h>
#include <mm/page.h>
#include <mm/usercopy.h>
#include <uapi/errno.h>

#define BUFFER_ORDER 5 /* pages: ARGS_SIZE */
static_assert(PAGE_SIZE << BUFFER_ORDER == ARGS_SIZE, "the buffer is one block");

int args_init(struct args *args)
{
	struct page *pages = page_alloc(BUFFER_ORDER);

	*args = (struct args){.buffer = pages ? page_address(pages) : NULL};
	return pages ? 0 : -ENOMEM;
}

void args_free(struct args *args)
{
	if (args->buffer)
		page_put(phys_to_page(virt_to_phys(args->buffer)));
	args->buffer = NULL;
}

int args_add(struct args *args, const char *string)
{
	size_t length = strlen(string) + 1;

	if (length > ARGS_SIZE - args->used)
		return -E2BIG;
	memcpy(args->buffer + args->used, string, length);
	args->used += length;
	args->argc++;
	return 0;
}

int args_add_front(struct args *args, const char *string)
{
	size_t length = strlen(string) + 1;

	if (length > ARGS_SIZE - args->used)
		return -E2BIG;
	memmove(args->buffer + length, args->buffer, args->used);
	memcpy(args->buffer, string, length);
	args->used += length;
	args->argc++;
	return 0;
}

void args_drop_front(struct args *args)
{
	size_t length;

	if (!args->argc)
		return;
	length = strlen(args->buffer) + 1;
	args->used -= length;
	memmove(args->buffer, args->buffer + length, args->used);
	args->argc--;
}

/* Copy a string with its zero byte into `room` bytes. Returns its size, -EFAULT, or `too_long`. */
static int string_from_user(char *to, size_t room, uintptr_t user, int too_long)
{
	size_t done = 0;

	while (done < room) {
		/* Up to the end of the page: a page is mapped as a whole or not at all. */
		size_t n =
			MIN(room - done, (size_t)(PAGE_SIZE - ((user + done) & (PAGE_SIZE - 1))));
		const char *end;

		if (copy_from_user(to + done, user + done, n))
			return -EFAULT;
		end = memchr(to + done, 0, n);
		if (end)
			return (int)(end - to) + 1;
		done += n;
	}
	return too_long;
}

int path_from_user(char *path, uintptr_t user)
{
	int size = string_from_user(path, PATH_SIZE, user, -ENAMETOOLONG);

	return size < 0 ? size : size - 1;
}

int args_add_user(struct args *args, uintptr_t array)
{
	int count = 0;

	for (; array; array += sizeof(uintptr_t), count++) {
		uintptr_t string;
		int size;

		if (copy_from_user(&string, array, sizeof(string)))
			return -EFAULT;
		if (!string)
			break;
		size = string_from_user(args->buffer + args->used, ARGS_SIZE - args->used, string,
			-E2BIG);
		if (size < 0)
			return size;
		args->used += (size_t)size;
	}
	return count;
}
