/* SPDX-License-Identifier: MIT */
/*
 * Contract: the architecture's part of a thread, and the switch between two.
 *
 * <asm/thread.h> defines `struct arch_thread`: saved stack pointer, top of the kernel stack, the
 * address space, FPU state. It is the first member of `struct thread`, so a pointer to one is a
 * pointer to the other. Generic code accesses only the four members below, which every architecture
 * has. The switch itself is in <arch/switch.h>.
 *
 *   void *stack_top                 end of the kernel stack (exclusive), 16-byte aligned
 *   struct arch_aspace *aspace      loaded while the thread runs; &arch_kernel_aspace if none
 *   void *fpu                       FPU state; NULL: none, or none yet
 *   uint64_t user_cycles            time in user mode: <arch/user_time.h>
 *
 * Kernel stacks lie in slots of 2 * KSTACK_SIZE, aligned to their size: the lower half is never
 * mapped, the upper half is the stack. So bit KSTACK_SHIFT is set in every valid address on a
 * stack, and a clear bit means an overflow. RISC-V's trap entry tests this bit.
 */
#pragma once
#include <arch/stack.h>
#include <asm/thread.h>
#include <lib/base.h>

#define KSTACK_SIZE (1u << KSTACK_SHIFT)
/* The lowest word of every kernel stack; a constant that one instruction can load. */
#define KSTACK_CANARY ((uintptr_t)0x5ac1d000)

/*
 * Build a context on the stack so that the first arch_switch() to `t` calls `entry` with interrupts
 * off and an ABI-aligned stack. The context lies below both frame_place_kernel(t->stack_top) and
 * frame_place_user(t->stack_top) (<arch/trap.h>), which `entry` may fill and leave through. `entry`
 * never returns. t->aspace must be set. Any context.
 */
void arch_thread_init(struct arch_thread *t, void (*entry)(void));

/*
 * Give `t`, a new thread or the current one, which has no FPU state yet, the FPU and vector state
 * that programs start with, at once or on first use. Kernel threads have none and must not use
 * these registers. 0 or -ENOMEM. Thread context.
 */
int arch_thread_add_fpu(struct arch_thread *t);

/* Give `to`, a new thread without FPU state, a copy of the current thread's FPU and vector state,
 * if that has any. 0 or -ENOMEM. Thread context. */
int arch_thread_copy_fpu(struct arch_thread *to);

/*
 * Give the user thread `t`, whose user frame is `frame`, the thread-local storage that the argument
 * `tls` of clone() names (FS base; the address of a struct user_desc; tp). Takes effect at once if
 * it is the current thread. 0, -EFAULT or -EINVAL. Thread context.
 */
struct trapframe;
int arch_set_tls(struct arch_thread *t, struct trapframe *frame, uintptr_t tls);

/* Give the new thread `to` the current thread's thread-local storage. */
void arch_copy_tls(struct arch_thread *to);

/* Reset the current thread for a new program: initial FPU state, no thread-local storage. */
void arch_thread_reset_user(void);

/* Free the architecture's memory for `t` (FPU state). `t` does not run and never will. */
void arch_thread_destroy(struct arch_thread *t);

/*
 * Up-calls: allocate `size` bytes for FPU state, 64-byte aligned and zeroed, or NULL when out of
 * memory; free them. Any context in which a spin lock may be taken.
 */
void *fpu_state_alloc(size_t size);
void fpu_state_free(void *state, size_t size);
