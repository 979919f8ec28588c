/* SPDX-License-Identifier: MIT */
/*
 * Contract: the ELF files that this architecture runs: class, machine, user address range.
 */
#pragma once
#include <lib/elf.h>

extern const struct elf_target arch_elf_target;

/* The auxiliary vector's AT_PLATFORM ("": none) and AT_HWCAP. */
extern const char arch_platform[];
unsigned long arch_hwcap(void);
