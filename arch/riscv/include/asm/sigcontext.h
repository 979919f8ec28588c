/* SPDX-License-Identifier: MIT */
/*
 * The signal frame, in Linux's layout: siginfo, then ucontext with the integer registers, the
 * floating-point ones and an end mark for extensions.
 */
#pragma once
#include <asm/fpu.h>
#include <lib/base.h>
#include <uapi/signal.h>

struct sigcontext {
	uint64_t x[32]; /* x[0]: the program counter */
	struct fpu_state fpu;
	uint8_t unused[248]; /* room for the Q extension's registers */
	uint64_t end[2];     /* 0: the second half of the first one, and all of the other */
} __attribute__((aligned(16)));
static_assert(offsetof(struct sigcontext, end) == 768, "the ABI's layout");

struct rt_sigframe {
	struct linux_siginfo info;
	uint64_t info_rest[SIGINFO_REST / 8];
	struct sigframe_context {
		uint64_t flags, link;
		struct linux_stack stack;
		uint64_t sigmask;
		uint8_t unused[120];
		struct sigcontext mcontext;
	} uc;
};
static_assert(sizeof(struct linux_siginfo) == 48 && SIGINFO_SIZE == 128, "fpu.S says so");
static_assert(offsetof(struct rt_sigframe, uc.mcontext) == 304, "the ABI's layout");
static_assert(sizeof(struct rt_sigframe) == 1088, "the ABI's layout");

struct signal_frame;
struct signal_context;

/* fpu.S */
int signal_frame_store(uintptr_t frame, const uint64_t x[32], bool fpu,
	const struct signal_frame *how);
int signal_frame_load(uintptr_t frame, uint64_t x[32], bool fpu, struct signal_context *context);
