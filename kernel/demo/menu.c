/* SPDX-License-Identifier: MIT */
/*
 * The main job of the kernel for now: the demos. demo=NAME runs one, demo=all each in turn, nothing
 * shows what there is.
 */
#include <arch/boot.h>
#include <kernel/debug/printk.h>
#include <kernel/demo/demo.h>
#include <kernel/main.h>
#include <kernel/proc/thread.h>
#include <kernel/time/timer.h>
#include <lib/cmdline.h>
#include <lib/string.h>

extern const struct demo __kdemos_start[], __kdemos_end[];

static void run(const struct demo *demo)
{
	printk("\n=== demo %s: %s\n", demo->name, demo->about);
	demo->run();
	printk("=== demo %s: done\n", demo->name);
}

void main_job(void)
{
	char wanted[32] = "";
	bool any = false;

	cmdline_get(kernel_cmdline(), "demo", wanted, sizeof(wanted));
	for (const struct demo *d = __kdemos_start; d < __kdemos_end; d++) {
		if (strcmp(wanted, "all") == 0 || strcmp(wanted, d->name) == 0) {
			run(d);
			any = true;
		}
	}
	if (any)
		arch_halt(0);
	if (wanted[0])
		printk("command line: no demo \"%s\"\n", wanted);
	printk("demos (make run DEMO=name):\n");
	for (const struct demo *d = __kdemos_start; d < __kdemos_end; d++)
		printk("  %-16s %s\n", d->name, d->about);
	printk("  %-16s each in turn\nCtrl-T shows the threads, Ctrl-A X ends QEMU.\n", "all");
	for (;;)
		thread_sleep_ns(1000000000);
}
