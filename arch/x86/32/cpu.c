/* SPDX-License-Identifier: MIT */
/*
 * One i386 CPU: descriptor tables, among them the tasks that handle a double fault or an NMI.
 */
#include <arch/cpu.h>
#include <arch/elf.h>
#include <arch/irq.h>
#include <arch/mmu.h>
#include <arch/thread.h>
#include <asm/cpu.h>
#include <asm/platform.h>

#define SPARE_STACK 4096

/* Gates, present (Intel SDM 3A, 6.11). */
struct gate {
	uint16_t offset_low, selector;
	uint8_t zero, type;
	uint16_t offset_high;
};
#define GATE_INTERRUPT 0x8e
#define GATE_TASK      0x85
#define GATE_USER      0x60 /* may be raised by an INT instruction in user mode */

#define VECTOR_SYSCALL 0x80
#define ENTRY_SIZE     16 /* of trap_entries */

struct table_pointer {
	uint16_t limit;
	uint32_t base;
} __attribute__((packed));

extern char trap_entries[], task_entry_double[], task_entry_nmi[];

void x86_task_trap(uint32_t vector);

static struct gate idt[256];
static char spare_stacks[CPU_MAX][2][SPARE_STACK] __attribute__((aligned(16)));

const struct elf_target arch_elf_target = {
	.elf_class = ELFCLASS32,
	.machine = EM_386,
	.user_min = USER_MIN,
	.user_max = USER_MAX,
};

const char arch_platform[] = "i686";

/* Segment descriptor, byte or page granular (SDM 3A, 3.4.5). */
static uint64_t descriptor(uint32_t base, uint32_t limit, uint8_t access, uint8_t flags)
{
	return (limit & 0xffff) | (uint64_t)(base & 0xffffff) << 16 | (uint64_t)access << 40 |
	       (uint64_t)(limit >> 16 & 0xf) << 48 | (uint64_t)flags << 52 |
	       (uint64_t)(base >> 24) << 56;
}

static uint64_t tss_descriptor(const struct tss *tss)
{
	return descriptor((uintptr_t)tss, sizeof(*tss) - 1, 0x89, 0);
}

/* Fill and load the whole table here: %fs must work before anything else does. */
void arch_cpu_bind(struct cpu *cpu, struct arch_thread *self)
{
	struct arch_cpu *arch = (struct arch_cpu *)cpu;
	struct table_pointer pointer = {sizeof(arch->gdt) - 1, (uintptr_t)arch->gdt};

	assert_irqs_off();
	arch->self = arch;
	arch->current = (struct thread *)self;
	arch->gdt[SEL_KERNEL_CS / 8] = descriptor(0, 0xfffff, 0x9b, 0xc);
	arch->gdt[SEL_KERNEL_DS / 8] = descriptor(0, 0xfffff, 0x93, 0xc);
	arch->gdt[SEL_USER_CS / 8] = descriptor(0, 0xfffff, 0xfb, 0xc);
	arch->gdt[SEL_USER_DS / 8] = descriptor(0, 0xfffff, 0xf3, 0xc);
	arch->gdt[SEL_CPU / 8] = descriptor((uintptr_t)arch, sizeof(*arch) - 1, 0x93, 0x4);
	arch->gdt[SEL_TSS / 8] = tss_descriptor(&arch->tss);
	arch->gdt[SEL_TSS_DOUBLE / 8] = tss_descriptor(&arch->tss_double);
	arch->gdt[SEL_TSS_NMI / 8] = tss_descriptor(&arch->tss_nmi);
	asm volatile("lgdt %0\n\t"
		     "movl %1, %%fs" ::"m"(pointer),
		     "r"(SEL_CPU)
		     : "memory");
}

static void set_gate(unsigned vector)
{
	uintptr_t entry = (uintptr_t)trap_entries + vector * ENTRY_SIZE;
	bool user = vector == 3 || vector == 4 || vector == VECTOR_SYSCALL;

	if (vector == VECTOR_NMI || vector == VECTOR_DOUBLE_FAULT) {
		idt[vector] = (struct gate){
			.selector = vector == VECTOR_NMI ? SEL_TSS_NMI : SEL_TSS_DOUBLE,
			.type = GATE_TASK,
		};
		return;
	}
	idt[vector] = (struct gate){
		.offset_low = (uint16_t)entry,
		.selector = SEL_KERNEL_CS,
		.type = GATE_INTERRUPT | (user ? GATE_USER : 0),
		.offset_high = (uint16_t)(entry >> 16),
	};
}

static void load_idt(void)
{
	struct table_pointer pointer = {sizeof(idt) - 1, (uintptr_t)idt};

	for (unsigned vector = 0; vector < 256; vector++)
		set_gate(vector);
	asm volatile("lidt %0" ::"m"(pointer));
}

static struct tss task_of(const char *entry, char *stack, uint32_t vector)
{
	return (struct tss){
		.cr3 = (uint32_t)arch_kernel_aspace.root,
		.eip = (uintptr_t)entry,
		.eflags = 2,
		.ebx = vector,
		.esp = (uintptr_t)stack + SPARE_STACK,
		.es = SEL_KERNEL_DS,
		.cs = SEL_KERNEL_CS,
		.ss = SEL_KERNEL_DS,
		.ds = SEL_KERNEL_DS,
		.fs = SEL_CPU,
		.io_bitmap = sizeof(struct tss),
	};
}

void descriptors_init_cpu(struct arch_cpu *cpu)
{
	static unsigned count; /* CPUs start one at a time */
	unsigned id = count++;

	assert_irqs_off();
	cpu->tss.ss0 = SEL_KERNEL_DS;
	cpu->tss.io_bitmap = sizeof(struct tss);
	cpu_set_current(cpu->current, (uintptr_t)((struct arch_thread *)cpu->current)->stack_top);
	cpu->tss_double = task_of(task_entry_double, spare_stacks[id][0], VECTOR_DOUBLE_FAULT);
	cpu->tss_nmi = task_of(task_entry_nmi, spare_stacks[id][1], VECTOR_NMI);
	asm volatile("ltr %w0" ::"r"(SEL_TSS));
	load_idt();
}

/*
 * Handle a double fault or an NMI, on the stack of its own task. The interrupted registers are in
 * the TSS. They are passed to x86_trap() as a frame, and its changes to the frame are copied back.
 */
void x86_task_trap(uint32_t vector)
{
	struct arch_cpu *cpu = (struct arch_cpu *)arch_this_cpu();
	struct tss *tss = &cpu->tss;
	struct trapframe frame = {
		.edi = tss->edi,
		.esi = tss->esi,
		.ebp = tss->ebp,
		.ebx = tss->ebx,
		.edx = tss->edx,
		.ecx = tss->ecx,
		.eax = tss->eax,
		.gs = tss->gs,
		.fs = tss->fs,
		.es = tss->es,
		.ds = tss->ds,
		.vector = vector,
		.eip = tss->eip,
		.cs = tss->cs,
		.eflags = tss->eflags,
		.esp = tss->esp,
		.ss = tss->ss,
	};

	x86_trap(&frame);
	tss->eax = frame.eax;
	tss->edx = frame.edx;
	tss->eip = frame.eip;
	/* A task switch loads CR3 from the TSS, but does not save it there. */
	tss->cr3 = (uint32_t)((struct arch_thread *)cpu->current)->aspace->root;
}
