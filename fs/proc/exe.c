/* SPDX-License-Identifier: MIT */
/*
 * The program of a process: its file and its arguments.
 */
#include <fs/proc/procfs.h>
#include <mm/aspace.h>
#include <mm/vm_object.h>
#include <uapi/errno.h>

/* The file of the lowest executable mapping: where the kernel put the program. */
static void find_program(const struct vm_area *area, void *context)
{
	struct file **file = context;

	if (!*file && file_of(area->object) && area->prot & PROT_EXEC)
		*file = file_get(file_of(area->object));
}

/* Counted; NULL: none. */
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

int proc_show_cmdline(struct proc_text *text, const struct proc_node *node)
{
	struct proc_snapshot it;
	int error = proc_snapshot_get(node, &it);

	if (error)
		return error;
	text_printf(text, "%s", it.name);
	text_append(text, "", 1);
	proc_snapshot_put(&it);
	return 0;
}
