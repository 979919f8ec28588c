/* SPDX-License-Identifier: MIT */
/*
 * System calls about memory (mmap(2), mprotect(2), mremap(2), madvise(2), brk(2), msync(2),
 * mincore(2), mlock(2)). Nothing is ever swapped, so locked and unlocked memory behave alike.
 */
#include <fs/files.h>
#include <kernel/proc/process.h>
#include <kernel/sys/syscall.h>
#include <mm/aspace.h>
#include <mm/page.h>
#include <mm/usercopy.h>
#include <uapi/errno.h>
#include <uapi/mman.h>

static struct aspace *aspace(void)
{
	return current_process()->aspace;
}

/* May `file` be mapped with these arguments? 0, -EACCES, -ENODEV or -EPERM (sealed). */
static int check_file(const struct file *file, unsigned prot, bool shared)
{
	if (!(file->mode & FILE_READ))
		return -EACCES;
	if (shared && prot & PROT_WRITE && !(file->mode & FILE_WRITE))
		return -EACCES;
	if (!file->ops->page)
		return -ENODEV;
	return shared && prot & PROT_WRITE && READ_ONCE(file->inode->seals) & SEALS_WRITE ? -EPERM
											  : 0;
}

/* The area flags of a shared mapping of `file`, with AREA_NO_WRITE if the file may not be
 * written. */
static unsigned shared_flags(const struct file *file)
{
	if (!file || (file->mode & FILE_WRITE && !(READ_ONCE(file->inode->seals) & SEALS_WRITE)))
		return AREA_SHARED;
	return AREA_SHARED | AREA_NO_WRITE;
}

static long map(uintptr_t addr, size_t length, unsigned prot, unsigned long flags,
	struct file *file, uint64_t first_page)
{
	bool shared = (flags & MAP_TYPE) != MAP_PRIVATE;
	struct map_request request = {
		.start = ALIGN_DOWN(addr, PAGE_SIZE),
		.length = ALIGN_UP(length, PAGE_SIZE),
		.prot = prot & PROT_ALL,
		.flags = shared                  ? shared_flags(file)
			 : flags & MAP_NORESERVE ? AREA_NO_RESERVE
						 : 0,
		.place = flags & MAP_FIXED_NOREPLACE ? MAP_EXACTLY
			 : flags & MAP_FIXED         ? MAP_REPLACE
						     : MAP_ANYWHERE,
		.object = file ? &file->object : NULL,
		.first_page = first_page,
	};
	uintptr_t at;
	int error;

	if (request.place != MAP_ANYWHERE && addr & (PAGE_SIZE - 1))
		return -EINVAL;
	if (request.place != MAP_ANYWHERE && addr < USER_MIN)
		return -EPERM;
	if (!request.length)
		return length ? -ENOMEM : -EINVAL;
	if (request.place == MAP_ANYWHERE && request.start < USER_MIN)
		request.start = 0;
	error = aspace_map(aspace(), &request, &at);
	if (error == -EINVAL)
		error = -ENOMEM; /* beyond user addresses */
	return error ? error : (long)at;
}

/* mmap() with the offset in pages. */
static long map_call(uintptr_t addr, size_t length, unsigned long prot, unsigned long flags,
	unsigned long fd, uint64_t first_page)
{
	unsigned long type = flags & MAP_TYPE;
	struct file *file = NULL;
	long result;

	if (type != MAP_PRIVATE && type != MAP_SHARED && type != MAP_SHARED_VALIDATE)
		return -EINVAL;
	if (!(flags & MAP_ANONYMOUS)) {
		file = files_find(files_current(), (unsigned)fd);
		if (!file)
			return -EBADF;
		if (file->flags & O_PATH) {
			file_put(file);
			return -EBADF;
		}
		result = check_file(file, (unsigned)prot, type != MAP_PRIVATE);
		if (!result)
			result = map(addr, length, (unsigned)prot, flags, file, first_page);
		file_put(file);
		return result;
	}
	if (type == MAP_PRIVATE)
		return map(addr, length, (unsigned)prot, flags, NULL, 0);
	if (!(flags & MAP_NORESERVE) && length >> PAGE_SHIFT > page_free_count())
		return -ENOMEM;
	/* Anonymous shared memory is a file without a name. */
	result = memory_file_create(length, &file);
	if (!result) {
		result = map(addr, length, (unsigned)prot, flags, file, 0);
		file_put(file);
	}
	return result;
}

SYSCALL(mmap)
{
	if (a5 & (PAGE_SIZE - 1))
		return -EINVAL;
	return map_call(a0, a1, a2, a3, a4, a5 >> PAGE_SHIFT);
}

SYSCALL(mmap2)
{
	return map_call(a0, a1, a2, a3, a4, a5);
}

/* i386's first mmap(): its six arguments are in memory. */
SYSCALL(old_mmap)
{
	unsigned long w[6];

	if (copy_from_user(w, a0, sizeof(w)))
		return -EFAULT;
	return sys_mmap(w[0], w[1], w[2], w[3], w[4], w[5]);
}

SYSCALL(munmap)
{
	return aspace_unmap(aspace(), a0, a1);
}

SYSCALL(mprotect)
{
	size_t length = ALIGN_UP(a1, PAGE_SIZE);

	if (a0 & (PAGE_SIZE - 1) || a2 & ~(unsigned long)(PROT_ALL | PROT_GROWSDOWN | PROT_GROWSUP))
		return -EINVAL;
	if (!a1)
		return 0;
	return length ? aspace_protect(aspace(), a0, length, a2 & PROT_ALL) : -ENOMEM;
}

SYSCALL(mremap)
{
	size_t old_length = ALIGN_UP(a1, PAGE_SIZE), new_length = ALIGN_UP(a2, PAGE_SIZE);
	uintptr_t at;
	int error;

	if (a3 & ~(unsigned long)(MREMAP_MAYMOVE | MREMAP_FIXED) ||
		(a3 & MREMAP_FIXED && (!(a3 & MREMAP_MAYMOVE) || !a4)))
		return -EINVAL;
	error = aspace_remap(aspace(), a0, old_length, new_length, a3 & MREMAP_MAYMOVE,
		a3 & MREMAP_FIXED ? a4 : 0, &at);
	return error ? error : (long)at;
}

SYSCALL(brk)
{
	return (long)aspace_set_break(aspace(), a0);
}

SYSCALL(madvise)
{
	size_t length = ALIGN_UP(a1, PAGE_SIZE);

	if (a0 & (PAGE_SIZE - 1) || (a1 && !length))
		return -EINVAL;
	switch (a2) {
	case MADV_DONTNEED:
	case MADV_FREE:
		return length ? aspace_discard(aspace(), a0, length) : 0;
	case MADV_NORMAL:
	case MADV_RANDOM:
	case MADV_SEQUENTIAL:
	case MADV_WILLNEED:
	case MADV_HUGEPAGE:
	case MADV_NOHUGEPAGE:
	case MADV_DONTDUMP:
	case MADV_DODUMP:
		return aspace_is_mapped(aspace(), a0, length) ? 0 : -ENOMEM;
	default:
		return -EINVAL;
	}
}

/* Shared mappings show the file's own pages: there is nothing to write back. */
SYSCALL(msync)
{
	if (a0 & (PAGE_SIZE - 1) || a2 & ~(unsigned long)(MS_ASYNC | MS_INVALIDATE | MS_SYNC) ||
		(a2 & MS_ASYNC && a2 & MS_SYNC))
		return -EINVAL;
	return aspace_is_mapped(aspace(), a0, ALIGN_UP(a1, PAGE_SIZE)) ? 0 : -ENOMEM;
}

SYSCALL(mincore)
{
	uintptr_t end = a0 + ALIGN_UP(a1, PAGE_SIZE);

	if (a0 & (PAGE_SIZE - 1))
		return -EINVAL;
	if (!aspace_is_mapped(aspace(), a0, ALIGN_UP(a1, PAGE_SIZE)))
		return -ENOMEM;
	for (uintptr_t va = a0; va < end; va += PAGE_SIZE) {
		unsigned char present = aspace_is_present(aspace(), va);

		if (copy_to_user(a2 + ((va - a0) >> PAGE_SHIFT), &present, 1))
			return -EFAULT;
	}
	return 0;
}

SYSCALL(mlock)
{
	uintptr_t start = ALIGN_DOWN(a0, PAGE_SIZE);

	return aspace_is_mapped(aspace(), start, ALIGN_UP(a0 + a1, PAGE_SIZE) - start) ? 0
										       : -ENOMEM;
}

SYSCALL(munlock)
{
	return sys_mlock(a0, a1, 0, 0, 0, 0);
}

SYSCALL(mlockall)
{
	return a0 == 0 || a0 & ~7ul ? -EINVAL : 0;
}

SYSCALL(munlockall)
{
	return 0;
}
