/* SPDX-License-Identifier: MIT */
/*
 * Provisional: one descriptor table and one place in the tree for all processes. Goes when
 * processes have their own.
 */
#include <fs/files.h>

static struct files *files;
static struct fs_context *context;

struct files *files_current(void)
{
	if (!files)
		files = files_create();
	return files;
}

struct fs_context *fs_current(void)
{
	return context;
}

void fs_current_init(void)
{
	context = fs_context_create();
}
