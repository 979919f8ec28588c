/* SPDX-License-Identifier: MIT */
/*
 * Provisional: one descriptor table and one place in the tree for all processes. Goes when
 * processes have their own.
 */
#include <fs/files.h>
#include <kernel/debug/panic.h>

static struct files *files;
static struct fs_context *context;

__attribute__((weak)) struct files *files_current(void)
{
	return files;
}

__attribute__((weak)) struct fs_context *fs_current(void)
{
	return context;
}

void fs_current_init(void)
{
	files = files_create();
	context = fs_context_create();
	if (!files || !context)
		panic("no memory for the first descriptors");
}
