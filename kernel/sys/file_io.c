/* SPDX-License-Identifier: MIT */
/*
 * read(2), write(2) and their variants; file positions.
 *
 * A file's position is locked for the whole transfer. POSIX requires it: to other threads that use
 * the same file, each read or write is one piece.
 */
#include <kernel/sys/file_util.h>
#include <kernel/sys/syscall.h>

#include <lib/string.h>
#include <mm/slab.h>
#include <uapi/errno.h>

static NOINLINE long transfer_seekable(struct file *file, struct io *io, bool write)
{
	long result;

	mutex_lock(&file->pos_lock);
	result = write ? file_write(file, io, &file->pos) : file_read(file, io, &file->pos);
	mutex_unlock(&file->pos_lock);
	return result;
}

/* Transfer at the file's own position. */
static ALWAYS_INLINE long transfer(struct file *file, struct io *io, bool write)
{
	uint64_t none = 0;

	if (file->mode & FILE_SEEK)
		return transfer_seekable(file, io, write);
	return write ? file_write(file, io, &none) : file_read(file, io, &none);
}

/* Transfer at position `at`; the file's own does not change. */
static long transfer_at(struct file *file, struct io *io, int64_t at, bool write)
{
	uint64_t pos = (uint64_t)at;

	if (!(file->mode & FILE_SEEK) && !file->ops->has_no_place)
		return -ESPIPE;
	return write ? file_write(file, io, &pos) : file_read(file, io, &pos);
}

static ALWAYS_INLINE long read_or_write(unsigned long fd, uintptr_t buffer, size_t n, bool write)
{
	bool own = fds_are_own();
	struct file *file = own ? fd_file_own(fd) : fd_file(fd);
	long result = -EINVAL;
	struct io io;

	if (unlikely(!file))
		return -EBADF;
	if (likely((long)n >= 0)) {
		io_init_user(&io, buffer, MIN(n, (size_t)IO_MAX));
		result = transfer(file, &io, write);
	}
	if (!own)
		file_put(file);
	return result;
}

SYSCALL(read)
{
	return read_or_write(a0, a1, a2, false);
}

SYSCALL(write)
{
	return read_or_write(a0, a1, a2, true);
}

static long positioned(unsigned long fd, uintptr_t buffer, size_t n, int64_t at, bool write)
{
	struct file *file;
	struct io io;
	long result;

	if (at < 0)
		return -EINVAL;
	file = fd_file(fd);
	if (!file)
		return -EBADF;
	io_init_user(&io, buffer, MIN(n, (size_t)IO_MAX));
	result = (long)n < 0 ? -EINVAL : transfer_at(file, &io, at, write);
	file_put(file);
	return result;
}

/* A 64-bit argument in two registers: low, high. */
static int64_t pair(unsigned long low, unsigned long high)
{
	return (int64_t)((uint64_t)(uint32_t)high << 32 | (uint32_t)low);
}

SYSCALL(pread64)
{
	return positioned(a0, a1, a2, (int64_t)a3, false);
}

SYSCALL(pwrite64)
{
	return positioned(a0, a1, a2, (int64_t)a3, true);
}

SYSCALL(pread64_pair)
{
	return positioned(a0, a1, a2, pair(a3, a4), false);
}

SYSCALL(pwrite64_pair)
{
	return positioned(a0, a1, a2, pair(a3, a4), true);
}

/* Transfer a vector at position `at`; `at` < 0: at the file's own. */
static long vectored(unsigned long fd, uintptr_t user, unsigned long count, int64_t at, bool write)
{
	struct file *file = fd_file(fd);
	struct user_vector vector;
	struct io io;
	long result;

	if (!file)
		return -EBADF;
	result = user_vector_get(&vector, user, count);
	if (!result) {
		io_init_segments(&io, vector.segments, vector.total, true);
		result = at < 0 ? transfer(file, &io, write) : transfer_at(file, &io, at, write);
		user_vector_put(&vector);
	}
	file_put(file);
	return result;
}

SYSCALL(readv)
{
	return vectored(a0, a1, a2, -1, false);
}

SYSCALL(writev)
{
	return vectored(a0, a1, a2, -1, true);
}

/* The position argument of preadv() and its variants: two words. Where a word has 64 bits the high
 * one is ignored. */
static int64_t words(unsigned long low, unsigned long high)
{
	return sizeof(long) == 8 ? (int64_t)low : pair(low, high);
}

SYSCALL(preadv)
{
	int64_t at = words(a3, a4);

	return at < 0 ? -EINVAL : vectored(a0, a1, a2, at, false);
}

SYSCALL(pwritev)
{
	int64_t at = words(a3, a4);

	return at < 0 ? -EINVAL : vectored(a0, a1, a2, at, true);
}

/* The flags of preadv2() that are only hints. The others, such as RWF_APPEND, are not supported. */
#define RWF_HINTS 0x7

static long vectored2(unsigned long fd, uintptr_t user, unsigned long count, int64_t at,
	unsigned long flags, bool write)
{
	if (flags & ~(unsigned long)RWF_HINTS)
		return -EOPNOTSUPP;
	return at < -1 ? -EINVAL : vectored(fd, user, count, at, write);
}

SYSCALL(preadv2)
{
	return vectored2(a0, a1, a2, words(a3, a4), a5, false);
}

SYSCALL(pwritev2)
{
	return vectored2(a0, a1, a2, words(a3, a4), a5, true);
}

static int64_t seek(unsigned long fd, int64_t offset, int whence)
{
	struct file *file = fd_file(fd);
	int64_t result;

	if (!file)
		return -EBADF;
	result =
		whence < SEEK_SET || whence > SEEK_HOLE ? -EINVAL : file_seek(file, offset, whence);
	file_put(file);
	return result;
}

SYSCALL(lseek)
{
	int64_t result = seek(a0, (long)a1, (int)a2);

	return result == (long)result ? (long)result : -EOVERFLOW;
}

SYSCALL(_llseek)
{
	int64_t result = seek(a0, pair(a2, a1), (int)a4);

	if (result < 0)
		return (long)result;
	return copy_to_user(a3, &result, sizeof(result)) ? -EFAULT : 0;
}

/* Copy up to `n` bytes from `in` to `out` through a buffer of one page. `from` and `to` are
 * positions, which advance, or NULL for the files' own. Returns the bytes copied, or -errno if
 * there were none. */
static long move(struct file *in, uint64_t *from, struct file *out, uint64_t *to, size_t n)
{
	char *buffer = kmalloc(PAGE_SIZE);
	long done = 0, result = 0;
	struct io io;

	if (!buffer)
		return -ENOMEM;
	while ((size_t)done < n) {
		size_t part = MIN(n - (size_t)done, (size_t)PAGE_SIZE);
		uint64_t start = from ? *from : in->pos;

		io_init_kernel(&io, buffer, part);
		result = from ? file_read(in, &io, from) : transfer(in, &io, false);
		if (result <= 0)
			break;
		part = (size_t)result;
		io_init_kernel(&io, buffer, part);
		result = to ? file_write(out, &io, to) : transfer(out, &io, true);
		if (result < (long)part && in->mode & FILE_SEEK)
			*(from ? from : &in->pos) = start + (result > 0 ? (uint64_t)result : 0);
		if (result <= 0)
			break;
		done += result;
		if ((size_t)result < part)
			break;
	}
	kfree(buffer);
	return done ? done : result;
}

static long send(unsigned long out_fd, unsigned long in_fd, uint64_t *from, size_t n)
{
	struct file *in = fd_file(in_fd), *out = fd_file(out_fd);
	long result;

	if (!in || !out || !(in->mode & FILE_READ) || !(out->mode & FILE_WRITE))
		result = -EBADF;
	else if (from && !(in->mode & FILE_SEEK))
		result = -ESPIPE;
	else if (from && (int64_t)*from < 0)
		result = -EINVAL;
	else if (!in->ops->page || READ_ONCE(out->flags) & O_APPEND)
		result = -EINVAL;
	else
		result = move(in, from, out, NULL, MIN(n, (size_t)IO_MAX));
	if (in)
		file_put(in);
	if (out)
		file_put(out);
	return result;
}

SYSCALL(sendfile)
{
	unsigned long offset;
	uint64_t from;
	long result;

	if (!a2)
		return send(a0, a1, NULL, a3);
	if (copy_from_user(&offset, a2, sizeof(offset)))
		return -EFAULT;
	from = offset;
	result = send(a0, a1, &from, a3);
	offset = (unsigned long)from;
	return copy_to_user(a2, &offset, sizeof(offset)) ? -EFAULT : result;
}

SYSCALL(sendfile64)
{
	uint64_t from;
	long result;

	if (!a2)
		return send(a0, a1, NULL, a3);
	if (copy_from_user(&from, a2, sizeof(from)))
		return -EFAULT;
	result = send(a0, a1, &from, a3);
	return copy_to_user(a2, &from, sizeof(from)) ? -EFAULT : result;
}

/* Do source and destination overlap? Bytes beyond the source's end do not count. */
static bool is_overlap(struct file *in, uint64_t from, struct file *out, uint64_t to, uint64_t n)
{
	uint64_t size = page_cache_size(&in->inode->pages);

	n = from < size ? MIN(n, size - from) : 0;
	return in->inode == out->inode && to + n > from && to < from + n;
}

SYSCALL(copy_file_range)
{
	struct file *in = fd_file(a0), *out = fd_file(a2);
	uint64_t from = 0, to = 0;
	long result = -EBADF;

	if (!in || !out)
		goto out;
	if ((a1 && copy_from_user(&from, a1, sizeof(from))) ||
		(a3 && copy_from_user(&to, a3, sizeof(to))))
		result = -EFAULT;
	else if (a5)
		result = -EINVAL;
	else if (S_ISDIR(in->inode->mode) || S_ISDIR(out->inode->mode))
		result = -EISDIR;
	else if (!S_ISREG(in->inode->mode) || !S_ISREG(out->inode->mode))
		result = -EINVAL;
	else if (!(in->mode & FILE_READ) || !(out->mode & FILE_WRITE) || out->flags & O_APPEND)
		result = -EBADF;
	else if ((int64_t)from < 0 || (int64_t)to < 0)
		result = -EOVERFLOW;
	else if (!in->ops->page || !out->ops->page ||
		 is_overlap(in, a1 ? from : in->pos, out, a3 ? to : out->pos, a4))
		result = -EINVAL;
	else
		result = move(in, a1 ? &from : NULL, out, a3 ? &to : NULL,
			MIN(a4, (unsigned long)IO_MAX));
	if (result > 0 && ((a1 && copy_to_user(a1, &from, sizeof(from))) ||
				  (a3 && copy_to_user(a3, &to, sizeof(to)))))
		result = -EFAULT;
out:
	if (in)
		file_put(in);
	if (out)
		file_put(out);
	return result;
}

/* fsync() and its variants: files live in memory only, so just check the descriptor. */
static long check_fd(unsigned long fd, bool regular)
{
	struct file *file = fd_file(fd);
	long result = 0;

	if (!file)
		return -EBADF;
	if (regular && !(file->mode & FILE_SEEK))
		result = -EINVAL;
	file_put(file);
	return result;
}

SYSCALL(fsync)
{
	return check_fd(a0, true);
}

SYSCALL(fdatasync)
{
	return check_fd(a0, true);
}

SYSCALL(syncfs)
{
	return check_fd(a0, false);
}

SYSCALL(sync)
{
	return 0;
}

/* Files are always in memory: only check the arguments. */
SYSCALL(readahead)
{
	struct file *file = fd_file(a0);
	long result = 0;

	if (!file || !(file->mode & FILE_READ))
		result = -EBADF;
	else if (!S_ISREG(file->inode->mode) || !file->ops->page)
		result = -EINVAL;
	if (file)
		file_put(file);
	return result;
}

static long sync_range(unsigned long fd, int64_t offset, int64_t length, unsigned flags)
{
	struct file *file;
	uint32_t mode;

	if (flags & ~7u || offset < 0 || length < 0 || offset > INT64_MAX - length)
		return -EINVAL;
	file = fd_file(fd);
	if (!file)
		return -EBADF;
	mode = file->inode->mode;
	file_put(file);
	return S_ISREG(mode) || S_ISDIR(mode) || S_ISLNK(mode) ? 0 : -ESPIPE;
}

SYSCALL(sync_file_range)
{
	return sync_range(a0, (int64_t)a1, (int64_t)a2, (unsigned)a3);
}

SYSCALL(sync_file_range_pair)
{
	return sync_range(a0, pair(a1, a2), pair(a3, a4), (unsigned)a5);
}

static long advise(unsigned long fd, unsigned long advice)
{
	struct file *file = fd_file(fd);
	bool pipe;

	if (!file)
		return -EBADF;
	pipe = S_ISFIFO(file->inode->mode);
	file_put(file);
	return pipe ? -ESPIPE : advice > 5 ? -EINVAL : 0;
}

SYSCALL(fadvise64)
{
	return advise(a0, a3);
}

SYSCALL(fadvise64_pair)
{
	return advise(a0, a4);
}

SYSCALL(fadvise64_64)
{
	return advise(a0, a5);
}
