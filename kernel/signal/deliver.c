/* SPDX-License-Identifier: MIT */
/*
 * Taking signals: what each does to the current thread and its process, and whether an interrupted
 * system call restarts.
 */
#include <arch/signal.h>
#include <kernel/proc/thread.h>
#include <kernel/signal/queue.h>
#include <kernel/time/clock.h>
#include <kernel/time/sleep.h>
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
	assert_locked(&thread_table_lock);
	DEBUG_ASSERT(self == current_thread());
	if (is_deliverable(self))
		thread_set_flag(self, THREAD_SIGNAL);
	else if (thread_has_flag(self, THREAD_SIGNAL))
		thread_clear_flag(self, THREAD_SIGNAL);
}

/* Something is pending. Another thread may have to take the signals that are `newly` blocked. */
static NOINLINE void mask_changed(struct thread *self, uint64_t newly)
{
	newly &= self->process->signals.pending.set;
	if (newly)
		signal_retarget(self->process, newly);
	signal_recalculate(self);
}

static inline void set_mask_locked(struct thread *self, uint64_t mask)
{
	struct thread_signals *own = &self->user->signals;
	uint64_t old = own->blocked;

	assert_locked(&thread_table_lock);
	own->blocked = mask & ~SIGNALS_UNBLOCKABLE;
	if (unlikely(own->pending.set | self->process->signals.pending.set))
		mask_changed(self, mask & ~old);
	else if (thread_has_flag(self, THREAD_SIGNAL))
		thread_clear_flag(self, THREAD_SIGNAL);
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

	assert_locked(&thread_table_lock);
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

static inline bool take_locked(uint64_t set, struct linux_siginfo *info)
{
	struct process *process = current_process();
	struct signal_queue *own = &current_user()->signals.pending;

	assert_locked(&thread_table_lock);
	if (unlikely(own->set & set))
		return signal_queue_take(process, own, set, info);
	return signal_queue_take(process, &process->signals.pending, set, info);
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

/* Stop the process, unless its group is orphaned: then no parent in the session would ever continue
 * it. Lock: thread_table_lock. */
static void stop(struct process *process, int signal)
{
	assert_locked(&thread_table_lock);
	if (process_for_each_locked(has_parent_outside, process))
		signal_stop_process(process, signal);
}

/* Perform the default action of a signal that has been taken. Lock: thread_table_lock. */
static void act_by_default(int signal)
{
	struct process *process = current_process();
	uint64_t bit = SIGNAL_BIT(signal);

	assert_locked(&thread_table_lock);
	if (bit & SIGNALS_IGNORED || process == init_process)
		return;
	if (bit & SIGNALS_STOP)
		stop(process, signal);
	else
		process_end_locked(process, EXIT_STATUS_SIGNAL(signal));
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

/* A handler is about to run: decide whether the interrupted call restarts after it. */
static inline void decide_call(struct trapframe *frame, unsigned long action_flags)
{
	struct user_thread *user = current_user();
	long result = user->restart.result;

	if (likely(!result))
		return;
	if (result == -ERESTARTNOINTR || (result == -ERESTARTSYS && action_flags & SA_RESTART))
		restart_call(frame);
	user->restart.result = 0; /* the frame already has -EINTR */
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

/* Choose the stack for the signal frame: the interrupted one, or the alternate one. */
static inline void choose_stack(uintptr_t sp, const struct linux_stack *stack,
	unsigned long action_flags, struct signal_frame *how)
{
	bool already = is_on_stack(stack, sp);

	how->sp = sp - SIGNAL_REDZONE;
	how->lowest = USER_MIN;
	how->stack = *stack;
	if (likely(!stack->size)) {
		how->stack.flags = SS_DISABLE;
	} else if (already) {
		how->lowest = stack->sp;
		how->stack.flags = SS_ONSTACK;
	} else {
		how->stack.flags = (int)((unsigned)stack->flags & SS_AUTODISARM);
		if (action_flags & SA_ONSTACK) {
			how->sp = stack->sp + stack->size;
			how->lowest = stack->sp;
		}
	}
}

/* A signal whose handler is to be entered: how, and what to restore if that fails. */
struct delivery {
	struct linux_siginfo info;
	struct signal_frame how;
	unsigned long flags; /* of the action */
	uint64_t blocked;    /* the mask before delivery */
};

/* Block the mask of `action`, which is for the signal that has been taken, and fill in `delivery`.
 * `how` is set member by member, which is quicker. Lock: thread_table_lock. */
static inline void prepare_handler(struct thread *self, struct signal_action *action,
	struct delivery *delivery)
{
	struct user_thread *user = self->user;
	struct thread_signals *own = &user->signals;
	struct signal_frame *how = &delivery->how;
	uint64_t mask = own->blocked | action->mask;

	assert_locked(&thread_table_lock);
	how->signal = delivery->info.signo;
	how->siginfo = action->flags & SA_SIGINFO;
	how->handler = action->handler;
	how->restorer = action->flags & SA_RESTORER ? action->restorer : 0;
	how->vdso = self->process->aspace->vdso;
	how->fault_addr = user->fault_addr;
	how->mask = own->mask_is_saved ? own->saved_mask : own->blocked;
	how->info = &delivery->info;
	delivery->flags = action->flags;
	delivery->blocked = own->blocked;
	if (!(action->flags & SA_NODEFER))
		mask |= SIGNAL_BIT(how->signal);
	if (unlikely(action->flags & SA_RESETHAND))
		action->handler = SIG_DFL;
	set_mask_locked(self, mask);
}

/* Take the next signal that has a handler, acting on those before it that have none. */
static inline bool next_handled(struct thread *self, struct delivery *delivery)
{
	struct thread_signals *own = &self->user->signals;
	struct signal_action *action;
	bool found = false;

	spin_lock_irq(&thread_table_lock);
	while (likely(!thread_has_flag(self, THREAD_KILLED | THREAD_STOPPING))) {
		if (!take_locked(~own->blocked, &delivery->info))
			break;
		action = action_of(delivery->info.signo);
		found = action->handler > SIG_IGN;
		if (likely(found)) {
			prepare_handler(self, action, delivery);
			break;
		}
		if (action->handler == SIG_DFL)
			act_by_default(delivery->info.signo);
	}
	spin_unlock_irq(&thread_table_lock);
	return found;
}

/* The frame cannot be written, so the handler is not entered: force SIGSEGV. */
static NOINLINE void handler_failed(struct thread *self, const struct delivery *delivery)
{
	struct linux_siginfo failed = signal_from_kernel(SIGSEGV);

	spin_lock_irq(&thread_table_lock);
	set_mask_locked(self, delivery->blocked);
	if (delivery->info.signo == SIGSEGV)
		action_of(SIGSEGV)->handler = SIG_DFL;
	spin_unlock_irq(&thread_table_lock);
	signal_force(&failed);
}

static inline void enter_handler(struct thread *self, struct trapframe *frame,
	struct delivery *delivery)
{
	struct thread_signals *own = &self->user->signals;

	choose_stack(frame_sp(frame), &own->altstack, delivery->flags, &delivery->how);
	if (unlikely(arch_signal_push(frame, &delivery->how))) {
		handler_failed(self, delivery);
		return;
	}
	own->mask_is_saved = false;
	if (unlikely((unsigned)own->altstack.flags & SS_AUTODISARM) && delivery->flags & SA_ONSTACK)
		own->altstack = (struct linux_stack){.flags = SS_DISABLE};
}

void signal_deliver(struct trapframe *frame)
{
	struct thread *self = current_thread();
	struct delivery delivery;

	DEBUG_ASSERT(may_sleep());
	while (likely(next_handled(self, &delivery))) {
		decide_call(frame, delivery.flags);
		enter_handler(self, frame, &delivery);
		if (likely(!thread_has_flag(self, THREAD_EXIT_WORK)))
			return; /* the call and the mask are settled, and nothing more is pending */
	}
	if (thread_has_flag(self, THREAD_KILLED | THREAD_STOPPING))
		return; /* called again if the thread continues */
	restart_call(frame);
	spin_lock_irq(&thread_table_lock);
	restore_mask_locked();
	signal_recalculate(self);
	spin_unlock_irq(&thread_table_lock);
}
