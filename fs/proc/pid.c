/* SPDX-License-Identifier: MIT */
/*
 * /proc/PID and /proc/PID/task/TID.
 */
#include <arch/time.h>
#include <fs/proc/procfs.h>
#include <fs/tty/tty.h>
#include <lib/printf.h>
#include <lib/string.h>
#include <mm/aspace.h>
#include <mm/slab.h>
#include <mm/vm_object.h>
#include <uapi/errno.h>

/* --- Memory --- */

/* A line of maps: a copy of an area. */
struct map_line {
	uintptr_t start, end;
	unsigned prot, flags;
	uint64_t first_page;
	struct vm_object *object; /* counted */
	const char *note;
};

struct map_list {
	struct aspace *as;
	struct map_line *lines;
	size_t used, size;
};

static void add_area(const struct vm_area *area, void *context)
{
	struct map_list *list = context;
	struct map_line *line;

	if (list->used++ >= list->size)
		return;
	line = &list->lines[list->used - 1];
	*line = (struct map_line){area->start, area->end, area->prot, area->flags, area->first_page,
		area->object, NULL};
	if (area->object)
		area->object->ops->get(area->object);
	if (area->object && !file_of(area->object))
		line->note = area->prot & PROT_EXEC ? "[vdso]" : "[vvar]";
	else if (area->flags & AREA_STACK)
		line->note = "[stack]";
	else if (!area->object && area->start >= list->as->heap &&
		 area->end <= ALIGN_UP(list->as->heap_end, PAGE_SIZE))
		line->note = "[heap]";
}

/* Copy all areas, with references to their objects; starts again if there are more than there is
 * room for. 0 or -ENOMEM. */
static int list_areas(struct map_list *list)
{
	for (size_t size = 64;; size = list->used + 16) {
		*list = (struct map_list){.as = list->as, .size = size};
		list->lines = kmalloc(size * sizeof(*list->lines));
		if (!list->lines)
			return -ENOMEM;
		aspace_for_each(list->as, add_area, list);
		if (list->used <= size)
			return 0;
		for (size_t i = 0; i < size; i++)
			if (list->lines[i].object)
				list->lines[i].object->ops->put(list->lines[i].object);
		kfree(list->lines);
	}
}

static void show_map(struct proc_text *text, const struct map_line *line, char *buffer)
{
	const struct file *file = file_of(line->object);
	const char *name = line->note;
	size_t start = text->used;

	text_printf(text, "%08lx-%08lx %c%c%c%c %08llx %02x:%02x %llu ", (unsigned long)line->start,
		(unsigned long)line->end, line->prot & PROT_READ ? 'r' : '-',
		line->prot & PROT_WRITE ? 'w' : '-', line->prot & PROT_EXEC ? 'x' : '-',
		line->flags & AREA_SHARED ? 's' : 'p',
		(unsigned long long)(file ? line->first_page << PAGE_SHIFT : 0),
		file ? DEV_MAJOR(file->inode->fs->dev) : 0,
		file ? DEV_MINOR(file->inode->fs->dev) : 0,
		(unsigned long long)(file ? file->inode->ino : 0));
	if (file && file->dentry) {
		tree_lock();
		name = dentry_path(file->dentry, buffer, PATH_MAX);
		tree_unlock();
	}
	if (name)
		text_printf(text, "%*s%s", (int)MAX(0, 73 - (int)(text->used - start)), "", name);
	text_append(text, "\n", 1);
}

static int show_maps(struct proc_text *text, const struct proc_node *node)
{
	struct map_list list = {0};
	struct proc_snapshot it;
	char *buffer;
	int error = proc_snapshot_get(node, &it);

	if (error)
		return error;
	buffer = kmalloc(PATH_MAX);
	list.as = it.aspace;
	error = !buffer ? -ENOMEM : it.aspace ? list_areas(&list) : 0;
	for (size_t i = 0; !error && i < list.used; i++) {
		show_map(text, &list.lines[i], buffer);
		if (list.lines[i].object)
			list.lines[i].object->ops->put(list.lines[i].object);
	}
	kfree(list.lines);
	kfree(buffer);
	proc_snapshot_put(&it);
	return error;
}

/* --- Names --- */

static int show_comm(struct proc_text *text, const struct proc_node *node)
{
	struct proc_snapshot it;
	int error = proc_snapshot_get(node, &it);

	if (error)
		return error;
	text_printf(text, "%s\n", it.name);
	proc_snapshot_put(&it);
	return 0;
}

static int store_comm(const struct proc_node *node, const char *text, size_t n)
{
	return proc_set_name(node, text);
}

static int show_wchan(struct proc_text *text, const struct proc_node *node)
{
	struct proc_snapshot it;
	int error = proc_snapshot_get(node, &it);

	if (error)
		return error;
	text_printf(text, "%s", it.wait_channel ? it.wait_channel : "0");
	proc_snapshot_put(&it);
	return 0;
}

/* --- Links --- */

long proc_put_path(struct dentry *dentry, char *text)
{
	char *buffer = kmalloc(PATH_MAX), *path;
	long length = -ENOMEM;

	if (!buffer)
		return -ENOMEM;
	tree_lock();
	path = dentry_path(dentry, buffer, PATH_MAX);
	length = path ? (long)strlcpy(text, path, PATH_MAX) : -ENAMETOOLONG;
	tree_unlock();
	kfree(buffer);
	return length;
}

/* The current directory of a process, or its root; counted. 0 or -errno. Tree lock held. */
static int place_of(const struct proc_node *node, bool root, struct dentry **place)
{
	struct proc_snapshot it;
	int error = proc_snapshot_get(node, &it);

	DEBUG_ASSERT(tree_is_mine());
	if (error)
		return error;
	if (it.fs)
		*place = dentry_get(root ? it.fs->root : it.fs->cwd);
	else
		error = -ENOENT;
	proc_snapshot_put(&it);
	return error;
}

static long link_place(const struct proc_node *node, bool root, char *text)
{
	struct dentry *place;
	long result;

	tree_lock();
	result = place_of(node, root, &place);
	tree_unlock();
	if (result)
		return result;
	result = proc_put_path(place, text);
	dentry_put(place);
	return result;
}

static int jump_cwd(const struct proc_node *node, struct dentry **target)
{
	return place_of(node, false, target);
}

static long link_cwd(const struct proc_node *node, char *text)
{
	return link_place(node, false, text);
}

static int jump_root(const struct proc_node *node, struct dentry **target)
{
	return place_of(node, true, target);
}

static long link_root(const struct proc_node *node, char *text)
{
	return link_place(node, true, text);
}

/* --- Directories --- */

static int next_task(const struct proc_node *node, int after)
{
	return proc_next_tid(node->pid, after);
}

static int lookup_task(const struct proc_node *node, const char *name, size_t length,
	struct proc_node *found)
{
	*found = *node;
	found->tid = proc_parse_number(name, length);
	found->entry = &proc_thread;
	return found->tid > 0 && proc_exists(node->pid, found->tid) ? 0 : -ENOENT;
}

int proc_lookup_pid(const struct proc_node *node, const char *name, size_t length,
	struct proc_node *found)
{
	*found = *node;
	found->pid = proc_parse_number(name, length);
	found->entry = &proc_process;
	return found->pid > 0 && proc_exists(found->pid, 0) ? 0 : -ENOENT;
}

/* Entries of the directories of both processes and threads. */
#define COMMON_ENTRIES                                                                         \
	{.name = "comm", .mode = S_IFREG | 0644, .show = show_comm, .store = store_comm},      \
		PROC_GUARDED_FILE("maps", 0444, show_maps), PROC_FILE("stat", proc_show_stat), \
		PROC_FILE("statm", proc_show_statm), PROC_FILE("status", proc_show_status),    \
		PROC_FILE("wchan", show_wchan), PROC_FILE("cmdline", proc_show_cmdline),       \
		PROC_GUARDED_FILE("environ", 0400, proc_show_environ),                         \
		PROC_FILE("mounts", proc_show_mounts),                                         \
		PROC_FILE("mountinfo", proc_show_mountinfo),                                   \
		PROC_FILE("limits", proc_show_limits),                                         \
		PROC_GUARDED_LINK("cwd", link_cwd, jump_cwd),                                  \
		PROC_GUARDED_LINK("root", link_root, jump_root),                               \
		PROC_GUARDED_LINK("exe", proc_link_exe, proc_jump_exe),                        \
		{.name = "fd",                                                                 \
			.mode = S_IFDIR | 0500,                                                \
			.lookup = proc_lookup_fd,                                              \
			.next = proc_next_fd},                                                 \
	{                                                                                      \
		.name = "fdinfo", .mode = S_IFDIR | 0500, .lookup = proc_lookup_fdinfo,        \
		.next = proc_next_fd                                                           \
	}

static const struct proc_entry thread_entries[] = {COMMON_ENTRIES};

static const struct proc_entry process_entries[] = {
	COMMON_ENTRIES,
	PROC_FILE("oom_score", proc_show_oom_score),
	{.name = "oom_score_adj",
		.mode = S_IFREG | 0644,
		.show = proc_show_oom_adjust,
		.store = proc_store_oom_adjust},
#ifdef HEDDLE_DEBUG
	{.name = "fail-nth",
		.mode = S_IFREG | 0600,
		.show = proc_show_failing,
		.store = proc_store_failing},
#endif
	{.name = "task", .mode = S_IFDIR | 0555, .lookup = lookup_task, .next = next_task},
};

const struct proc_entry proc_thread = {.mode = S_IFDIR | 0555, PROC_TABLE(thread_entries)};
const struct proc_entry proc_process = {.mode = S_IFDIR | 0555, PROC_TABLE(process_entries)};
