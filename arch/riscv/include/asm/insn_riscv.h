/* SPDX-License-Identifier: MIT */
/*
 * The decoder behind <arch/insn.h> on RISC-V. Pure: also built and tested on the host.
 */
#pragma once
#include <arch/insn.h>
#include <stddef.h>
#include <stdint.h>

/* Find the access of the instruction at `code`, of which `available` bytes can be read. x[n] is
 * register n; x[0] is not used. Returns the number of accesses, 0 or 1; -1: the instruction is not
 * known. */
int insn_find_access(const uint64_t x[32], const uint8_t *code, size_t available,
	struct insn_access *out);
