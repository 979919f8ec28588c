/* SPDX-License-Identifier: MIT */
/*
 * Faults. One in user mode becomes a signal, with a report if the signal ends the process. One in
 * the kernel ends the thread, if that was created with THREAD_ISOLATE_FAULTS and holds no lock;
 * otherwise it is a bug in the kernel, and the kernel panics.
 */
#include <arch/trap.h>
#include <arch/user.h>
#include <arch/user_time.h>
#include <kernel/debug/panic.h>
#include <kernel/debug/printk.h>
#include <kernel/explore/hooks.h>
#include <kernel/proc/oom.h>
#include <kernel/proc/process.h>
#include <kernel/proc/schedparam.h>
#include <kernel/proc/thread.h>
#include <kernel/proc/user_thread.h>
#include <mm/aspace.h>
#include <mm/kstack.h>
#include <uapi/errno.h>
#include <uapi/signal.h>

static const char *const kinds[] = {
	[FAULT_PAGE] = "bad memory access",
	[FAULT_PROTECTION] = "protection fault",
	[FAULT_ILLEGAL] = "illegal instruction",
	[FAULT_DIVIDE] = "divide error",
	[FAULT_ARITHMETIC] = "arithmetic error",
	[FAULT_ALIGNMENT] = "misaligned access",
	[FAULT_BREAKPOINT] = "breakpoint",
	[FAULT_STACK_OVERFLOW] = "kernel stack overflow",
	[FAULT_OTHER] = "hardware exception",
};

static const char *access_words(const struct fault *fault)
{
	return fault->execute ? "executing" : fault->write ? "writing" : "reading";
}

static void describe(const struct trapframe *frame, const struct fault *fault)
{
	struct thread *self = current_thread();

	printk("fault: thread %d (%s) of %s: %s (%s) at pc %p", self->tid, self->name,
		self->process->name, kinds[fault->kind], fault->name, (void *)frame_pc(frame));
	if (fault->kind == FAULT_PAGE || fault->kind == FAULT_ALIGNMENT ||
		fault->kind == FAULT_STACK_OVERFLOW)
		printk(", %s %p", access_words(fault), (void *)fault->addr);
	printk(", code %#lx\n", fault->code);
}

static NORETURN void end_after_fault(void)
{
	thread_exit(THREAD_EXIT_FAULTED);
}

/* Is it enough to end the current thread for a fault in its kernel code? */
static bool thread_is_expendable(const struct trapframe *frame)
{
	struct thread *self = current_thread();

	return thread_has_flag(self, THREAD_ISOLATE_FAULTS) && self->preempt_count == 0 &&
	       self->mutexes_held == 0 && frame_irqs_on(frame);
}

static void kernel_fault(struct trapframe *frame, const struct fault *fault)
{
	struct thread *self = current_thread();
	unsigned long flags;
	void *stack;

	if (!thread_is_expendable(frame)) {
		if (kstack_is_guard(fault->addr, &stack))
			panic_frame(frame, "thread %d (%s) overflowed its kernel stack", self->tid,
				self->name);
		panic_frame(frame, "%s (%s) %s %p, code %#lx", kinds[fault->kind], fault->name,
			access_words(fault), (void *)fault->addr, fault->code);
	}
	flags = console_hold();
	describe(frame, fault);
	frame_dump(frame, printk);
	if (fault->kind == FAULT_STACK_OVERFLOW)
		*(uintptr_t *)self->stack = KSTACK_CANARY; /* overwritten on the way to the guard */
	else
		backtrace_print(frame_fp(frame), frame_pc(frame));
	printk("fault: thread %d (%s) ends, the rest goes on\n", self->tid, self->name);
	console_release(flags);
	frame_redirect_kernel(frame, end_after_fault, self->arch.stack_top);
}

static enum vm_access access_of(const struct fault *fault)
{
	return fault->execute ? VM_EXEC : fault->write ? VM_WRITE : VM_READ;
}

bool user_copy_fault(uintptr_t addr, bool write)
{
	struct aspace *as = current_process()->aspace;

	/* A copy that may not sleep, or whose caller has locked the areas, fails instead. */
	if (!as || current_thread()->preempt_count || mutex_is_mine(&as->lock))
		return false;
	if (process_fault(as, addr, write ? VM_WRITE : VM_READ))
		return false;
	if (unlikely(explore_active) && current_process()->explored)
		explore_page_faulted_in(addr);
	return true;
}

/* The signal for an access to a page that cannot be faulted in, because of `error`. */
static struct linux_siginfo page_fault_signal(int error, uintptr_t addr)
{
	struct linux_siginfo info = {.signo = SIGSEGV, .code = SEGV_MAPERR};

	if (error == -EACCES) {
		info.code = SEGV_ACCERR;
	} else if (error == -ENXIO) {
		info.signo = SIGBUS;
		info.code = BUS_ADRERR;
	}
	info.fault.addr = addr;
	return info;
}

/* The fault's signal has no handler: print why the process ends. */
static void report_user_fault(const struct trapframe *frame, const struct fault *fault, int signal)
{
	struct process *process = current_process();
	unsigned long flags = console_hold();

	describe(frame, fault);
	frame_dump(frame, printk);
	printk("fault: process %d (%s) ends with signal %d\n", process->pid, process->name, signal);
	console_release(flags);
}

void fault_dispatch(struct trapframe *frame, const struct fault *fault)
{
	struct linux_siginfo info = {.signo = fault->signal, .code = fault->si_code};
	int error;

	if (!fault->user) {
		kernel_fault(frame, fault);
		return;
	}
	if (unlikely(explore_active) && explore_handles_fault(frame, fault))
		return;
	info.fault.addr = fault->si_addr;
	if (fault->kind == FAULT_PAGE) {
		error = process_fault(current_process()->aspace, fault->addr, access_of(fault));
		if (!error || error == -ENOMEM)
			return; /* -ENOMEM: killed, and ends on the way back to user mode */
		current_user()->fault_addr = fault->addr;
		info = page_fault_signal(error, fault->addr);
	}
	if (signal_would_end(info.signo) && !current_process()->explored)
		report_user_fault(frame, fault, info.signo);
	if (unlikely(explore_active) && current_process()->explored)
		explore_signal_begins(frame);
	if (unlikely(explore_active))
		explore_fault(info.signo, fault->addr, frame_pc(frame));
	signal_force(&info);
	/* The return to user mode finds this thread killed, or with a signal to act on. */
}

static inline bool exit_work_is_due(const struct thread *self)
{
	return this_cpu()->need_resched || thread_has_flag(self, THREAD_EXIT_WORK) ||
	       (unlikely(explore_active) && explore_stop_is_due());
}

/* Interrupts on. */
static inline void do_exit_work(struct trapframe *frame, struct thread *self)
{
	DEBUG_ASSERT(may_sleep());
	if (this_cpu()->need_resched) {
		preempt_check();
	} else if (unlikely(thread_has_flag(self, THREAD_KILLED | THREAD_STOPPING))) {
		if (unlikely(explore_active) && current_process()->explored)
			explore_signal_begins(frame);
		thread_cancellation_point();
	} else if (unlikely(thread_has_flag(self, THREAD_MIGRATE))) {
		schedparam_leave_cpu();
	} else if (likely(thread_has_flag(self, THREAD_SIGNAL))) {
		if (unlikely(explore_active) && current_process()->explored)
			explore_signal_begins(frame);
		signal_deliver(frame);
	} else if (explore_active) { /* otherwise the work has been done meanwhile */
		explore_stop();
	}
}

/* Unless something is explored, there is work to do: the caller has checked. */
static NOINLINE void exit_slow(struct trapframe *frame, struct thread *self)
{
	bool due = !explore_active || exit_work_is_due(self);

	while (due) {
		arch_irq_enable();
		do_exit_work(frame, self);
		arch_irq_disable();
		due = exit_work_is_due(self);
	}
	arch_user_time_begins(&self->arch);
	if (unlikely(explore_active))
		explore_user_exit();
}

void trap_exit_user(struct trapframe *frame)
{
	struct thread *self = current_thread();
	const struct cpu *cpu = this_cpu();

	assert_irqs_off();
	if (unlikely(cpu->need_resched || cpu->explores || thread_has_flag(self, THREAD_EXIT_WORK)))
		exit_slow(frame, self);
	else
		arch_user_time_begins(&self->arch);
}

void thread_canary_smashed(struct thread *self)
{
	printk("stack canary of thread %d (%s) smashed: %p instead of %p\n", self->tid, self->name,
		*(void **)self->stack, (void *)KSTACK_CANARY);
	if (!thread_has_flag(self, THREAD_ISOLATE_FAULTS) || self->mutexes_held)
		panic("kernel stack of thread %d (%s) overflowed", self->tid, self->name);
	backtrace_print(arch_frame_pointer(), 0);
	*(uintptr_t *)self->stack = KSTACK_CANARY; /* reported once; its last switch checks again */
	arch_irq_enable();
	thread_exit(THREAD_EXIT_FAULTED);
}
