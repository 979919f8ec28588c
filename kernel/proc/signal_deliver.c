/* SPDX-License-Identifier: MIT */
/*
 * Taking signals: what each does to the current thread and its process, and how an interrupted
 * system call goes on.
 */
#include <arch/signal.h>
#include <kernel/proc/signal_queue.h>
#include <kernel/proc/thread.h>
#include <kernel/sched/clock.h>
#include <mm/aspace.h>
#include <uapi/errno.h>

static struct signal_action *action_of(int signal)
{
	return &current_process()->signals.sighand->actions[signal - 1];
}

static bool is_deliverable(const struct thread *t)
{
	const struct thread_signals *own = &t->user->signals;

	return (own->pending.set | t->process->signals.pending.set) & ~own->blocked;
}

void signal_recalculate(struct thread *self)
{
	if (is_deliverable(self))
		thread_set_flag(self, THREAD_SIGNAL);
	else if (thread_has_flag(self, THREAD_SIGNAL))
		thread_clear_flag(self, THREAD_SIGNAL);
}

/* What becomes blocked here may be for another thread to take. */
static inline void set_mask_locked(struct thread *self, uint64_t mask)
{
	struct thread_signals *own = &self->user->signals;
	uint64_t newly = self->process->signals.pending.set & mask & ~own->blocked;

	own->blocked = mask & ~SIGNALS_UNBLOCKABLE;
	if (unlikely(newly))
		signal_retarget(self->process, newly);
	signal_recalculate(self);
}

void signal_set_mask(uint64_t mask)
{
	struct thread *self = current_thread();

	spin_lock_irq(&thread_table_lock);
	set_mask_locked(self, mask);
	spin_unlock_irq(&thread_table_lock);
}

void signal_set_mask_for_call(uint64_t mask)
{
	struct thread_signals *own = &current_user()->signals;
	unsigned long flags = spin_lock_irqsave(&thread_table_lock);

	own->saved_mask = own->blocked;
	own->mask_is_saved = true;
	set_mask_locked(current_thread(), mask);
	spin_unlock_irqrestore(&thread_table_lock, flags);
}

static void restore_mask_locked(void)
{
	struct thread_signals *own = &current_user()->signals;

	if (!own->mask_is_saved)
		return;
	own->mask_is_saved = false;
	set_mask_locked(current_thread(), own->saved_mask);
}

void signal_restore_mask(void)
{
	unsigned long flags = spin_lock_irqsave(&thread_table_lock);

	restore_mask_locked();
	spin_unlock_irqrestore(&thread_table_lock, flags);
}

uint64_t signal_pending_set(void)
{
	return current_user()->signals.pending.set | current_process()->signals.pending.set;
}

static bool take_locked(uint64_t set, struct linux_siginfo *info)
{
	return signal_queue_take(&current_user()->signals.pending, set, info) ||
	       signal_queue_take(&current_process()->signals.pending, set, info);
}

bool signal_take(uint64_t set, struct linux_siginfo *info)
{
	unsigned long flags = spin_lock_irqsave(&thread_table_lock);
	bool taken = take_locked(set, info);

	signal_recalculate(current_thread());
	spin_unlock_irqrestore(&thread_table_lock, flags);
	return taken;
}

int signal_wait(uint64_t set, uint64_t deadline_ns, struct linux_siginfo *info)
{
	struct thread *self = current_thread();
	struct thread_signals *own = &self->user->signals;
	const unsigned unless = THREAD_KILLED | THREAD_SIGNAL;
	int result = 0;

	spin_lock_irq(&thread_table_lock);
	while (!take_locked(set, info) && !result) {
		signal_recalculate(self);
		if (thread_has_flag(self, unless)) {
			result = -EINTR;
		} else if (deadline_ns != TIME_NEVER && clock_ns() >= deadline_ns) {
			result = -EAGAIN;
		} else {
			own->wanted = set;
			thread_block_until(&thread_table_lock.raw, "signal", deadline_ns, unless);
			rawlock_acquire(&thread_table_lock.raw);
			own->wanted = 0;
		}
	}
	signal_recalculate(self);
	spin_unlock_irq(&thread_table_lock);
	return result;
}

bool signal_would_end(int signal)
{
	unsigned long flags = spin_lock_irqsave(&thread_table_lock);
	bool handled = action_of(signal)->handler > SIG_IGN &&
		       !(current_user()->signals.blocked & SIGNAL_BIT(signal));

	spin_unlock_irqrestore(&thread_table_lock, flags);
	return !handled;
}

void signal_force(const struct linux_siginfo *info)
{
	struct thread *self = current_thread();
	struct thread_signals *own = &self->user->signals;
	struct process *process = self->process;
	uint64_t bit = SIGNAL_BIT(info->signo);
	unsigned long flags = spin_lock_irqsave(&thread_table_lock);
	bool handled = action_of(info->signo)->handler > SIG_IGN && !(own->blocked & bit);

	if (!handled) {
		action_of(info->signo)->handler = SIG_DFL;
		process_end_locked(process, EXIT_STATUS_SIGNAL(info->signo));
	} else {
		signal_queue_add(process, &own->pending, info);
		thread_set_flag(self, THREAD_SIGNAL);
	}
	spin_unlock_irqrestore(&thread_table_lock, flags);
}

static bool has_parent_outside(struct process *process, void *context)
{
	const struct process *self = context;

	return process->pgid == self->pgid && process->parent->pgid != self->pgid &&
	       process->parent->sid == self->sid;
}

/* Nobody would ever continue a group without a parent in the session: do not stop it. */
static void stop(struct process *process, int signal)
{
	if (process_for_each_locked(has_parent_outside, process))
		signal_stop_process(process, signal);
}

/* The default action of a signal that has been taken. Lock: thread_table_lock. */
static void act_by_default(int signal)
{
	struct process *process = current_process();
	uint64_t bit = SIGNAL_BIT(signal);

	if (bit & SIGNALS_IGNORED || process == init_process)
		return;
	if (bit & SIGNALS_STOP)
		stop(process, signal);
	else
		process_end_locked(process, EXIT_STATUS_SIGNAL(signal));
}

/* Take the next signal that has a handler, acting on those before it that have none. */
static bool next_handled(struct linux_siginfo *info, struct signal_action *action)
{
	struct thread *self = current_thread();
	struct thread_signals *own = &self->user->signals;
	bool found = false;

	spin_lock_irq(&thread_table_lock);
	while (!found && !thread_has_flag(self, THREAD_KILLED | THREAD_STOPPING)) {
		if (!take_locked(~own->blocked, info))
			break;
		*action = *action_of(info->signo);
		if (action->handler == SIG_DFL)
			act_by_default(info->signo);
		found = action->handler > SIG_IGN;
	}
	if (found && action->flags & SA_RESETHAND)
		action_of(info->signo)->handler = SIG_DFL;
	spin_unlock_irq(&thread_table_lock);
	return found;
}

static void restart_call(struct trapframe *frame)
{
	struct user_thread *user = current_user();
	long number = user->restart.number;

	if (user->restart.result == -ERESTART_RESTARTBLOCK)
		number = SYSCALL_RESTART;
	if (user->restart.result)
		syscall_restart(frame, number, user->restart.arg0);
	user->restart.result = 0;
}

/* A handler runs: is the call begun again after it? */
static void decide_call(struct trapframe *frame, unsigned long action_flags)
{
	struct user_thread *user = current_user();
	long result = user->restart.result;

	if (result == -ERESTARTNOINTR || (result == -ERESTARTSYS && action_flags & SA_RESTART))
		restart_call(frame);
	user->restart.result = 0; /* -EINTR is in the frame */
}

long signal_interrupted_call(struct trapframe *frame, long result)
{
	struct user_thread *user = current_user();

	if (!user)
		return -EINTR;
	user->restart.result = result;
	user->restart.number = syscall_number(frame);
	user->restart.arg0 = syscall_arg(frame, 0);
	thread_set_flag(current_thread(), THREAD_SIGNAL);
	return -EINTR;
}

static bool is_on_stack(const struct linux_stack *stack, uintptr_t sp)
{
	return !((unsigned)stack->flags & SS_AUTODISARM) && sp > stack->sp &&
	       sp - stack->sp <= stack->size;
}

/* Where the frame goes: the interrupted stack, or the alternate one. */
static void choose_stack(const struct trapframe *frame, const struct signal_action *action,
	struct signal_frame *how)
{
	const struct linux_stack *stack = &current_user()->signals.altstack;
	bool already = is_on_stack(stack, frame_sp(frame));

	how->sp = frame_sp(frame) - SIGNAL_REDZONE;
	how->lowest = already ? stack->sp : USER_MIN;
	how->stack = *stack;
	how->stack.flags = !stack->size ? SS_DISABLE
			   : already    ? SS_ONSTACK
					: (int)((unsigned)stack->flags & SS_AUTODISARM);
	if (action->flags & SA_ONSTACK && stack->size && !already) {
		how->sp = stack->sp + stack->size;
		how->lowest = stack->sp;
	}
}

static void enter_handler(struct thread *self, struct trapframe *frame,
	const struct linux_siginfo *info, const struct signal_action *action)
{
	struct user_thread *user = self->user;
	struct thread_signals *own = &user->signals;
	struct signal_frame how; /* set member by member: quicker */

	how.signal = info->signo;
	how.siginfo = action->flags & SA_SIGINFO;
	how.handler = action->handler;
	how.restorer = action->flags & SA_RESTORER ? action->restorer : 0;
	how.vdso = self->process->aspace->vdso;
	how.fault_addr = user->fault_addr;
	how.mask = own->mask_is_saved ? own->saved_mask : own->blocked;
	how.info = info;
	choose_stack(frame, action, &how);
	if (arch_signal_push(frame, &how)) {
		struct linux_siginfo failed = signal_from_kernel(SIGSEGV);

		if (info->signo == SIGSEGV)
			action_of(SIGSEGV)->handler = SIG_DFL;
		signal_force(&failed);
		return;
	}
	spin_lock_irq(&thread_table_lock);
	own->mask_is_saved = false;
	if ((unsigned)own->altstack.flags & SS_AUTODISARM && action->flags & SA_ONSTACK)
		own->altstack = (struct linux_stack){.flags = SS_DISABLE};
	set_mask_locked(self, own->blocked | action->mask |
				      (action->flags & SA_NODEFER ? 0 : SIGNAL_BIT(info->signo)));
	spin_unlock_irq(&thread_table_lock);
}

void signal_deliver(struct trapframe *frame)
{
	struct thread *self = current_thread();
	struct linux_siginfo info;
	struct signal_action action;

	while (next_handled(&info, &action)) {
		decide_call(frame, action.flags);
		enter_handler(self, frame, &info, &action);
		if (likely(!thread_has_flag(self, THREAD_EXIT_WORK)))
			return; /* the call and the mask are settled, and nothing else is pending */
	}
	if (thread_has_flag(self, THREAD_KILLED | THREAD_STOPPING))
		return; /* the rest when it goes on */
	restart_call(frame);
	spin_lock_irq(&thread_table_lock);
	restore_mask_locked();
	signal_recalculate(self);
	spin_unlock_irq(&thread_table_lock);
}
