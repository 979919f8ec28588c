/* SPDX-License-Identifier: MIT */
/*
 * Contract: the architecture's part of a thread, and the switch between two.
 *
 * <asm/thread.h> defines `struct arch_thread`: saved stack pointer, top of the kernel stack, the
 * address space, FPU state. It is the first member of `struct thread`, so a pointer to
 * one is a pointer to the other. The generic code reads and writes only the four members below,
 * which every architecture has. The switch itself is in <arch/switch.h>.
 *
 *   void *stack_top                 first byte above the kernel stack, 16-byte aligned
 *   struct arch_aspace *aspace      what is loaded while it runs; &arch_kernel_aspace if none
 *   void *fpu                       FPU state; NULL: none, or none yet
 *   uint64_t user_cycles            time in user mode: <arch/user_time.h>
 *
 * Kernel stacks lie in slots of 2 * KSTACK_SIZE, aligned to that: the lower half is never mapped,
 * the upper half is the stack. So bit KSTACK_SHIFT of a good stack pointer is always set (just
 * below stack_top), and a clear bit is an overflow; RISC-V's trap entry tests this bit.
 */
#pragma once
#include <arch/stack.h>
#include <asm/thread.h>
#include <lib/base.h>

#define KSTACK_SIZE (1u << KSTACK_SHIFT)
/* Lowest word of every kernel stack; a constant that one instruction loads. */
#define KSTACK_CANARY ((uintptr_t)0x5ac1d000)

/*
 * Craft a context on the stack so that the first arch_switch() to `t` calls `entry` with interrupts
 * off and an ABI-aligned stack. The context lies below both frame_place_kernel(t->stack_top) and
 * frame_place_user(t->stack_top) (<arch/trap.h>), which `entry` may fill and leave through.
 * `entry` never returns. t->aspace must be set. Any context.
 */
void arch_thread_init(struct arch_thread *t, void (*entry)(void));

/*
 * `t`, a new thread or the current one, has none: give it the FPU and vector state that a program
 * starts with, at once or at its first use. Threads of the kernel have none and leave these
 * registers alone. 0 or -ENOMEM. Thread context.
 */
int arch_thread_add_fpu(struct arch_thread *t);

/* Give `to`, a new thread that has none, a copy of the current thread's FPU and vector state, if it
 * has any. 0 or -ENOMEM. Thread context. */
int arch_thread_copy_fpu(struct arch_thread *to);

/*
 * Give the user thread `t`, whose user frame is `frame`, the thread-local storage that clone()'s
 * argument `tls` names (FS base; the address of a struct user_desc; tp). At once if it is the
 * current thread. 0, -EFAULT or -EINVAL. Thread context.
 */
struct trapframe;
int arch_set_tls(struct arch_thread *t, struct trapframe *frame, uintptr_t tls);

/* A new thread `to` has the thread-local storage that the current thread has. */
void arch_copy_tls(struct arch_thread *to);

/* The current thread starts a new program: FPU state as at the start, no thread-local storage. */
void arch_thread_reset_user(void);

/* Free what the architecture keeps for `t` (FPU state). `t` does not run and never will. */
void arch_thread_destroy(struct arch_thread *t);

/*
 * Up-calls: `size` bytes of memory for FPU state, 64-byte aligned and zeroed; NULL when there is
 * none. Any context that may hold a spin lock.
 */
void *fpu_state_alloc(size_t size);
void fpu_state_free(void *state, size_t size);
