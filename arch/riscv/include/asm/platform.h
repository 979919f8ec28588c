/* SPDX-License-Identifier: MIT */
/*
 * What the RISC-V files share among themselves.
 */
#pragma once
#include <arch/boot.h>
#include <arch/trap.h>

/* What the device tree says beyond boot_info. */
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
 * Read a device tree of at most `size` bytes into `info` and `machine`; the CPU `hartid` comes
 * first. Missing nodes leave defaults; *why says what makes the tree unusable. No hardware access.
 * 0 or -EINVAL.
 */
int devicetree_read(const void *blob, size_t size, uint32_t hartid, struct boot_info *info,
	struct machine *m, const char **why);

/* First C code (boot.S): hart id and physical address of the device tree. */
NORETURN void riscv_boot(unsigned long hartid, unsigned long devicetree, unsigned long count);
NORETURN void riscv_secondary(struct arch_thread *idle);

/* Every trap (entry.S). */
void riscv_trap(struct trapframe *frame);

/* Interrupt controller: map; take the pending line (0: none) and say it is done. */
void plic_map(void);
unsigned plic_claim(void);
void plic_complete(unsigned line);
