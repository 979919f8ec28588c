/* SPDX-License-Identifier: MIT */
/*
 * The descriptors of a process: /proc/PID/fd and fdinfo.
 */
#include <fs/proc/procfs.h>
#include <lib/printf.h>
#include <lib/string.h>
#include <uapi/errno.h>

/* The file of node->fd, counted; NULL: it is closed. */
static struct file *fd_of(const struct proc_node *node)
{
	struct proc_snapshot it;
	struct file *file;

	if (proc_snapshot_get(node, &it))
		return NULL;
	file = it.files ? files_find(it.files, (unsigned)node->fd) : NULL;
	proc_snapshot_put(&it);
	return file;
}

static long link_fd(const struct proc_node *node, char *text)
{
	struct file *file = fd_of(node);
	long length;

	if (!file)
		return -ENOENT;
	if (file->dentry)
		length = proc_put_path(file->dentry, text);
	else if (strchr(file->ops->name, ':'))
		length = (long)strlcpy(text, file->ops->name, PATH_MAX);
	else
		length = snprintf(text, PATH_MAX, "%s:[%llu]", file->ops->name,
			(unsigned long long)file->inode->ino);
	file_put(file);
	return length;
}

/* Opening the link of a file without a path opens its inode again, such as a pipe's. */
static int jump_fd(const struct proc_node *node, struct dentry **target)
{
	struct file *file = fd_of(node);

	if (!file)
		return -ENOENT;
	*target = file->dentry ? dentry_get(file->dentry)
			       : dentry_create(NULL, "", 0, inode_get(file->inode));
	file_put(file);
	return *target ? 0 : -ENOMEM;
}

static int show_info(struct proc_text *text, const struct proc_node *node)
{
	struct file *file = fd_of(node);
	struct proc_snapshot it;
	unsigned flags;

	if (!file)
		return -ENOENT;
	flags = READ_ONCE(file->flags);
	if (!proc_snapshot_get(node, &it)) {
		if (it.files && files_close_on_exec_of(it.files, (unsigned)node->fd) == 1)
			flags |= O_CLOEXEC;
		proc_snapshot_put(&it);
	}
	text_printf(text, "pos:\t%llu\nflags:\t0%o\nmnt_id:\t%u\nino:\t%llu\n",
		(unsigned long long)(file->mode & FILE_SEEK ? file->pos : 0), flags,
		file->inode->fs->dev & 0xff, (unsigned long long)file->inode->ino);
	file_put(file);
	return 0;
}

static const struct proc_entry fd_info = {.mode = S_IFREG | 0444,
	.guarded = true,
	.show = show_info};
static const struct proc_entry fd_link = {.mode = S_IFLNK | 0700,
	.guarded = true,
	.link = link_fd,
	.jump = jump_fd};

int proc_parse_number(const char *name, size_t length)
{
	int number = 0;

	if (length == 0 || length > 7 || (length > 1 && name[0] == '0'))
		return -1;
	for (size_t i = 0; i < length; i++) {
		if (name[i] < '0' || name[i] > '9')
			return -1;
		number = number * 10 + (name[i] - '0');
	}
	return number;
}

int proc_next_fd(const struct proc_node *node, int after)
{
	struct proc_snapshot it;
	int found = -1;

	if (proc_snapshot_get(node, &it))
		return -1;
	for (unsigned fd = (unsigned)(after + 1); it.files && fd < it.files->size; fd++) {
		struct file *file = files_find(it.files, fd);

		if (file) {
			file_put(file);
			found = (int)fd;
			break;
		}
	}
	proc_snapshot_put(&it);
	return found;
}

static int lookup(const struct proc_node *node, const char *name, size_t length,
	struct proc_node *found, const struct proc_entry *entry)
{
	struct file *file;

	*found = *node;
	found->fd = proc_parse_number(name, length);
	found->entry = entry;
	file = found->fd < 0 ? NULL : fd_of(found);
	if (!file)
		return -ENOENT;
	file_put(file);
	return 0;
}

int proc_lookup_fd(const struct proc_node *node, const char *name, size_t length,
	struct proc_node *found)
{
	return lookup(node, name, length, found, &fd_link);
}

int proc_lookup_fdinfo(const struct proc_node *node, const char *name, size_t length,
	struct proc_node *found)
{
	return lookup(node, name, length, found, &fd_info);
}
