/* SPDX-License-Identifier: MIT */
/*
 * Calls about the machine and the process's attributes: names, memory, random numbers, prctl(2).
 */
#include <arch/abi.h>
#include <arch/boot.h>
#include <fs/dev/random.h>
#include <kernel/proc/names.h>
#include <kernel/proc/process.h>
#include <kernel/proc/processors.h>
#include <kernel/proc/thread.h>
#include <kernel/proc/user_thread.h>
#include <kernel/sys/syscall.h>
#include <kernel/sys/time.h>
#include <kernel/time/clock.h>
#include <kernel/time/loadavg.h>
#include <lib/string.h>
#include <mm/page.h>
#include <mm/usercopy.h>
#include <uapi/errno.h>
#include <uapi/prctl.h>
#include <uapi/sched.h>

SYSCALL(uname)
{
	return copy_to_user(a0, &machine_name, sizeof(machine_name));
}

/* i386's first two forms of uname(): without the last field, and with fields of nine bytes. */
SYSCALL(olduname)
{
	return copy_to_user(a0, &machine_name, offsetof(struct linux_utsname, domainname));
}

SYSCALL(oldolduname)
{
	char small[5][9] = {""};
	const char *const fields[] = {machine_name.sysname, machine_name.nodename,
		machine_name.release, machine_name.version, machine_name.machine};

	for (size_t i = 0; i < ARRAY_SIZE(small); i++)
		strlcpy(small[i], fields[i], sizeof(small[i]));
	return copy_to_user(a0, small, sizeof(small));
}

/* Set `field` of machine_name. 0, -EINVAL or -EFAULT. */
static long set_name(char *field, uintptr_t from, unsigned long length)
{
	char name[UTS_LENGTH] = "";

	if ((int)length < 0 || length >= UTS_LENGTH)
		return -EINVAL;
	if (copy_from_user(name, from, length))
		return -EFAULT;
	memcpy(field, name, sizeof(name));
	return 0;
}

SYSCALL(sethostname)
{
	return set_name(machine_name.nodename, a0, a1);
}

SYSCALL(setdomainname)
{
	return set_name(machine_name.domainname, a0, a1);
}

struct linux_sysinfo {
	long uptime;
	unsigned long loads[3], totalram, freeram, sharedram, bufferram, totalswap, freeswap;
	unsigned short procs, pad;
	unsigned long totalhigh, freehigh;
	unsigned mem_unit;
	char fill[20 - 2 * sizeof(long) - sizeof(int)];
};

#define LOADS_SHIFT 16 /* fraction bits of sysinfo(2)'s load averages */

SYSCALL(sysinfo)
{
	uint32_t averages[3];
	struct linux_sysinfo info = {
		.uptime = (long)(clock_ns() / NS_PER_SEC),
		.totalram = page_total_count() << PAGE_SHIFT,
		.freeram = page_free_reported() << PAGE_SHIFT,
		.procs = (unsigned short)thread_count(),
		.mem_unit = 1,
	};

	loadavg_get(averages);
	for (int i = 0; i < 3; i++)
		info.loads[i] = (unsigned long)averages[i] << (LOADS_SHIFT - LOADAVG_SHIFT);
	return copy_to_user(a0, &info, sizeof(info));
}

#define REBOOT_MAGIC   0xfee1deadu
#define REBOOT_CAD_OFF 0u
#define REBOOT_CAD_ON  0x89abcdefu
#define REBOOT_HALT    0xcdef0123u
#define REBOOT_OFF     0x4321fedcu
#define REBOOT_AGAIN   0x01234567u

/* There is nothing to sync. A restart is not supported: it powers the machine off, too. */
SYSCALL(reboot)
{
	static const uint32_t second[] = {672274793, 85072278, 369367448, 537993216};
	bool known = false;

	if (current_process()->attributes.ids.euid)
		return -EPERM;
	for (size_t i = 0; i < ARRAY_SIZE(second); i++)
		known |= (uint32_t)a1 == second[i];
	if ((uint32_t)a0 != REBOOT_MAGIC || !known)
		return -EINVAL;
	switch ((uint32_t)a2) {
	case REBOOT_CAD_OFF:
	case REBOOT_CAD_ON: /* no key on the console reboots the machine */
		return 0;
	case REBOOT_HALT:
	case REBOOT_OFF:
	case REBOOT_AGAIN:
		arch_halt(0);
	default:
		return -EINVAL;
	}
}

/* Only CLONE_FS and CLONE_FILES need work. There are no namespaces. */
SYSCALL(unshare)
{
	const unsigned known =
		CLONE_FS | CLONE_FILES | CLONE_SYSVSEM | CLONE_THREAD | CLONE_SIGHAND | CLONE_VM;
	int error = 0;

	if (a0 & ~(unsigned long)known)
		return -EINVAL;
	if (a0 & (CLONE_THREAD | CLONE_SIGHAND | CLONE_VM) &&
		READ_ONCE(current_process()->live) > 1)
		return -EINVAL;
	if (a0 & CLONE_FS)
		error = process_unshare_fs();
	if (!error && a0 & CLONE_FILES)
		error = process_unshare_files();
	return error;
}

#define GRND_NONBLOCK 1
#define GRND_RANDOM   2
#define GRND_INSECURE 4

SYSCALL(getrandom)
{
	char chunk[256];
	size_t left = MIN(a1, (unsigned long)INT32_MAX), done = 0;

	if (a2 & ~(unsigned long)(GRND_NONBLOCK | GRND_RANDOM | GRND_INSECURE) ||
		(a2 & (GRND_RANDOM | GRND_INSECURE)) == (GRND_RANDOM | GRND_INSECURE))
		return -EINVAL;
	while (done < left) {
		size_t n = MIN(sizeof(chunk), left - done);

		random_fill(chunk, n);
		if (copy_to_user(a0 + done, chunk, n))
			return done ? (long)done : -EFAULT;
		done += n;
	}
	return (long)done;
}

SYSCALL(getcpu)
{
	unsigned cpu = processor_of(current_thread()), node = 0;

	if (a0 && copy_to_user(a0, &cpu, sizeof(cpu)))
		return -EFAULT;
	return a1 && copy_to_user(a1, &node, sizeof(node)) ? -EFAULT : 0;
}

SYSCALL(personality)
{
	struct process_attributes *own = &current_process()->attributes;
	unsigned old = own->personality;

	if ((uint32_t)a0 != UINT32_MAX)
		own->personality = (unsigned)a0;
	return (long)old;
}

static long set_thread_name(uintptr_t from)
{
	struct thread *self = current_thread();
	char name[THREAD_NAME_MAX] = "";

	for (int i = 0; i < THREAD_NAME_MAX - 1; i++) {
		if (copy_from_user(&name[i], from + (uintptr_t)i, 1))
			return -EFAULT;
		if (!name[i])
			break;
	}
	memcpy(self->name, name, sizeof(name));
	if (self->tid == self->process->pid)
		memcpy(self->process->name, name, sizeof(name));
	return 0;
}

static long get_thread_name(uintptr_t to)
{
	char name[THREAD_NAME_MAX] = "";

	strlcpy(name, current_thread()->name, sizeof(name));
	return copy_to_user(to, name, sizeof(name));
}

static long put_int(uintptr_t to, int value)
{
	return copy_to_user(to, &value, sizeof(value));
}

SYSCALL(prctl)
{
	struct process_attributes *own = &current_process()->attributes;

	switch ((int)a0) {
	case PR_SET_PDEATHSIG:
		if (a1 > SIGRTMAX)
			return -EINVAL;
		own->death_signal = (uint8_t)a1;
		return 0;
	case PR_GET_PDEATHSIG:
		return put_int(a1, own->death_signal);
	case PR_GET_DUMPABLE:
		return own->dumpable;
	case PR_SET_DUMPABLE:
		if (a1 > 1)
			return -EINVAL;
		own->dumpable = (uint8_t)a1;
		return 0;
	case PR_SET_NAME:
		return set_thread_name(a1);
	case PR_GET_NAME:
		return get_thread_name(a1);
	case PR_SET_NO_NEW_PRIVS:
		if (a1 != 1 || a2 || a3 || a4)
			return -EINVAL;
		own->no_new_privileges = true;
		return 0;
	case PR_GET_NO_NEW_PRIVS:
		return a1 || a2 || a3 || a4 ? -EINVAL : own->no_new_privileges;
	case PR_SET_CHILD_SUBREAPER:
		own->subreaper = a1 != 0;
		return 0;
	case PR_GET_CHILD_SUBREAPER:
		return put_int(a1, own->subreaper);
	case PR_GET_TIMERSLACK:
		return 50000;
	case PR_SET_TIMERSLACK:
		return 0;
	default:
		return -EINVAL;
	}
}

/* Only command 0, which asks for the set of supported commands: there are none. */
SYSCALL(membarrier)
{
	if (a1 || (int)a0 != 0)
		return -EINVAL;
	return 0;
}
