/* SPDX-License-Identifier: MIT */
/*
 * Nodes, lookups and reading. Each lookup creates a dentry, which is linked in no directory. Inode
 * numbers are computed from the node, so that two lookups give the same number.
 */
#include <fs/mount.h>
#include <fs/proc/procfs.h>
#include <lib/printf.h>
#include <lib/string.h>
#include <mm/slab.h>
#include <stdarg.h>
#include <uapi/errno.h>

#define NUMBER_POS 1000 /* directory positions of numbers start here */

static const struct file_ops proc_file_ops, proc_dir_ops;

/* --- Text --- */

void text_append(struct proc_text *text, const char *bytes, size_t n)
{
	size_t size = MAX(text->size, (size_t)512);
	char *data;

	while (size - text->used < n)
		size *= 2;
	if (size != text->size) {
		data = kmalloc(size);
		if (!data) {
			text->failed = true;
			return;
		}
		if (text->data)
			memcpy(data, text->data, text->used);
		kfree(text->data);
		text->data = data;
		text->size = size;
	}
	memcpy(text->data + text->used, bytes, n);
	text->used += n;
}

static void put(void *context, const char *piece, size_t length)
{
	text_append(context, piece, length);
}

void text_printf(struct proc_text *text, const char *fmt, ...)
{
	va_list ap;

	va_start(ap, fmt);
	vprintf_to(put, text, fmt, ap);
	va_end(ap);
}

/* --- Nodes --- */

static uint64_t node_ino(const struct proc_node *node)
{
	uint32_t hash = 2166136261u;
	const uint32_t words[] = {(uint32_t)(uintptr_t)node->entry, (uint32_t)node->pid,
		(uint32_t)node->tid, (uint32_t)node->fd};

	for (size_t i = 0; i < ARRAY_SIZE(words); i++)
		hash = (hash ^ words[i]) * 16777619u;
	return (hash & 0x7fffffff) | 0x40000000;
}

static struct inode *node_inode(struct filesystem *fs, const struct proc_node *node)
{
	struct proc_node *copy = kmalloc(sizeof(*copy));
	struct inode *inode = copy ? inode_alloc(fs, node->entry->mode, 0) : NULL;

	if (!inode) {
		kfree(copy);
		return NULL;
	}
	*copy = *node;
	if (!node->pid || !proc_owner(node->pid, &inode->uid, &inode->gid))
		inode->uid = inode->gid = 0;
	inode->ino = node_ino(node);
	inode->links = S_ISDIR(inode->mode) ? 2 : 1;
	inode->file_ops = S_ISDIR(inode->mode) ? &proc_dir_ops : &proc_file_ops;
	inode->private = copy;
	return inode;
}

static void proc_destroy(struct inode *inode)
{
	kfree(inode->private);
}

static int find_node(const struct proc_node *dir, const char *name, size_t length,
	struct proc_node *found)
{
	for (unsigned i = 0; i < dir->entry->count; i++) {
		const struct proc_entry *entry = &dir->entry->entries[i];

		if (strlen(entry->name) == length && memcmp(entry->name, name, length) == 0) {
			*found = *dir;
			found->entry = entry;
			return 0;
		}
	}
	return dir->entry->lookup ? dir->entry->lookup(dir, name, length, found) : -ENOENT;
}

static int proc_lookup(struct dentry *dir, const char *name, size_t length, struct dentry **entry)
{
	const struct proc_node *node = dir->inode->private;
	struct proc_node found;
	struct inode *inode;
	int error;

	if (node->pid && !proc_exists(node->pid, node->tid))
		return -ENOENT;
	error = find_node(node, name, length, &found);
	if (error)
		return error;
	inode = node_inode(dir->inode->fs, &found);
	*entry = inode ? dentry_create(dir, name, length, inode) : NULL;
	return *entry ? 0 : -ENOMEM;
}

static bool is_closed(const struct proc_node *node)
{
	return node->entry->guarded && !proc_may_inspect(node->pid);
}

static long proc_readlink(struct inode *inode, char *text)
{
	const struct proc_node *node = inode->private;

	return is_closed(node) ? -EACCES : node->entry->link(node, text);
}

/* A link without `jump` leads to the path that is its text. */
static int proc_jump(struct inode *inode, struct dentry **target)
{
	const struct proc_node *node = inode->private;

	if (is_closed(node))
		return -EACCES;
	return node->entry->jump ? node->entry->jump(node, target) : -ENOSYS;
}

/* --- Directories --- */

static bool add_number(struct file *file, struct dir_sink *sink, int number)
{
	const struct proc_node *node = file->inode->private;
	struct proc_node found;
	char name[24];
	const char *prefix = node->entry->prefix ? node->entry->prefix : "";
	int length = snprintf(name, sizeof(name), "%s%d", prefix, number);

	if (find_node(node, name, (size_t)length, &found))
		return true; /* it has ended meanwhile */
	return sink->add(sink, name, (size_t)length, node_ino(&found), found.entry->mode,
		NUMBER_POS + (uint64_t)number + 1);
}

static int proc_readdir(struct file *file, struct dir_sink *sink, uint64_t *pos)
{
	const struct proc_node *node = file->inode->private;
	const struct proc_entry *dir = node->entry;
	int number;

	if (node->pid && !proc_exists(node->pid, node->tid))
		return -ENOENT;
	if (!dentry_readdir_dots(file, sink, pos))
		return 0;
	for (uint64_t i = *pos - 2; i < dir->count; i++) {
		struct proc_node child = *node;

		child.entry = &dir->entries[i];
		if (!sink->add(sink, child.entry->name, strlen(child.entry->name), node_ino(&child),
			    child.entry->mode, i + 3))
			return 0;
		*pos = i + 3;
	}
	if (!dir->next)
		return 0;
	*pos = MAX(*pos, (uint64_t)NUMBER_POS);
	while ((number = dir->next(node, (int)(*pos - NUMBER_POS) - 1)) >= 0) {
		if (!add_number(file, sink, number))
			return 0;
		*pos = NUMBER_POS + (uint64_t)number + 1;
	}
	return 0;
}

/* --- Files: the text is made when it is read from the start, and kept with the open file --- */

/* Readers of an open file share its text. One at a time makes or reads the text of any file. */
static struct mutex texts_mutex = MUTEX_INIT(texts_mutex, "proc text");

static long make_text(struct file *file)
{
	const struct proc_node *node = file->inode->private;
	struct proc_text *text = file->private;
	int error;

	if (!text) {
		text = kzalloc(sizeof(*text));
		if (!text)
			return -ENOMEM;
		file->private = text;
	}
	if (is_closed(node))
		return -EACCES;
	text->used = 0;
	text->failed = false;
	error = node->entry->show(text, node);
	return error ? error : text->failed ? -ENOMEM : 0;
}

/* Lock: texts_mutex. */
static long read_locked(struct file *file, struct io *io, uint64_t *pos)
{
	const struct proc_text *text;
	size_t n, copied;
	long error = *pos == 0 || !file->private ? make_text(file) : 0;

	assert_locked(&texts_mutex);
	if (error)
		return error;
	text = file->private;
	if (*pos >= text->used)
		return 0;
	n = MIN(io->left, (size_t)(text->used - *pos));
	copied = io_store(io, text->data + *pos, n);
	*pos += copied;
	return n && !copied ? -EFAULT : (long)copied;
}

static long proc_read(struct file *file, struct io *io, uint64_t *pos)
{
	long result;

	mutex_lock(&texts_mutex);
	result = read_locked(file, io, pos);
	mutex_unlock(&texts_mutex);
	return result;
}

static long proc_write(struct file *file, struct io *io, uint64_t *pos)
{
	const struct proc_node *node = file->inode->private;
	size_t left = io->left, n = MIN(left, (size_t)127);
	char text[128];
	int error;

	if (!node->entry->store)
		return -EIO;
	if (io_fetch(io, text, n) < n)
		return -EFAULT;
	text[n] = '\0';
	error = node->entry->store(node, text, n);
	return error ? error : (long)left;
}

static void proc_release(struct file *file)
{
	struct proc_text *text = file->private;

	if (text)
		kfree(text->data);
	kfree(text);
}

/* The copy makes its text again when it is read. */
static int proc_copy(struct file *copy, struct file *file)
{
	return 0;
}

static const struct file_ops proc_file_ops = {
	.copy = proc_copy,
	.read = proc_read,
	.write = proc_write,
	.release = proc_release,
};

static const struct file_ops proc_dir_ops = {
	.readdir = proc_readdir,
};

static const struct inode_ops proc_inode_ops = {
	.lookup = proc_lookup,
	.readlink = proc_readlink,
	.jump = proc_jump,
	.destroy = proc_destroy,
};

/* Mount the tree below `root` at `path`. 0 or -errno. */
static int mount_tree(struct filesystem *fs, const struct proc_entry *root, const char *path)
{
	struct inode *inode = node_inode(fs, &(struct proc_node){.entry = root, .fd = -1});
	struct dentry *point;
	int error;

	fs->root = inode ? dentry_create(NULL, "", 0, inode) : NULL;
	if (!fs->root)
		return -ENOMEM;
	error = path_lookup(NULL, path, WALK_FOLLOW, &point);
	if (error)
		return error;
	error = fs_mount(fs, point);
	dentry_put(point);
	return error;
}

const char *proc_cmdline;

int procfs_init(const char *cmdline)
{
	static struct filesystem proc = {
		.type = "proc",
		.dev = MAKEDEV(0, 4),
		.magic = 0x9fa0,
		.ops = &proc_inode_ops,
	};
	static struct filesystem_type type = {.name = "proc", .single = &proc};

	proc_cmdline = cmdline;
	fs_register_type(&type);
	return mount_tree(&proc, &proc_root, "/proc");
}

int sysfs_init(void)
{
	static struct filesystem sys = {
		.type = "sysfs",
		.dev = MAKEDEV(0, 6),
		.magic = 0x62656572,
		.ops = &proc_inode_ops,
	};
	static struct filesystem_type type = {.name = "sysfs", .single = &sys};

	fs_register_type(&type);
	return mount_tree(&sys, &sys_root, "/sys");
}
