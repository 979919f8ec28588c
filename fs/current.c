/* SPDX-License-Identifier: MIT */
/*
 * Provisional: one descriptor table and one place in the tree for all processes. Goes when
 * processes have their own.
 */
#include <fs/files.h>
#include <fs/upcalls.h>
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

__attribute__((weak)) int process_current_pid(void)
{
	return 1;
}

__attribute__((weak)) int process_current_pgid(void)
{
	return 1;
}

__attribute__((weak)) int process_current_sid(void)
{
	return 1;
}

__attribute__((weak)) bool process_group_exists(int pgid, int sid)
{
	return true;
}

__attribute__((weak)) bool process_group_is_orphaned(int pgid)
{
	return false;
}

__attribute__((weak)) void tty_signal(int pgid, int signo)
{
}

__attribute__((weak)) void signal_self(int signo)
{
}

__attribute__((weak)) bool signal_is_blocked(int signo)
{
	return false;
}
