/* SPDX-License-Identifier: MIT */
/*
 * Contract: which ELF files this architecture runs: class, machine, user address range.
 */
#pragma once
#include <lib/elf.h>

extern const struct elf_target arch_elf_target;
