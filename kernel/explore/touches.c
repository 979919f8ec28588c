/* SPDX-License-Identifier: MIT */
/*
 * Files are known by their inodes, whose numbers are the same in each run. So several open files of
 * one inode count as one. Both ends of a pipe have the same inode; all local sockets are one
 * object.
 */
#include <fs/files.h>
#include <fs/pipe/parts.h>
#include <fs/unix/unix.h>
#include <kernel/explore/touches.h>
#include <kernel/proc/process.h>
#include <uapi/fcntl.h>

#define DEV_SHIFT 48 /* inode numbers are smaller; no device's number is that large */

static void touch(struct operation *operation, enum touch_kind kind, bool write)
{
	operation_touches(operation,
		&(struct touch){.kind = kind, .write = write, .size = TOUCH_ALL});
}

static void touch_process(struct operation *operation, bool write)
{
	operation_touches(operation, &(struct touch){.kind = TOUCH_PROCESS,
					     .write = write,
					     .id = (uint64_t)current_process()->pid,
					     .size = TOUCH_ALL});
}

/* The table's address is only compared with those of other tables that are in use. */
static void touch_descriptors(struct operation *operation, uint64_t start, bool write)
{
	operation_touches(operation, &(struct touch){.kind = TOUCH_DESCRIPTORS,
					     .write = write,
					     .id = (uintptr_t)files_current(),
					     .start = start,
					     .size = 1});
}

static void touch_part(struct operation *operation, const struct inode *inode, uint64_t start,
	uint64_t size, bool write)
{
	operation_touches(operation,
		&(struct touch){.kind = TOUCH_FILE,
			.write = write,
			.id = inode->ino | (uint64_t)inode->fs->dev << DEV_SHIFT,
			.start = start,
			.size = size});
}

/* Is it a file with contents of its own, which nothing but calls on descriptors changes? */
static bool is_plain(const struct file *file)
{
	return S_ISREG(file->inode->mode) && file->inode->fs->ops->create &&
	       !atomic_load(&file->inode->mappings);
}

static void touch_plain(struct operation *operation, const struct file *file,
	const struct call_item *item)
{
	const struct inode *inode = file->inode;

	switch ((enum call_touches)item->what) {
	case CALL_TOUCHES_FILE:
		touch_part(operation, inode, TOUCH_POSITION, 1, true);
		touch_part(operation, inode, TOUCH_CONTENTS, 1, item->write);
		return;
	case CALL_TOUCHES_POSITION:
		touch_part(operation, inode, TOUCH_POSITION, 1, true);
		touch_part(operation, inode, TOUCH_CONTENTS, 1, false);
		return;
	case CALL_TOUCHES_CONTENTS:
		touch_part(operation, inode, TOUCH_CONTENTS, 1, item->write);
		return;
	case CALL_TOUCHES_CLOSE:
		touch_part(operation, inode, TOUCH_LOCKS, 1, true);
		return;
	default:
		touch_part(operation, inode, 0, TOUCH_ALL, true);
	}
}

static void touch_file(struct operation *operation, const struct file *file,
	const struct call_item *item)
{
	if (is_plain(file))
		touch_plain(operation, file, item);
	else if (unix_is_socket(file))
		touch(operation, TOUCH_SOCKETS, true);
	else if (S_ISDIR(file->inode->mode))
		touch_part(operation, file->inode, TOUCH_POSITION, 1, true);
	else if (S_ISFIFO(file->inode->mode))
		touch_part(operation, file->inode, 0, TOUCH_ALL, true);
	else
		operation_touches_anything(operation);
}

static bool touch_descriptor(struct operation *operation, const struct call_item *item,
	unsigned long fd)
{
	struct file *file = files_find(files_current(), (unsigned)fd);
	/* Whatever a device without a position does, such as /dev/null, no other thread notices. */
	bool noticed = file && !file->ops->has_no_place;

	if (noticed)
		touch_file(operation, file, item);
	if (file)
		file_put(file);
	touch_descriptors(operation, (unsigned)fd, item->what == CALL_TOUCHES_CLOSE);
	if (!file || item->what == CALL_TOUCHES_CLOSE)
		touch_descriptors(operation, TOUCH_FREE, item->what == CALL_TOUCHES_CLOSE);
	return noticed || !file || item->what == CALL_TOUCHES_CLOSE;
}

/* Opening may create the file, or wait for the other end of a FIFO. */
static void touch_open(struct operation *operation, unsigned long flags)
{
	touch_descriptors(operation, TOUCH_FREE, true);
	touch(operation, TOUCH_NAMES, true);
	if (flags & O_TRUNC)
		operation_touches_anything(operation);
}

bool touches_add(struct operation *operation, const struct call_item *item,
	const unsigned long args[6])
{
	switch ((enum call_touches)item->what) {
	case CALL_TOUCHES_FILE:
	case CALL_TOUCHES_CONTENTS:
	case CALL_TOUCHES_POSITION:
	case CALL_TOUCHES_OBJECT:
	case CALL_TOUCHES_CLOSE:
		return touch_descriptor(operation, item, args[item->argument]);
	case CALL_TOUCHES_FREE:
		touch_descriptors(operation, TOUCH_FREE, true);
		return true;
	case CALL_TOUCHES_OPEN:
		touch_open(operation, args[item->second]);
		return true;
	case CALL_TOUCHES_NAMES:
		touch(operation, TOUCH_NAMES, item->write);
		return true;
	case CALL_TOUCHES_STATUS:
		operation_touches(operation,
			&(struct touch){TOUCH_FILE, item->write, TOUCH_ANY, TOUCH_CONTENTS, 1});
		return true;
	case CALL_TOUCHES_THREADS:
		touch(operation, TOUCH_THREADS, item->write);
		return true;
	case CALL_TOUCHES_PROCESS:
		touch_process(operation, item->write);
		return true;
	default:
		operation_touches_anything(operation);
		return true;
	}
}
