/* SPDX-License-Identifier: MIT */
/*
 * The parts of one x86 CPU that both modes share: protection features, idle, and the first C code.
 */
#include <arch/cpu.h>
#include <arch/elf.h>
#include <arch/irq.h>
#include <asm/cpu.h>
#include <asm/fpu.h>
#include <asm/msr.h>
#include <asm/platform.h>

static void init_protection(void)
{
	struct cpuid extended = cpuid(0, 0).a >= 7 ? cpuid(7, 0) : (struct cpuid){0};
	unsigned long cr4 = cr4_read() | CR4_PGE;

	if (extended.b & 1u << 7)
		cr4 |= CR4_SMEP;
	if (extended.b & 1u << 20)
		cr4 |= CR4_SMAP;
	if (extended.c & 1u << 2)
		cr4 |= CR4_UMIP;
	cr4_write(cr4);
	cr0_write(cr0_read() | CR0_WP);
}

void arch_cpu_init(void)
{
	struct arch_cpu *cpu = (struct arch_cpu *)arch_this_cpu();

	assert_irqs_off();
	descriptors_init_cpu(cpu);
	init_protection();
	fpu_init_cpu();
	if (lapic_present()) {
		lapic_init_cpu();
		arch_cpu_note_online(cpu);
	}
}

unsigned long arch_hwcap(void)
{
	return cpuid(1, 0).d;
}

void arch_cpu_idle(void)
{
	assert_irqs_off();
	asm volatile("sti; hlt" ::: "memory");
}

/* Early boot, on the boot page tables: text is still writable. See <asm/patch.h>. */
static void patch_smap(void)
{
	extern const struct {
		uint8_t *site;
		uintptr_t last_byte;
	} __smap_start[], __smap_end[];
	size_t count = (size_t)(__smap_end - __smap_start);

	if (cpuid(0, 0).a < 7 || !(cpuid(7, 0).b & 1u << 20))
		return;
	for (size_t i = 0; i < count; i++) {
		uint8_t *site = __smap_start[i].site;

		site[1] = 0x01;
		site[2] = (uint8_t)__smap_start[i].last_byte;
	}
}

void x86_boot(uint32_t start_info, uint32_t count)
{
	static struct boot_info info;

	info.entry_count = count;
	patch_smap();
	fpu_init_boot();
	pvh_read(&info, start_info);
	kernel_main(&info);
}
