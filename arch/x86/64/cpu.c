/* SPDX-License-Identifier: MIT */
/*
 * One x86-64 CPU: descriptor tables and the system-call entry.
 */
#include <arch/cpu.h>
#include <arch/elf.h>
#include <arch/irq.h>
#include <arch/mmu.h>
#include <arch/thread.h>
#include <asm/cpu.h>
#include <asm/msr.h>
#include <asm/platform.h>

#define SPARE_STACK 4096

/* Interrupt gate, present (Intel SDM 3A, 6.14.1). */
struct gate {
	uint16_t offset_low, selector;
	uint8_t ist, type;
	uint16_t offset_middle;
	uint32_t offset_high, reserved;
};
#define GATE_INTERRUPT 0x8e
#define GATE_USER      0x60 /* may be raised by INT3 and INTO in user mode */

#define ENTRY_SIZE 16 /* of trap_entries */

struct table_pointer {
	uint16_t limit;
	uint64_t base;
} __attribute__((packed));

extern char trap_entries[], syscall_entry[];

static struct gate idt[256];
static char spare_stacks[CPU_MAX][3][SPARE_STACK] __attribute__((aligned(16)));

const struct elf_target arch_elf_target = {
	.elf_class = ELFCLASS64,
	.machine = EM_X86_64,
	.user_min = USER_MIN,
	.user_max = USER_MAX,
};

const char arch_platform[] = "x86_64";

void arch_cpu_bind(struct cpu *cpu, struct arch_thread *self)
{
	struct arch_cpu *arch = (struct arch_cpu *)cpu;

	assert_irqs_off();
	arch->self = arch;
	arch->current = (struct thread *)self;
	msr_write(MSR_GS_BASE, (uintptr_t)arch);
}

static void set_gate(unsigned vector)
{
	uintptr_t entry = (uintptr_t)trap_entries + vector * ENTRY_SIZE;

	idt[vector] = (struct gate){
		.offset_low = (uint16_t)entry,
		.selector = SEL_KERNEL_CS,
		.ist = vector == 8    ? IST_DOUBLE_FAULT
		       : vector == 2  ? IST_NMI
		       : vector == 18 ? IST_MACHINE
				      : 0,
		.type = GATE_INTERRUPT | (vector == 3 || vector == 4 ? GATE_USER : 0),
		.offset_middle = (uint16_t)(entry >> 16),
		.offset_high = (uint32_t)(entry >> 32),
	};
}

static void load_idt(void)
{
	struct table_pointer pointer = {sizeof(idt) - 1, (uintptr_t)idt};

	for (unsigned vector = 0; vector < 256; vector++)
		set_gate(vector);
	asm volatile("lidt %0" ::"m"(pointer));
}

static void load_gdt(struct arch_cpu *cpu, unsigned id)
{
	struct table_pointer pointer = {sizeof(cpu->gdt) - 1, (uintptr_t)cpu->gdt};
	uintptr_t tss = (uintptr_t)&cpu->tss;

	cpu->gdt[SEL_KERNEL_CS / 8] = 0x00af9b000000ffff;
	cpu->gdt[SEL_KERNEL_DS / 8] = 0x00cf93000000ffff;
	cpu->gdt[SEL_USER_DS / 8] = 0x00cff3000000ffff;
	cpu->gdt[SEL_USER_CS / 8] = 0x00affb000000ffff;
	cpu->gdt[SEL_TSS / 8] = (sizeof(struct tss) - 1) | (tss & 0xffffff) << 16 | 0x89ull << 40 |
				(tss >> 24 & 0xff) << 56;
	cpu->gdt[SEL_TSS / 8 + 1] = tss >> 32;
	cpu->gdt[SEL_CPU_NUMBER / 8] = 0x0040f50000000000 | id;
	cpu->tss.io_bitmap = sizeof(struct tss);
	for (int i = 0; i < 3; i++)
		cpu->tss.ist[i] = (uintptr_t)spare_stacks[id][i] + SPARE_STACK;
	cpu_set_current(cpu->current, (uintptr_t)((struct arch_thread *)cpu->current)->stack_top);
	asm volatile("lgdt %0\n\t"
		     "pushq %1\n\t"
		     "leaq 1f(%%rip), %%rax\n\t"
		     "pushq %%rax\n\t"
		     "lretq\n"
		     "1:\tltr %w2" ::"m"(pointer),
		     "i"(SEL_KERNEL_CS), "r"(SEL_TSS)
		     : "rax", "memory");
}

/* SYSCALL enters at syscall_entry with IF, DF, TF, AC, NT clear. */
static void init_syscall(void)
{
	msr_write(MSR_EFER, msr_read(MSR_EFER) | EFER_SCE);
	msr_write(MSR_STAR, (uint64_t)SEL_KERNEL_CS << 32 | (uint64_t)(SEL_USER_DS - 8) << 48);
	msr_write(MSR_LSTAR, (uintptr_t)syscall_entry);
	msr_write(MSR_SFMASK, EFLAGS_IF | EFLAGS_AC | 0x400 | 0x100 | 0x4000);
}

void descriptors_init_cpu(struct arch_cpu *cpu)
{
	static unsigned count;

	assert_irqs_off();
	load_gdt(cpu, count++); /* CPUs start one at a time */
	load_idt();
	init_syscall();
}
