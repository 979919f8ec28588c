/* SPDX-License-Identifier: MIT */
/*
 * From the boot loader's entry to the main job: memory, traps, clock, scheduler, the other CPUs,
 * file systems. Each step needs only those before it.
 */
#include <arch/boot.h>
#include <arch/cpu.h>
#include <arch/irq.h>
#include <arch/mmu.h>
#include <arch/time.h>
#include <drivers/uart16550.h>
#include <fs/dev/memory.h>
#include <fs/dev/random.h>
#include <fs/pipe/pipe.h>
#include <fs/proc/procfs.h>
#include <fs/tmpfs/tmpfs.h>
#include <fs/tty/pty.h>
#include <fs/tty/tty.h>
#include <fs/unix/unix.h>
#include <kernel/debug/panic.h>
#include <kernel/debug/printk.h>
#include <kernel/exec/layout.h>
#include <kernel/exec/vdso.h>
#include <kernel/explore/device.h>
#include <kernel/main.h>
#include <kernel/proc/console.h>
#include <kernel/proc/report.h>
#include <kernel/proc/thread.h>
#include <kernel/sync/futex.h>
#include <kernel/time/timer.h>
#include <kernel/time/wall.h>
#include <kernel/upcalls.h>
#include <lib/cmdline.h>
#include <lib/string.h>
#include <mm/mm.h>
#include <mm/page.h>

#define QUANTUM_US_MIN ((uint64_t)20) /* a shorter one leaves no time between the interrupts */
#define QUANTUM_US_MAX ((uint64_t)10000000)
#define SLICE_US       3000 /* of the fair class: bounds the wait of a thread that has woken */

static const char *const known_words[] = {"demo", "init", "sched", "test", "bench", "cpus", "turns",
	"quantum_us", "wrong", "quiet", "initrd_start", "initrd_size", "vdso", "aslr", "explore"};

static struct boot_info *boot;

const char *kernel_cmdline(void)
{
	return boot->cmdline;
}

/* Report unknown words, so that a typing error does not silently leave the default in place. */
static void check_cmdline(void)
{
	struct cmdline_iter it = cmdline_iter(boot->cmdline);
	struct cmdline_word word;

	if (strlen(boot->cmdline) == BOOT_CMDLINE_MAX - 1)
		printk("command line: too long, only the first %d bytes are read\n",
			BOOT_CMDLINE_MAX - 1);
	while (cmdline_next(&it, &word)) {
		bool known = false;

		for (size_t i = 0; i < ARRAY_SIZE(known_words); i++)
			known |= cmdline_word_is(&word, known_words[i]);
		if (!known)
			printk("command line: unknown word \"%.*s\" ignored\n",
				(int)word.key_length, word.key);
	}
}

/* Does the command line say `key`=off? */
static bool cmdline_is_off(const char *key)
{
	char value[4] = "";

	return cmdline_get(boot->cmdline, key, value, sizeof(value)) && strcmp(value, "off") == 0;
}

/* Programs expect Linux's classes. The kernel's own jobs show and test the simple policies, and the
 * explorer chooses itself which thread runs. */
static const struct sched_policy *default_policy(void)
{
	static const char *const jobs[] = {"demo", "test", "bench", "wrong", "explore"};

	for (size_t i = 0; i < ARRAY_SIZE(jobs); i++)
		if (cmdline_has(boot->cmdline, jobs[i]))
			return &policy_rr;
	return &policy_linux;
}

static const struct sched_policy *choose_policy(void)
{
	const struct sched_policy *policy = default_policy();
	char name[16];
	uint64_t quantum_us;

	if (cmdline_get(boot->cmdline, "sched", name, sizeof(name))) {
		const struct sched_policy *wanted = sched_policy_find(name);

		if (wanted)
			policy = wanted;
		else
			printk("command line: no scheduling policy \"%s\" "
			       "(rr, ticks, prio, linux); using %s\n",
				name, policy->name);
	}
	if (policy == &policy_linux)
		sched_quantum_ns = SLICE_US * 1000;
	if (cmdline_parse_u64(boot->cmdline, "quantum_us", &quantum_us))
		sched_quantum_ns =
			(int64_t)MAX(MIN(quantum_us, QUANTUM_US_MAX), QUANTUM_US_MIN) * 1000;
	return policy;
}

void secondary_main(void)
{
	struct cpu *cpu = this_cpu();

	arch_cpu_init();
	timers_init_cpu(cpu->id);
	sched_init_cpu(cpu, cpus[0].rq.policy, current_thread(), current_thread());
	sched_idle_loop();
}

static void start_other_cpus(void)
{
	uint64_t wanted = boot->cpu_count;

	cmdline_parse_u64(boot->cmdline, "cpus", &wanted);
	for (unsigned i = 1; i < boot->cpu_count && i < wanted; i++) {
		struct cpu *cpu = &cpus[cpu_count];
		struct thread *idle = thread_create_idle(i);
		int error;

		if (!idle)
			panic("no memory for CPU %u", i);
		cpu->id = cpu_count;
		error = arch_cpu_start(cpu, &idle->arch, boot->cpu_hwid[i]);
		if (error) {
			printk("cpu: hardware id %u did not start (%d), going on without it\n",
				boot->cpu_hwid[i], error);
			continue;
		}
		while (!READ_ONCE(cpu->online))
			arch_cpu_relax();
		WRITE_ONCE(cpu_count, cpu_count + 1);
	}
}

/* Free the initial ramdisk's memory up to `end`. */
static void release_initrd(const void *end)
{
	static paddr_t done;
	paddr_t to = virt_to_phys(end);

	done = MAX(done, boot->initrd_start);
	page_add_boot(boot, done, to);
	done = MAX(done, ALIGN_DOWN(to, PAGE_SIZE));
}

/* Seed the random numbers with the loader's seed and the time of the boot. */
static void seed_random(const struct boot_info *info)
{
	uint64_t now[2] = {arch_rtc_ns(), arch_cycles()};

	random_stir(info->seed, sizeof(info->seed));
	random_stir(now, sizeof(now));
}

void kernel_main(struct boot_info *info)
{
	bool exploring = cmdline_has(info->cmdline, "explore");

	boot = info;
	if (cmdline_has(boot->cmdline, "quiet"))
		console_set_quiet();
	arch_cpu_bind(&cpus[0], &main_thread.arch);
	if (info->uart.port) /* needs no mapping, so failures from here on can be reported */
		uart16550_init(&info->uart);
	mm_init_early(info);
	arch_mmu_init(info);
	if (!info->uart.port)
		uart16550_init(&info->uart);
	mm_init(info);
	arch_cpu_init();
	arch_platform_init(info);
	arch_time_init(info);
	threads_init(choose_policy());
	timers_init_cpu(0);
	report_init();
	arch_irq_enable();
	start_other_cpus();
	printk("heddle: %s, %u CPU%s, %s timer, sched=%s\n", info->protocol, cpu_count,
		cpu_count == 1 ? "" : "s", arch_timer_name(), cpus[0].rq.policy->name);
	mm_print();
	check_cmdline();
	vdso_init(!exploring && !cmdline_is_off("vdso"));
	if (exploring || cmdline_is_off("aslr"))
		layout_randomize = 0;
	futex_init();
	seed_random(info);
	wall_set_ns(arch_rtc_ns());
	vfs_init(info->initrd_size);
	memory_devices_init();
	pipe_init();
	console_tty_init();
	pty_init();
	unix_init();
	if (exploring)
		explore_init();
	initramfs_unpack(phys_to_virt(info->initrd_start), info->initrd_size, release_initrd);
	if (procfs_init(info->cmdline))
		printk("proc: not mounted\n");
	if (sysfs_init())
		printk("sysfs: not mounted\n");
	if (devpts_init())
		printk("devpts: not mounted\n");
	debug_console_init();
	uart16550_start_input(&info->uart, debug_console_receive);
	printk("boot: %u counter steps to here (instructions, in deterministic mode)\n",
		(uint32_t)arch_instret() - info->entry_count);
	main_job();
}
