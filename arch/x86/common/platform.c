/* SPDX-License-Identifier: MIT */
/*
 * The PC around the CPUs: list of CPUs, interrupt routing, power-off.
 */
#include <arch/boot.h>
#include <arch/io.h>
#include <arch/irq.h>
#include <asm/cpu.h>
#include <asm/msr.h>
#include <asm/platform.h>
#include <kernel/debug/printk.h>
#include <lib/string.h>
#include <uapi/errno.h>

#define QEMU_EXIT_PORT   0xf4  /* isa-debug-exit: QEMU ends with status value << 1 | 1 */
#define QEMU_STATUS_PORT 0xe9  /* isa-debugcon: takes all eight bits of a status */
#define QEMU_PM_PORT     0x604 /* PM1a control of QEMU's pc and q35: S5 */
#define S5_SLEEP         0x2000
#define KBD_COMMAND      0x64
#define KBD_RESET        0xfe

static struct madt madt;

static bool cpu_has_apic(void)
{
	return cpuid(1, 0).d & 1u << 9;
}

/* The boot CPU is first in cpu_hwid, whatever the MADT's order. */
static void list_cpus(struct boot_info *info)
{
	info->cpu_hwid[0] = lapic_id();
	info->cpu_count = 1;
	for (unsigned i = 0; i < madt.cpus && info->cpu_count < CPU_MAX; i++)
		if (madt.lapic_ids[i] != info->cpu_hwid[0])
			info->cpu_hwid[info->cpu_count++] = madt.lapic_ids[i];
}

/* The CPU's random number generator (Intel SDM 1, 7.3.17). It may be out of numbers for a
 * moment. */
static void draw_seed(struct boot_info *info)
{
	unsigned long word;
	bool valid;

	if (!(cpuid(1, 0).c & 1u << 30))
		return;
	for (size_t i = 0; i < sizeof(info->seed); i += sizeof(word)) {
		for (int tries = 0; tries < 10; tries++) {
			asm volatile("rdrand %0" : "=r"(word), "=@ccc"(valid));
			if (valid)
				break;
		}
		memcpy(info->seed + i, &word, sizeof(word));
	}
}

void arch_platform_init(struct boot_info *info)
{
	struct arch_cpu *self = (struct arch_cpu *)arch_this_cpu();

	assert_irqs_off();
	draw_seed(info);
	pic_init();
	info->cpu_count = 1;
	if (!cpu_has_apic())
		return;
	acpi_read_madt(&madt, boot_rsdp);
	lapic_map(madt.found ? madt.lapic : msr_read(MSR_APIC_BASE) & ~0xfffull);
	lapic_init_cpu();
	list_cpus(info);
	self->lapic_id = info->cpu_hwid[0];
	arch_cpu_note_online(self);
	if (madt.has_ioapic)
		ioapic_map(madt.ioapic, madt.ioapic_gsi_base);
}

/* ISA lines are edge-triggered, active high, on the input of the same number, unless MADT says
 * otherwise (ACPI 5.2.12.5). */
int arch_irq_unmask(unsigned line)
{
	uint32_t gsi = line;
	uint16_t flags = 0;

	if (line >= 16)
		return -EINVAL;
	if (!ioapic_present()) { /* none in the tables */
		if (lapic_present())
			lapic_pass_pic();
		pic_unmask(line);
		return 0;
	}
	for (unsigned i = 0; i < madt.override_count; i++) {
		if (madt.overrides[i].isa_irq == line) {
			gsi = madt.overrides[i].gsi;
			flags = madt.overrides[i].flags;
		}
	}
	return ioapic_route(gsi, VECTOR_DEVICE + line, (flags >> 2 & 3) == 3, (flags & 3) == 3);
}

void arch_halt(int status)
{
	port_out8(QEMU_STATUS_PORT, (uint8_t)status);
	port_out8(QEMU_EXIT_PORT, (uint8_t)status);
	port_out16(QEMU_PM_PORT, S5_SLEEP);
	port_out8(KBD_COMMAND, KBD_RESET);
	arch_irq_disable();
	for (;;)
		asm volatile("hlt");
}
