/* SPDX-License-Identifier: MIT */
/*
 * The main job of the kernel's image: run the demos that demo=NAME or demo=all chooses, otherwise
 * list the demos and run the first program.
 */
#include <arch/boot.h>
#include <fs/vfs.h>
#include <kernel/debug/printk.h>
#include <kernel/demo/demo.h>
#include <kernel/main.h>
#include <kernel/proc/process.h>
#include <kernel/proc/thread.h>
#include <kernel/time/loadavg.h>
#include <kernel/time/sleep.h>
#include <kernel/time/timer.h>
#include <kernel/upcalls.h>
#include <lib/cmdline.h>
#include <lib/string.h>

extern const struct demo __kdemos_start[], __kdemos_end[];

static void run(const struct demo *demo)
{
	printk("\n=== demo %s: %s\n", demo->name, demo->about);
	demo->run();
	printk("=== demo %s: done\n", demo->name);
}

static void print_menu(void)
{
	printk("demos (make run DEMO=name):\n");
	for (const struct demo *d = __kdemos_start; d < __kdemos_end; d++)
		printk("  %-16s %s\n", d->name, d->about);
	printk("  %-16s each in turn\nCtrl-T shows the threads, Ctrl-A X ends QEMU.\n\n", "all");
}

/* Run the first program, and halt with its exit status, encoded as a shell does. */
static void run_init(const char *path)
{
	struct process *process;
	struct thread *first;
	int status, error = process_create_user(path, &process, &first);

	if (error) {
		printk("init: %s does not start: %d\n", path, error);
		return;
	}
	loadavg_init();
	sched_start(first);
	process_wait(process, &status, TIME_NEVER);
	arch_halt(status & 0x7f ? 128 + (status & 0x7f) : status >> 8 & 0xff);
}

/* Run the demos of demo=NAME; otherwise the first program, init=PATH or the ramdisk's /init. */
void main_job(void)
{
	char wanted[32] = "", init[64] = "/init";
	struct file *file;
	bool any = false;

	if (cmdline_get(kernel_cmdline(), "demo", wanted, sizeof(wanted))) {
		for (const struct demo *d = __kdemos_start; d < __kdemos_end; d++) {
			if (strcmp(wanted, "all") == 0 || strcmp(wanted, d->name) == 0) {
				run(d);
				any = true;
			}
		}
		if (any)
			arch_halt(0);
		printk("command line: no demo \"%s\"\n", wanted);
		print_menu();
	} else if (cmdline_get(kernel_cmdline(), "init", init, sizeof(init)) ||
		   vfs_open(init, O_RDONLY, 0, &file) == 0) {
		print_menu();
		run_init(init); /* `file` is not released, so the program's file stays open */
	} else {
		print_menu();
	}
	for (;;)
		thread_sleep_ns(1000000000);
}
