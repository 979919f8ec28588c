/* SPDX-License-Identifier: MIT */
/*
 * Source 2: a kernel thread that starts by a return from trap, through a frame crafted on its own
 * stack. The frame sets the registers of its three arguments.
 */
#include <arch/irq.h>
#include <arch/trap.h>
#include <kernel/debug/panic.h>
#include <kernel/debug/printk.h>
#include <kernel/demo/demo.h>
#include <kernel/proc/thread.h>

static uintptr_t show(uintptr_t first, uintptr_t second, uintptr_t third)
{
	struct thread *self = current_thread();
	uintptr_t here = (uintptr_t)__builtin_frame_address(0);
	bool own = here >= (uintptr_t)self->stack && here < (uintptr_t)self->arch.stack_top;

	printk("thread %d: arguments %#lx %#lx %#lx, on its own stack: %s, interrupts on: %s\n",
		self->tid, (unsigned long)first, (unsigned long)second, (unsigned long)third,
		own ? "yes" : "no", arch_irqs_enabled() ? "yes" : "no");
	return first + second + third;
}

DEMO(thread_args, "thread-args",
	"a thread out of a crafted trap frame, three arguments (source 2)");

static void thread_args(void)
{
	static const uintptr_t args[3] = {0x11, 0x22, 0x33};
	struct trapframe frame;
	struct thread *t;
	uintptr_t value;

	frame_init_kernel(&frame, (uintptr_t)show, 0, args);
	printk("such a frame (stack left out):\n");
	frame_dump(&frame, printk);
	printk("it returns to %s mode, interrupts %s\n",
		frame_from_user(&frame) ? "user" : "kernel", frame_irqs_on(&frame) ? "on" : "off");
	t = thread_spawn(&(struct thread_spec){
		.name = "from-frame",
		.entry = show,
		.args = {args[0], args[1], args[2]},
		.priority = THREAD_PRIORITY_MID,
		.flags = THREAD_FROM_FRAME,
	});
	if (!t)
		panic("no memory for the thread");
	thread_join(t, &value);
	printk("its exit value: %#lx\n", (unsigned long)value);
}
