/* SPDX-License-Identifier: MIT */
/*
 * Copies of pseudo-terminals for snapshots (fs/snapshot/snapshot.h). A copy has the same number and
 * name, and the data in transit in both directions.
 */
#include <fs/snapshot/snapshot.h>
#include <fs/tty/pty_parts.h>
#include <lib/string.h>
#include <mm/slab.h>
#include <uapi/errno.h>

int pty_freeze_master(struct file *file)
{
	struct pty *pty = file->private;

	tty_freeze(&pty->tty);
	return 0;
}

int pty_freeze_slave(struct file *file)
{
	tty_freeze(file->private);
	return 0;
}

/* The copy of pair `from`, made on first use. Its files' copies take the references. NULL: no
 * memory. */
static struct pty *copy_pair(struct pty *from)
{
	struct pty *pty = snapshot_copy_of(from);

	if (pty)
		return pty;
	pty = pty_alloc();
	if (!pty)
		return NULL;
	if (snapshot_note_copy(from, pty)) {
		page_put(pty->output);
		kfree(pty);
		return NULL;
	}
	tty_copy(&pty->tty, &from->tty);
	memcpy(page_address(pty->output), page_address(from->output), OUTPUT_SIZE);
	pty->index = from->index;
	pty->locked = from->locked;
	pty->packets = from->packets;
	pty->status = from->status;
	pty->left = from->left;
	pty->head = from->head;
	pty->tail = from->tail;
	return pty;
}

int pty_copy_master(struct file *copy, struct file *file)
{
	struct pty *from = file->private, *pty = copy_pair(from);

	if (!pty)
		return -ENOMEM;
	tty_get(&pty->tty);
	pty->entry = dentry_get(from->entry);
	mutex_lock(&ptys_mutex);
	ptys[pty->index] = pty;
	mutex_unlock(&ptys_mutex);
	copy->private = pty;
	return 0;
}

int pty_copy_slave(struct file *copy, struct file *file)
{
	struct pty *pty = copy_pair(pty_of(file->private));

	if (!pty)
		return -ENOMEM;
	copy->private = tty_get(&pty->tty);
	pty->slaves++;
	return 0;
}
