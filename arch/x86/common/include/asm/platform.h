/* SPDX-License-Identifier: MIT */
/*
 * Declarations shared by the x86 files.
 */
#pragma once
#include <arch/boot.h>
#include <arch/trap.h>

/* Interrupt vectors. 0-31 are exceptions. */
enum vector {
	VECTOR_PIC = 0x20,    /* 16 lines, if there is no APIC */
	VECTOR_DEVICE = 0x30, /* I/O APIC inputs */
	VECTOR_DEVICE_END = 0xe0,
	VECTOR_TIMER = 0xf0,
	VECTOR_IPI = 0xf1,
	VECTOR_SPURIOUS = 0xff,
};

/* Fill boot_info from the PVH start information at physical `start_info`. Boot page tables. */
void pvh_read(struct boot_info *info, paddr_t start_info);

/* The first C code (called by boot.S) of the boot CPU and of a secondary. `count`: the low half of
 * the time stamp counter at the first instruction. */
NORETURN void x86_boot(uint32_t start_info, uint32_t count);
NORETURN void x86_secondary(struct cpu *cpu);

/* Handle a trap (called by entry.S). Interrupts off. */
void x86_trap(struct trapframe *frame);

/* Fill and load this CPU's descriptor tables and system-call entry. Interrupts off. */
struct arch_cpu;
void descriptors_init_cpu(struct arch_cpu *cpu);

/* Switch the user's thread-local storage from `prev` to `next` (interrupts off); and remove the
 * current thread's. */
void tls_switch(const struct arch_thread *prev, const struct arch_thread *next);
void tls_reset(struct arch_thread *self);

/* The contents of the MADT (ACPI specification 6.4, 5.2.12). */
struct madt_override {
	uint8_t isa_irq;
	uint32_t gsi;
	uint16_t flags;
};
struct madt {
	bool found;
	paddr_t lapic;
	uint32_t lapic_ids[CPU_MAX];
	unsigned cpus;
	bool has_ioapic;
	paddr_t ioapic;
	uint32_t ioapic_gsi_base;
	struct madt_override overrides[16];
	unsigned override_count;
};

/* Read the MADT through the RSDP at physical `rsdp` (0: search the BIOS area). */
void acpi_read_madt(struct madt *madt, paddr_t rsdp);

/* Local APIC: is there one, map it (boot CPU), enable this CPU's, its id, end of interrupt, IPIs,
 * timer. */
bool lapic_present(void);
void lapic_map(paddr_t base);
void lapic_init_cpu(void);
void lapic_pass_pic(void); /* pass the 8259's interrupts to this CPU */
uint32_t lapic_id(void);
void lapic_eoi(void);
void lapic_send(uint32_t destination, uint32_t command);
void lapic_timer_set(uint32_t count); /* 0 stops it */
uint32_t lapic_timer_count(void);

#define LAPIC_COMMAND_FIXED   0x4000 /* ORed with the vector */
#define LAPIC_COMMAND_INIT    0x4500
#define LAPIC_COMMAND_STARTUP 0x4600 /* ORed with the page number */

/* I/O APIC. */
void ioapic_map(paddr_t base, uint32_t gsi_base);
bool ioapic_present(void);
int ioapic_route(uint32_t gsi, unsigned vector, bool level, bool low);

/* 8259 controllers: remap to VECTOR_PIC with all lines masked; unmask a line; is the interrupt
 * spurious; end of interrupt. */
void pic_init(void);
void pic_unmask(unsigned line);
bool pic_is_spurious(unsigned line);
void pic_eoi(unsigned line);

/* 8254 counter 0: start free-running (for calibration), read the count, start one-shot. */
#define PIT_HZ 1193182
void pit_run(void);
uint16_t pit_count(void);
void pit_oneshot(uint16_t count);

/* Note that this CPU takes interrupts from now on, including TLB shoot-downs. Interrupts off. */
void arch_cpu_note_online(struct arch_cpu *cpu);

/* The RSDP's address from the boot protocol. */
extern paddr_t boot_rsdp;
