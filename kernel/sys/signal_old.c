/* SPDX-License-Identifier: MIT */
/*
 * The signal calls from before real-time signals: a set is one long.
 */
#include <kernel/proc/process.h>
#include <kernel/proc/thread.h>
#include <kernel/proc/user_thread.h>
#include <kernel/sys/syscall.h>
#include <kernel/time/sleep.h>
#include <mm/usercopy.h>
#include <uapi/errno.h>

struct old_action {
	uintptr_t handler;
	unsigned long mask;
	unsigned long flags;
	uintptr_t restorer;
};

SYSCALL(sigaction)
{
	struct old_action user;
	struct signal_action new, old;
	int signal = (int)a0;

	if (a1) {
		if (copy_from_user(&user, a1, sizeof(user)))
			return -EFAULT;
		new = (struct signal_action){user.handler, user.restorer, user.flags,
			user.mask & ~SIGNALS_UNBLOCKABLE};
	}
	if (signal < 1 || signal > SIGRTMAX || (a1 && SIGNAL_BIT(signal) & SIGNALS_UNBLOCKABLE))
		return -EINVAL;
	signal_change_action(signal, a1 ? &new : NULL, &old);
	if (!a2)
		return 0;
	user = (struct old_action){old.handler, (unsigned long)old.mask, old.flags, old.restorer};
	return copy_to_user(a2, &user, sizeof(user));
}

/* signal(2): the action is reset to the default when the handler is called. */
SYSCALL(signal)
{
	const struct signal_action new = {.handler = a1, .flags = SA_RESETHAND | SA_NODEFER};
	struct signal_action old;
	int signal = (int)a0;

	if (signal < 1 || signal > SIGRTMAX || SIGNAL_BIT(signal) & SIGNALS_UNBLOCKABLE)
		return -EINVAL;
	signal_change_action(signal, &new, &old);
	return (long)old.handler;
}

SYSCALL(sigprocmask)
{
	uint64_t blocked = current_user()->signals.blocked, keep = blocked & ~(uint64_t)UINT32_MAX;
	uint32_t old = (uint32_t)blocked, set;

	if (a1) {
		if (copy_from_user(&set, a1, sizeof(set)))
			return -EFAULT;
		switch ((int)a0) {
		case SIG_BLOCK:
			signal_set_mask(blocked | set);
			break;
		case SIG_UNBLOCK:
			signal_set_mask(blocked & ~(uint64_t)set);
			break;
		case SIG_SETMASK:
			signal_set_mask(keep | set);
			break;
		default:
			return -EINVAL;
		}
	}
	return a2 ? copy_to_user(a2, &old, sizeof(old)) : 0;
}

SYSCALL(sigpending)
{
	uint32_t set = (uint32_t)(signal_pending_set() & current_user()->signals.blocked);

	return copy_to_user(a0, &set, sizeof(set));
}

SYSCALL(sigsuspend)
{
	uint64_t keep = current_user()->signals.blocked & ~(uint64_t)UINT32_MAX;

	signal_set_mask_for_call(keep | (uint32_t)a2);
	while (thread_sleep_interruptible(TIME_NEVER) == 0)
		;
	return -ERESTARTNOHAND;
}

SYSCALL(sgetmask)
{
	return (long)(uint32_t)current_user()->signals.blocked;
}

SYSCALL(ssetmask)
{
	uint64_t blocked = current_user()->signals.blocked;

	signal_set_mask((blocked & ~(uint64_t)UINT32_MAX) | (uint32_t)a0);
	return (long)(uint32_t)blocked;
}
