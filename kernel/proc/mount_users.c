/* SPDX-License-Identifier: MIT */
/*
 * Is a file system in use (fs/upcalls.h)? Processes are checked one by one, each through references
 * and without a lock.
 */
#include <fs/files.h>
#include <fs/tree.h>
#include <fs/upcalls.h>
#include <kernel/proc/process.h>
#include <kernel/proc/thread.h>
#include <mm/aspace.h>

struct user_search {
	int after; /* pid */
	struct process *found;
	const struct filesystem *fs;
	bool uses;
};

static bool is_next(struct process *process, void *context)
{
	struct user_search *search = context;

	if (process->pid > search->after && !process->ended &&
		(!search->found || process->pid < search->found->pid))
		search->found = process;
	return false;
}

static void look_at_area(const struct vm_area *area, void *context)
{
	struct user_search *search = context;
	const struct file *file = file_of(area->object);

	search->uses |= file && file->dentry && file->inode->fs == search->fs;
}

static bool files_use(struct files *files, const struct filesystem *fs)
{
	bool uses = false;

	for (unsigned fd = 0; !uses && fd < READ_ONCE(files->size); fd++) {
		struct file *file = files_find(files, fd);

		if (!file)
			continue;
		uses = file->dentry && file->inode->fs == fs;
		file_put(file);
	}
	return uses;
}

/* Check the next process. False: there is none. */
static bool look_at_next(struct user_search *search)
{
	unsigned long flags = spin_lock_irqsave(&thread_table_lock);
	struct fs_context *place = NULL;
	struct files *files = NULL;
	struct aspace *as = NULL;

	search->found = NULL;
	process_for_each_locked(is_next, search);
	if (search->found) {
		search->after = search->found->pid;
		as = search->found->live ? search->found->aspace : NULL;
		if (as)
			aspace_get(as);
		files = search->found->files ? files_get(search->found->files) : NULL;
		place = search->found->fs ? fs_context_get(search->found->fs) : NULL;
	}
	spin_unlock_irqrestore(&thread_table_lock, flags);
	if (as) {
		aspace_for_each(as, look_at_area, search);
		aspace_put(as);
	}
	if (files) {
		search->uses |= files_use(files, search->fs);
		files_put(files);
	}
	if (place) {
		search->uses |=
			place->cwd->inode->fs == search->fs || place->root->inode->fs == search->fs;
		fs_context_put(place);
	}
	return search->found;
}

bool process_uses_filesystem(const struct filesystem *fs)
{
	struct user_search search = {.fs = fs};

	DEBUG_ASSERT(tree_is_mine());
	while (!search.uses && look_at_next(&search))
		;
	return search.uses;
}
