/* SPDX-License-Identifier: MIT */
/*
 * Declarations shared by the RISC-V files.
 */
#pragma once
#include <arch/boot.h>
#include <arch/trap.h>

/* Information from the device tree that is not in boot_info. */
struct machine {
	uint64_t timebase_hz;
	bool has_sstc;
	uint64_t plic_base, plic_size;   /* size 0: none */
	uint32_t plic_contexts[CPU_MAX]; /* S-mode context of cpu_hwid[i] */
	uint64_t finisher;               /* SiFive test device; 0: none */
	uint64_t rtc;                    /* Goldfish real-time clock; 0: none */
};
extern struct machine machine;

/*
 * Read a device tree of at most `size` bytes into `info` and `machine`; the CPU `hartid` is listed
 * first. Missing nodes leave defaults. No hardware access. 0, or -EINVAL with the reason in *why.
 */
int devicetree_read(const void *blob, size_t size, uint32_t hartid, struct boot_info *info,
	struct machine *m, const char **why);

/* The first C code (called by boot.S) of the boot hart and of a secondary. `hartid`: hart id;
 * `devicetree`: physical address of the device tree; `count`: instret at the first instruction. */
NORETURN void riscv_boot(unsigned long hartid, unsigned long devicetree, unsigned long count);
NORETURN void riscv_secondary(struct arch_thread *idle);

/* Handle a trap (called by entry.S). Interrupts off. */
void riscv_trap(struct trapframe *frame);

/* Interrupt controller: map it; claim the pending line (0: none); signal its completion. */
void plic_map(void);
unsigned plic_claim(void);
void plic_complete(unsigned line);
