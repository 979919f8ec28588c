/* SPDX-License-Identifier: MIT */
/*
 * The registers in a signal frame, as Linux lays them out.
 */
#pragma once
#include <asm/fpu.h>
#include <lib/base.h>

struct sigcontext {
	uint64_t x[32]; /* x[0]: the program counter */
	struct fpu_state fpu;
	uint8_t unused[248]; /* room for the Q extension's registers */
	uint64_t end[2];     /* the second half of the first one and the other: 0 */
} __attribute__((aligned(16)));
static_assert(offsetof(struct sigcontext, end) == 768, "the ABI's layout");

/* fpu.S */
int signal_state_save(uintptr_t sigcontext, const uint64_t x[32], bool fpu);
int signal_state_restore(uintptr_t sigcontext, uint64_t x[32], bool fpu);
