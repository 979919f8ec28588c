/* SPDX-License-Identifier: MIT */
/*
 * User and group ids (credentials(7)). All threads of a process share them.
 */
#include <kernel/proc/process.h>
#include <kernel/proc/thread.h>
#include <kernel/sys/syscall.h>
#include <mm/usercopy.h>
#include <uapi/errno.h>

#define KEEP UINT32_MAX /* as an argument: leave the id unchanged */

static struct credentials *own(void)
{
	return &current_process()->attributes.ids;
}

static bool is_root(void)
{
	return own()->euid == 0;
}

SYSCALL(getuid)
{
	return own()->ruid;
}

SYSCALL(geteuid)
{
	return own()->euid;
}

SYSCALL(getgid)
{
	return own()->rgid;
}

SYSCALL(getegid)
{
	return own()->egid;
}

/* The user ids and the group ids, four each: real, effective, saved, file system's. */
static uint32_t *users(void)
{
	return &own()->ruid;
}

static uint32_t *groups(void)
{
	return &own()->rgid;
}

static bool is_one_of(const uint32_t *ids, uint32_t id, unsigned count)
{
	for (unsigned i = 0; i < count; i++)
		if (ids[i] == id)
			return true;
	return false;
}

static long set_id(uint32_t *ids, uint32_t id)
{
	if (id == KEEP)
		return -EINVAL;
	if (is_root())
		ids[0] = ids[2] = id;
	else if (id != ids[0] && id != ids[2])
		return -EPERM;
	ids[1] = ids[3] = id;
	return 0;
}

static long set_re(uint32_t *ids, uint32_t real, uint32_t effective)
{
	uint32_t old_real = ids[0];

	if (!is_root() && ((real != KEEP && !is_one_of(ids, real, 2)) ||
				  (effective != KEEP && !is_one_of(ids, effective, 3))))
		return -EPERM;
	if (effective != KEEP)
		ids[1] = ids[3] = effective;
	if (real != KEEP)
		ids[0] = real;
	if (real != KEEP || (effective != KEEP && effective != old_real))
		ids[2] = ids[1];
	return 0;
}

static long set_res(uint32_t *ids, const uint32_t wanted[3])
{
	for (int i = 0; i < 3; i++)
		if (!is_root() && wanted[i] != KEEP && !is_one_of(ids, wanted[i], 3))
			return -EPERM;
	for (int i = 0; i < 3; i++)
		if (wanted[i] != KEEP)
			ids[i] = wanted[i];
	ids[3] = ids[1];
	return 0;
}

static long get_res(const uint32_t *ids, const uintptr_t to[3])
{
	for (int i = 0; i < 3; i++)
		if (copy_to_user(to[i], &ids[i], sizeof(ids[i])))
			return -EFAULT;
	return 0;
}

static long set_fs(uint32_t *ids, uint32_t id)
{
	uint32_t old = ids[3];

	if (id != KEEP && (is_root() || is_one_of(ids, id, 4)))
		ids[3] = id;
	return (long)old;
}

SYSCALL(setuid)
{
	return set_id(users(), (uint32_t)a0);
}

SYSCALL(setgid)
{
	return set_id(groups(), (uint32_t)a0);
}

SYSCALL(setreuid)
{
	return set_re(users(), (uint32_t)a0, (uint32_t)a1);
}

SYSCALL(setregid)
{
	return set_re(groups(), (uint32_t)a0, (uint32_t)a1);
}

SYSCALL(setresuid)
{
	return set_res(users(), (const uint32_t[]){(uint32_t)a0, (uint32_t)a1, (uint32_t)a2});
}

SYSCALL(setresgid)
{
	return set_res(groups(), (const uint32_t[]){(uint32_t)a0, (uint32_t)a1, (uint32_t)a2});
}

SYSCALL(getresuid)
{
	return get_res(users(), (const uintptr_t[]){a0, a1, a2});
}

SYSCALL(getresgid)
{
	return get_res(groups(), (const uintptr_t[]){a0, a1, a2});
}

SYSCALL(setfsuid)
{
	return set_fs(users(), (uint32_t)a0);
}

SYSCALL(setfsgid)
{
	return set_fs(groups(), (uint32_t)a0);
}

SYSCALL(getgroups)
{
	const struct credentials *ids = own();

	if ((int)a0 < 0)
		return -EINVAL;
	if (a0 && (unsigned)a0 < ids->group_count)
		return -EINVAL;
	if (a0 && copy_to_user(a1, ids->groups, ids->group_count * sizeof(ids->groups[0])))
		return -EFAULT;
	return (long)ids->group_count;
}

SYSCALL(setgroups)
{
	uint32_t list[GROUPS_MAX];
	struct credentials *ids = own();

	if (!is_root())
		return -EPERM;
	if (a0 > GROUPS_MAX)
		return -EINVAL;
	if (a0 && copy_from_user(list, a1, a0 * sizeof(list[0])))
		return -EFAULT;
	for (unsigned i = 0; i < a0; i++)
		ids->groups[i] = list[i];
	ids->group_count = (uint32_t)a0;
	return 0;
}
