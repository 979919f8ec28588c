/* SPDX-License-Identifier: MIT */
/*
 * Calls about a process's own signals: actions, masks, waiting, the alternate stack, and the return
 * from a handler. A signal set has eight bytes; any other size is -EINVAL.
 */
#include <arch/signal.h>
#include <kernel/proc/process.h>
#include <kernel/proc/thread.h>
#include <kernel/proc/user_thread.h>
#include <kernel/sys/syscall.h>
#include <kernel/sys/time.h>
#include <kernel/time/sleep.h>
#include <mm/usercopy.h>
#include <uapi/errno.h>

#define SET_SIZE     8
#define STACK_MIN    2048
#define SIG_UNMASKED (~SIGNALS_UNBLOCKABLE)

/* struct sigaction in the kernel's ABI. */
struct user_action {
	uintptr_t handler;
	unsigned long flags;
#if SIGNAL_HAS_RESTORER
	uintptr_t restorer;
#endif
	uint64_t mask;
} __attribute__((packed));

static int copy_action_in(struct signal_action *action, uintptr_t from)
{
	struct user_action user;

	if (copy_from_user(&user, from, sizeof(user)))
		return -EFAULT;
	*action = (struct signal_action)
	{
		.handler = user.handler, .flags = user.flags,
#if SIGNAL_HAS_RESTORER
		.restorer = user.restorer,
#endif
		.mask = user.mask & SIG_UNMASKED,
	};
	return 0;
}

static int copy_action_out(uintptr_t to, const struct signal_action *action)
{
	const struct user_action user =
	{.handler = action->handler,
		.flags = action->flags,
#if SIGNAL_HAS_RESTORER
		.restorer = action->restorer,
#endif
		.mask = action->mask,
	};

	return copy_to_user(to, &user, sizeof(user));
}

/* Set a new action (NULL: leave it) and store the old one. 0 or -EINVAL. */
static int change_action(int signal, const struct signal_action *new, struct signal_action *old)
{
	if (signal < 1 || signal > SIGRTMAX || (new &&SIGNAL_BIT(signal) & SIGNALS_UNBLOCKABLE))
		return -EINVAL;
	signal_change_action(signal, new, old);
	return 0;
}

SYSCALL(rt_sigaction)
{
	struct signal_action new, old;
	int error;

	if (a3 != SET_SIZE)
		return -EINVAL;
	if (a1 && copy_action_in(&new, a1))
		return -EFAULT;
	error = change_action((int)a0, a1 ? &new : NULL, &old);
	if (!error && a2)
		error = copy_action_out(a2, &old);
	return error;
}

SYSCALL(rt_sigprocmask)
{
	uint64_t old = current_user()->signals.blocked, set;

	if (a3 != SET_SIZE)
		return -EINVAL;
	if (a1) {
		if (copy_from_user(&set, a1, sizeof(set)))
			return -EFAULT;
		switch ((int)a0) {
		case SIG_BLOCK:
			set |= old;
			break;
		case SIG_UNBLOCK:
			set = old & ~set;
			break;
		case SIG_SETMASK:
			break;
		default:
			return -EINVAL;
		}
		signal_set_mask(set);
	}
	return a2 ? copy_to_user(a2, &old, sizeof(old)) : 0;
}

SYSCALL(rt_sigpending)
{
	uint64_t set = signal_pending_set() & current_user()->signals.blocked;

	if (a1 > SET_SIZE)
		return -EINVAL;
	return copy_to_user(a0, &set, a1);
}

/* Wait until a handler is to run or the thread is to be killed. */
static long suspend(void)
{
	while (thread_sleep_interruptible(TIME_NEVER) == 0)
		;
	return -ERESTARTNOHAND;
}

SYSCALL(rt_sigsuspend)
{
	uint64_t set;

	if (a1 != SET_SIZE)
		return -EINVAL;
	if (copy_from_user(&set, a0, sizeof(set)))
		return -EFAULT;
	signal_set_mask_for_call(set);
	return suspend();
}

SYSCALL(pause)
{
	return suspend();
}

static int siginfo_to_user(uintptr_t to, const struct linux_siginfo *info)
{
	static const uint8_t rest[SIGINFO_REST];

	return copy_to_user(to, info, sizeof(*info)) ||
			       copy_to_user(to + sizeof(*info), rest, sizeof(rest))
		       ? -EFAULT
		       : 0;
}

static long wait_for_signal(uintptr_t set_at, uintptr_t info_at, size_t set_size, bool timed,
	const struct linux_timespec64 *timeout)
{
	uint64_t set, deadline_ns = TIME_NEVER;
	struct linux_siginfo info;
	int error;

	if (set_size != SET_SIZE)
		return -EINVAL;
	if (copy_from_user(&set, set_at, sizeof(set)))
		return -EFAULT;
	if (timed) {
		if (!timespec_is_valid(timeout))
			return -EINVAL;
		deadline_ns = deadline_after(timespec_to_ns(timeout));
	}
	error = signal_wait(set & SIG_UNMASKED, deadline_ns, &info);
	if (error)
		return error;
	if (info_at && siginfo_to_user(info_at, &info))
		return -EFAULT;
	return info.signo;
}

SYSCALL(rt_sigtimedwait)
{
	struct linux_timespec64 timeout;

	if (a2 && timespec_from_user(&timeout, a2))
		return -EFAULT;
	return wait_for_signal(a0, a1, a3, a2 != 0, &timeout);
}

SYSCALL(rt_sigtimedwait_time64)
{
	struct linux_timespec64 timeout;

	if (a2 && timespec64_from_user(&timeout, a2))
		return -EFAULT;
	return wait_for_signal(a0, a1, a3, a2 != 0, &timeout);
}

static bool is_on_altstack(const struct linux_stack *stack, uintptr_t sp)
{
	return !((unsigned)stack->flags & SS_AUTODISARM) && sp > stack->sp &&
	       sp - stack->sp <= stack->size;
}

static int set_altstack(const struct linux_stack *new, uintptr_t sp)
{
	struct linux_stack *own = &current_user()->signals.altstack;
	unsigned mode = (unsigned)new->flags & ~SS_AUTODISARM;

	if (is_on_altstack(own, sp))
		return -EPERM;
	if (mode != SS_DISABLE && mode != SS_ONSTACK && mode != 0)
		return -EINVAL;
	if (mode == SS_DISABLE) {
		*own = (struct linux_stack){.flags = new->flags};
		return 0;
	}
	if (new->size < STACK_MIN)
		return -ENOMEM;
	*own = *new;
	return 0;
}

SYSCALL(sigaltstack)
{
	struct linux_stack *own = &current_user()->signals.altstack;
	uintptr_t sp = frame_sp(current_user_frame());
	struct linux_stack old = *own, new;
	int error;

	old.flags = (int)((unsigned)own->flags & SS_AUTODISARM);
	if (!own->size)
		old.flags |= SS_DISABLE;
	else if (is_on_altstack(own, sp))
		old.flags |= SS_ONSTACK;
	if (a0) {
		if (copy_from_user(&new, a0, sizeof(new)))
			return -EFAULT;
		error = set_altstack(&new, sp);
		if (error)
			return error;
	}
	return a1 ? copy_to_user(a1, &old, sizeof(old)) : 0;
}

static bool is_altstack(const struct linux_stack *stack)
{
	const struct linux_stack *own = &current_user()->signals.altstack;

	return own->sp == stack->sp && own->size == stack->size && own->flags == stack->flags;
}

/* The frame receives all registers of the interrupted program, so this bypasses the normal return
 * path, which would store a result in it. */
static NORETURN void return_from_handler(bool siginfo)
{
	struct trapframe *frame = current_user_frame();
	struct signal_context context;

	if (likely(arch_signal_pop(frame, siginfo, &context) == 0)) {
		signal_set_mask(context.mask);
		if (context.has_stack && !is_altstack(&context.stack))
			set_altstack(&context.stack, frame_sp(frame));
	} else {
		struct linux_siginfo failed = signal_from_kernel(SIGSEGV);

		signal_force(&failed);
	}
	arch_irq_disable();
	frame_enter(frame);
}

SYSCALL(rt_sigreturn)
{
	return_from_handler(true);
}

SYSCALL(sigreturn)
{
	return_from_handler(false);
}

SYSCALL(restart_syscall)
{
	struct user_thread *user = current_user();

	return user->restart.resume ? user->restart.resume(&user->restart.args) : -EINTR;
}
