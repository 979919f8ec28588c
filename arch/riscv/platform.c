/* SPDX-License-Identifier: MIT */
/*
 * Harts and the machine around them: boot, starting and interrupting harts, power-off.
 */
#include <arch/boot.h>
#include <arch/cpu.h>
#include <arch/elf.h>
#include <arch/io.h>
#include <arch/irq.h>
#include <arch/mmu.h>
#include <arch/thread.h>
#include <arch/time.h>
#include <asm/cpu.h>
#include <asm/platform.h>
#include <asm/sbi.h>
#include <kernel/debug/panic.h>
#include <kernel/sys/syscall.h>
#include <uapi/errno.h>

#define FLUSH_ICACHE_LOCAL 1ul /* for the calling thread only */

#define SPARE_STACK      4096
#define START_TIMEOUT_NS 10000000000 /* the firmware has accepted the call; emulators can be slow */
#define FINISH_PASS      0x5555
#define FINISH_FAIL      0x3333
#define DEVICETREE_MAX   (1u << 20)

extern char trap_entry[], secondary_start[], __kernel_start[], __kernel_end[];
extern uint64_t secondary_handover[2]; /* satp, idle thread: see boot.S */

struct machine machine;

const struct elf_target arch_elf_target = {
	.elf_class = ELFCLASS64,
	.machine = EM_RISCV,
	.user_min = USER_MIN,
	.user_max = USER_MAX,
};

const char arch_platform[] = "";

/* One bit for each single-letter extension: I, M, A, F, D, C (Linux's uapi/asm/hwcap.h). */
unsigned long arch_hwcap(void)
{
	return 1ul << ('i' - 'a') | 1ul << ('m' - 'a') | 1ul << 0 | 1ul << ('f' - 'a') |
	       1ul << ('d' - 'a') | 1ul << ('c' - 'a');
}

static char spare_stacks[CPU_MAX][SPARE_STACK] __attribute__((aligned(16)));
static struct arch_cpu *online[CPU_MAX];
static unsigned online_count;
static uintptr_t finisher;

void arch_cpu_bind(struct cpu *cpu, struct arch_thread *self)
{
	assert_irqs_off();
	set_current_arch_thread(self);
	self->cpu = cpu;
}

void arch_cpu_init(void)
{
	struct arch_cpu *self = (struct arch_cpu *)arch_this_cpu();
	unsigned number = online_count; /* harts start one at a time */

	assert_irqs_off();
	self->spare_top = (uintptr_t)spare_stacks[number] + SPARE_STACK;
	csr_write(sscratch, 0);
	csr_write(stvec, (uintptr_t)trap_entry);
	csr_clear(sstatus, SSTATUS_FS | SSTATUS_SUM);
	csr_write(sie, SIE_SOFTWARE | (number == 0 ? SIE_EXTERNAL : 0));
	csr_write(scounteren, 2); /* user mode may read the time, not the other counters */
	online[number] = self;
	__atomic_store_n(&online_count, number + 1, __ATOMIC_RELEASE);
}

void arch_cpu_idle(void)
{
	assert_irqs_off();
	/* WFI ends for an enabled interrupt even while SIE is clear (4.1.1.2, 3.3.3). */
	asm volatile("wfi" ::: "memory");
	arch_irq_enable();
}

void arch_platform_init(struct boot_info *info)
{
	assert_irqs_off();
	((struct arch_cpu *)arch_this_cpu())->hartid = info->cpu_hwid[0];
	plic_map();
	if (machine.finisher)
		finisher = io_map(machine.finisher, PAGE_SIZE);
}

int arch_cpu_start(struct cpu *cpu, struct arch_thread *idle, uint32_t hwid)
{
	unsigned before = online_count;
	uint64_t end_ns = arch_clock_ns() + START_TIMEOUT_NS;

	DEBUG_ASSERT(arch_irqs_enabled());
	((struct arch_cpu *)cpu)->hartid = hwid;
	idle->cpu = cpu;
	secondary_handover[0] = csr_read(satp);
	secondary_handover[1] = (uintptr_t)idle;
	__atomic_thread_fence(__ATOMIC_SEQ_CST);
	if (sbi_call(SBI_HSM, SBI_HSM_START, hwid, virt_to_phys(secondary_start),
		    virt_to_phys(secondary_handover), 0)
			.error)
		return -EIO;
	while (arch_clock_ns() < end_ns) {
		if (__atomic_load_n(&online_count, __ATOMIC_ACQUIRE) > before)
			return 0;
		arch_cpu_relax();
	}
	return -EIO;
}

void riscv_secondary(struct arch_thread *idle)
{
	arch_cpu_bind(idle->cpu, idle);
	secondary_main();
}

void arch_ipi_send(struct cpu *cpu, enum ipi_reason reason)
{
	struct arch_cpu *arch = (struct arch_cpu *)cpu;

	/* If the reason is already pending, its interrupt is on the way. */
	if (__atomic_fetch_or(&arch->ipi_pending, reason, __ATOMIC_SEQ_CST) & reason)
		return;
	sbi_call(SBI_IPI, SBI_IPI_SEND, 1, arch->hartid, 0, 0);
}

unsigned arch_ipi_take(void)
{
	struct arch_cpu *self = (struct arch_cpu *)arch_this_cpu();

	assert_irqs_off();
	return __atomic_exchange_n(&self->ipi_pending, 0, __ATOMIC_SEQ_CST);
}

static unsigned long online_mask(void)
{
	unsigned long mask = 0;

	for (unsigned i = 0; i < __atomic_load_n(&online_count, __ATOMIC_ACQUIRE); i++)
		mask |= 1ul << online[i]->hartid;
	return mask;
}

/* All harts see code written by the program afterwards, so its threads may run on any of them. The
 * flag for the calling thread only saves no work. */
SYSCALL(riscv_flush_icache)
{
	if (a2 & ~FLUSH_ICACHE_LOCAL)
		return -EINVAL;
	asm volatile("fence.i" ::: "memory");
	if (online_count > 1)
		sbi_call(SBI_RFNC, SBI_RFNC_FENCE_I, online_mask(), 0, 0, 0);
	return 0;
}

/* The firmware interrupts the other harts and waits for them. */
void arch_tlb_shootdown(uintptr_t va, size_t pages)
{
	DEBUG_ASSERT(arch_irqs_enabled());
	if (online_count > 1)
		sbi_call(SBI_RFNC, SBI_RFNC_SFENCE_VMA, online_mask(), 0, pages == TLB_ALL ? 0 : va,
			pages == TLB_ALL ? SIZE_MAX : pages * PAGE_SIZE);
}

/* The time in nanoseconds is in two registers; reading the low one latches the high one (register
 * map of QEMU's goldfish_rtc.c: GOLDFISH_RTC_TIME_LOW and _HIGH). */
uint64_t arch_rtc_ns(void)
{
	uintptr_t base = machine.rtc ? io_map(machine.rtc, PAGE_SIZE) : 0;
	volatile uint32_t *time = (volatile uint32_t *)base;
	uint32_t low;

	if (!base)
		return 0;
	low = time[0];
	return (uint64_t)time[1] << 32 | low;
}

void arch_halt(int status)
{
	if (finisher)
		*(volatile uint32_t *)finisher =
			status ? (uint32_t)status << 16 | FINISH_FAIL : FINISH_PASS;
	sbi_call(SBI_SRST, SBI_SRST_RESET, 0, status != 0, 0, 0);
	arch_irq_disable();
	for (;;)
		asm volatile("wfi");
}

void riscv_boot(unsigned long hartid, unsigned long devicetree, unsigned long count)
{
	static struct arch_thread early; /* until kernel_main() binds the first thread */
	static struct boot_info info;
	const char *why;

	set_current_arch_thread(&early);
	if (devicetree_read(phys_to_virt(devicetree), DEVICETREE_MAX, (uint32_t)hartid, &info,
		    &machine, &why))
		panic("device tree at %#lx: %s", devicetree, why);
	info.reserved[info.reserved_count++] =
		(struct boot_ram){virt_to_phys(secondary_start), virt_to_phys(__kernel_end)};
	info.entry_count = (uint32_t)count;
	kernel_main(&info);
}
