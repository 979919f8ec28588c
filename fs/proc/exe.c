/* SPDX-License-Identifier: MIT */
/*
 * The program of a process: its file and its arguments.
 */
#include <fs/proc/procfs.h>
#include <mm/aspace.h>
#include <mm/page.h>
#include <mm/pagetable.h>
#include <mm/vm_object.h>
#include <uapi/errno.h>

/* The program's file is that of the lowest executable mapping, where the kernel mapped it. */
static void find_program(const struct vm_area *area, void *context)
{
	struct file **file = context;

	if (!*file && file_of(area->object) && area->prot & PROT_EXEC)
		*file = file_get(file_of(area->object));
}

/* The file of the node's program, counted; NULL: none. */
static struct file *program_of(const struct proc_node *node)
{
	struct proc_snapshot it;
	struct file *file = NULL;

	if (proc_snapshot_get(node, &it))
		return NULL;
	if (it.aspace)
		aspace_for_each(it.aspace, find_program, &file);
	proc_snapshot_put(&it);
	return file;
}

long proc_link_exe(const struct proc_node *node, char *target)
{
	struct file *file = program_of(node);
	long length;

	if (!file)
		return -ENOENT;
	length = file->dentry ? proc_put_path(file->dentry, target) : -ENOENT;
	file_put(file);
	return length;
}

int proc_jump_exe(const struct proc_node *node, struct dentry **target)
{
	struct file *file = program_of(node);

	if (!file)
		return -ENOENT;
	*target = file->dentry ? dentry_get(file->dentry) : NULL;
	file_put(file);
	return *target ? 0 : -ENOENT;
}

/* Append the bytes at [start, end) of `as`, up to the first page that is not present. */
static void show_memory(struct proc_text *text, struct aspace *as, uintptr_t start, uintptr_t end)
{
	mutex_lock(&as->lock);
	while (start < end) {
		size_t offset = start & (PAGE_SIZE - 1), n = PAGE_SIZE - offset;
		unsigned prot;
		paddr_t pa;

		n = MIN(n, (size_t)(end - start));
		if (!pagetable_query(&as->arch, start, &pa, &prot))
			break;
		text_append(text, (char *)phys_to_virt(ALIGN_DOWN(pa, PAGE_SIZE)) + offset, n);
		start += n;
	}
	mutex_unlock(&as->lock);
}

int proc_show_cmdline(struct proc_text *text, const struct proc_node *node)
{
	struct proc_snapshot it;
	int error = proc_snapshot_get(node, &it);

	if (error)
		return error;
	if (it.aspace)
		show_memory(text, it.aspace, it.aspace->args_start, it.aspace->args_end);
	proc_snapshot_put(&it);
	return 0;
}

int proc_show_environ(struct proc_text *text, const struct proc_node *node)
{
	struct proc_snapshot it;
	int error = proc_snapshot_get(node, &it);

	if (error)
		return error;
	if (it.aspace)
		show_memory(text, it.aspace, it.aspace->args_end, it.aspace->env_end);
	proc_snapshot_put(&it);
	return 0;
}
