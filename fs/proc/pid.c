/* SPDX-License-Identifier: MIT */
/*
 * /proc/PID and /proc/PID/task/TID.
 */
#include <arch/time.h>
#include <fs/proc/procfs.h>
#include <fs/tty.h>
#include <lib/printf.h>
#include <lib/string.h>
#include <mm/aspace.h>
#include <mm/slab.h>
#include <mm/vm_object.h>
#include <uapi/errno.h>

#define TICK_NS      10000000ull /* a clock tick of the ABI: USER_HZ is 100 */
#define PAGES_LOOKED 65536       /* pages of an area that are counted one by one */

/* --- Memory --- */

struct memory {
	size_t resident, text, data;
	struct aspace *as;
};

static void count_area(const struct vm_area *area, void *context)
{
	struct memory *memory = context;
	size_t pages = (area->end - area->start) >> PAGE_SHIFT;

	if (area->prot & PROT_EXEC)
		memory->text += pages;
	else if (area->prot & PROT_WRITE)
		memory->data += pages;
	for (size_t i = 0; i < MIN(pages, (size_t)PAGES_LOOKED); i++) {
		unsigned prot;
		paddr_t pa;

		memory->resident +=
			arch_query(&memory->as->arch, area->start + (i << PAGE_SHIFT), &pa, &prot);
	}
}

static struct memory memory_of(struct aspace *as)
{
	struct memory memory = {.as = as};

	if (as)
		aspace_for_each(as, count_area, &memory);
	return memory;
}

static int show_statm(struct proc_text *text, const struct proc_node *node)
{
	struct proc_snapshot it;
	struct memory memory;
	int error = proc_snapshot_get(node, &it);

	if (error)
		return error;
	memory = memory_of(it.aspace);
	text_printf(text, "%zu %zu 0 %zu 0 %zu 0\n", it.aspace ? it.aspace->pages : 0,
		memory.resident, memory.text, memory.data);
	proc_snapshot_put(&it);
	return 0;
}

/* An area as maps shows it, kept while its file is. */
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

/* All areas, with references to their files. -ENOMEM; twice, since the number may grow. */
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

/* --- stat, status --- */

static int show_stat(struct proc_text *text, const struct proc_node *node)
{
	struct proc_snapshot it;
	struct memory memory;
	unsigned long long ticks;
	uint32_t tty;
	int error = proc_snapshot_get(node, &it);

	if (error)
		return error;
	memory = memory_of(it.aspace);
	ticks = it.runtime_ns / TICK_NS;
	tty = tty_of_session(it.sid);
	text_printf(text, "%d (%s) %c %d %d %d %u %d 0 0 0 0 0 ", it.tid, it.name, it.state,
		it.parent_pid, it.pgid, it.sid, tty, tty ? tty_foreground_of(it.sid) : -1);
	text_printf(text, "%llu 0 0 0 20 0 %u 0 %llu %llu %zu %lu ", ticks, it.threads, 0ull,
		(unsigned long long)(it.aspace ? it.aspace->pages : 0) * PAGE_SIZE, memory.resident,
		~0ul);
	text_printf(text, "0 0 0 0 0 0 0 0 0 %d 0 0 17 %u 0 0 0 0 0 0 0 0 0 0 0 0 0\n",
		it.wait_channel != NULL, it.cpu);
	proc_snapshot_put(&it);
	return 0;
}

static const char *state_words(char state)
{
	return state == 'R'   ? "R (running)"
	       : state == 'T' ? "T (stopped)"
	       : state == 'Z' ? "Z (zombie)"
			      : "S (sleeping)";
}

static int show_status(struct proc_text *text, const struct proc_node *node)
{
	const unsigned page_kib = PAGE_SIZE / 1024;
	struct proc_snapshot it;
	struct memory memory;
	int error = proc_snapshot_get(node, &it);

	if (error)
		return error;
	memory = memory_of(it.aspace);
	text_printf(text, "Name:\t%s\nUmask:\t%04o\nState:\t%s\nTgid:\t%d\nNgid:\t0\nPid:\t%d\n",
		it.name, it.fs ? it.fs->umask : 0, state_words(it.state), it.pid, it.tid);
	text_printf(text, "PPid:\t%d\nTracerPid:\t0\n", it.parent_pid);
	text_printf(text, "Uid:\t%u\t%u\t%u\t%u\nGid:\t%u\t%u\t%u\t%u\n", it.ids.ruid, it.ids.euid,
		it.ids.suid, it.ids.fsuid, it.ids.rgid, it.ids.egid, it.ids.sgid, it.ids.fsgid);
	text_printf(text, "FDSize:\t%u\nGroups:\t", it.files ? it.files->size : 0);
	for (uint32_t i = 0; i < it.ids.group_count; i++)
		text_printf(text, "%u ", it.ids.groups[i]);
	text_append(text, "\n", 1);
	if (it.aspace)
		text_printf(text,
			"VmPeak:\t%8zu kB\nVmSize:\t%8zu kB\nVmHWM:\t%8zu kB\nVmRSS:\t%8zu kB\n"
			"VmData:\t%8zu kB\nVmExe:\t%8zu kB\n",
			it.aspace->pages * page_kib, it.aspace->pages * page_kib,
			memory.resident * page_kib, memory.resident * page_kib,
			memory.data * page_kib, memory.text * page_kib);
	text_printf(text, "Threads:\t%u\n", it.threads);
	proc_snapshot_put(&it);
	return 0;
}

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

/* The path of `dentry` into `text`; its length. */
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

/* The directory that a process is in, or its root; counted. Tree lock held. */
static int place_of(const struct proc_node *node, bool root, struct dentry **place)
{
	struct proc_snapshot it;
	int error = proc_snapshot_get(node, &it);

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

/* --- fd --- */

/* The file of node->fd, counted; NULL: gone. */
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

/* Opening the link of a file without a path opens its inode again: a pipe's other end. */
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

static const struct proc_entry fd_link = {.mode = S_IFLNK | 0700,
	.guarded = true,
	.link = link_fd,
	.jump = jump_fd};

static int parse_number(const char *name, size_t length)
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

static int next_fd(const struct proc_node *node, int after)
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

static int lookup_fd(const struct proc_node *node, const char *name, size_t length,
	struct proc_node *found)
{
	struct file *file;

	*found = *node;
	found->fd = parse_number(name, length);
	found->entry = &fd_link;
	file = found->fd < 0 ? NULL : fd_of(found);
	if (!file)
		return -ENOENT;
	file_put(file);
	return 0;
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
	found->tid = parse_number(name, length);
	found->entry = &proc_thread;
	return found->tid > 0 && proc_exists(node->pid, found->tid) ? 0 : -ENOENT;
}

int proc_lookup_pid(const struct proc_node *node, const char *name, size_t length,
	struct proc_node *found)
{
	*found = *node;
	found->pid = parse_number(name, length);
	found->entry = &proc_process;
	return found->pid > 0 && proc_exists(found->pid, 0) ? 0 : -ENOENT;
}

/* What a process and each of its threads have. */
#define COMMON_ENTRIES                                                                     \
	{.name = "comm", .mode = S_IFREG | 0644, .show = show_comm, .store = store_comm},  \
		PROC_GUARDED_FILE("maps", 0444, show_maps), PROC_FILE("stat", show_stat),  \
		PROC_FILE("statm", show_statm), PROC_FILE("status", show_status),          \
		PROC_FILE("wchan", show_wchan), PROC_FILE("cmdline", proc_show_cmdline),   \
		PROC_GUARDED_FILE("environ", 0400, proc_show_environ),                     \
		PROC_FILE("mounts", proc_show_mounts),                                     \
		PROC_GUARDED_LINK("cwd", link_cwd, jump_cwd),                              \
		PROC_GUARDED_LINK("root", link_root, jump_root),                           \
		PROC_GUARDED_LINK("exe", proc_link_exe, proc_jump_exe),                    \
	{                                                                                  \
		.name = "fd", .mode = S_IFDIR | 0500, .lookup = lookup_fd, .next = next_fd \
	}

static const struct proc_entry thread_entries[] = {COMMON_ENTRIES};

static const struct proc_entry process_entries[] = {
	COMMON_ENTRIES,
	{.name = "task", .mode = S_IFDIR | 0555, .lookup = lookup_task, .next = next_task},
};

const struct proc_entry proc_thread = {.mode = S_IFDIR | 0555, PROC_TABLE(thread_entries)};
const struct proc_entry proc_process = {.mode = S_IFDIR | 0555, PROC_TABLE(process_entries)};
