/* SPDX-License-Identifier: MIT */
/*
 * The first forms of calls about ids and limits on i386: ids of 16 bits, where 65535 leaves an id
 * unchanged, and limits of 31 bits.
 */
#include <kernel/proc/process.h>
#include <kernel/sys/syscall.h>
#include <mm/usercopy.h>
#include <uapi/errno.h>

#define OVERFLOW_ID 65534 /* shown for an id of more than 16 bits */

static const struct credentials *own(void)
{
	return &current_process()->attributes.ids;
}

static uint16_t small(uint32_t id)
{
	return id > UINT16_MAX ? OVERFLOW_ID : (uint16_t)id;
}

static unsigned long wide(unsigned long id)
{
	return (uint16_t)id == UINT16_MAX ? (unsigned long)UINT32_MAX : (uint16_t)id;
}

SYSCALL(old_getuid)
{
	return small(own()->ruid);
}

SYSCALL(old_geteuid)
{
	return small(own()->euid);
}

SYSCALL(old_getgid)
{
	return small(own()->rgid);
}

SYSCALL(old_getegid)
{
	return small(own()->egid);
}

SYSCALL(old_setuid)
{
	return sys_setuid(wide(a0), 0, 0, 0, 0, 0);
}

SYSCALL(old_setgid)
{
	return sys_setgid(wide(a0), 0, 0, 0, 0, 0);
}

SYSCALL(old_setreuid)
{
	return sys_setreuid(wide(a0), wide(a1), 0, 0, 0, 0);
}

SYSCALL(old_setregid)
{
	return sys_setregid(wide(a0), wide(a1), 0, 0, 0, 0);
}

SYSCALL(old_setresuid)
{
	return sys_setresuid(wide(a0), wide(a1), wide(a2), 0, 0, 0);
}

SYSCALL(old_setresgid)
{
	return sys_setresgid(wide(a0), wide(a1), wide(a2), 0, 0, 0);
}

SYSCALL(old_setfsuid)
{
	return sys_setfsuid(wide(a0), 0, 0, 0, 0, 0);
}

SYSCALL(old_setfsgid)
{
	return sys_setfsgid(wide(a0), 0, 0, 0, 0, 0);
}

/* Store the real, effective and saved id, each at its own address. */
static long put_three(const uint32_t *ids, const uintptr_t to[3])
{
	for (int i = 0; i < 3; i++) {
		uint16_t id = small(ids[i]);

		if (copy_to_user(to[i], &id, sizeof(id)))
			return -EFAULT;
	}
	return 0;
}

SYSCALL(old_getresuid)
{
	const uintptr_t to[3] = {a0, a1, a2};

	return put_three(&own()->ruid, to);
}

SYSCALL(old_getresgid)
{
	const uintptr_t to[3] = {a0, a1, a2};

	return put_three(&own()->rgid, to);
}

SYSCALL(old_getgroups)
{
	const struct credentials *ids = own();
	uint16_t list[GROUPS_MAX];

	if ((int)a0 < 0 || (a0 && (unsigned)a0 < ids->group_count))
		return -EINVAL;
	for (unsigned i = 0; i < ids->group_count; i++)
		list[i] = small(ids->groups[i]);
	if (a0 && copy_to_user(a1, list, ids->group_count * sizeof(list[0])))
		return -EFAULT;
	return (long)ids->group_count;
}

SYSCALL(old_setgroups)
{
	struct credentials *ids = &current_process()->attributes.ids;
	uint16_t list[GROUPS_MAX];

	if (ids->euid)
		return -EPERM;
	if (a0 > GROUPS_MAX)
		return -EINVAL;
	if (copy_from_user(list, a1, a0 * sizeof(list[0])))
		return -EFAULT;
	for (unsigned i = 0; i < a0; i++)
		ids->groups[i] = list[i];
	ids->group_count = (uint32_t)a0;
	return 0;
}

/* Limits of 31 bits: higher ones are shown as INT32_MAX. */
SYSCALL(old_getrlimit)
{
	unsigned long words[2];

	if (a0 >= LIMITS)
		return -EINVAL;
	for (int i = 0; i < 2; i++) {
		const struct limit_pair *limit = &current_process()->attributes.limits[a0];
		uint64_t value = i ? limit->hard : limit->soft;

		words[i] = (unsigned long)MIN(value, (uint64_t)INT32_MAX);
	}
	return copy_to_user(a1, words, sizeof(words)) ? -EFAULT : 0;
}
