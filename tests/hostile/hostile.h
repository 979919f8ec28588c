/* SPDX-License-Identifier: MIT */
/*
 * A hostile program. Unprivileged workers make random system calls and run random code; a
 * supervisor starts and kills them, and compares the kernel's resources before and after. All
 * randomness comes from seeds, so that a run on one CPU in deterministic mode repeats exactly.
 */
#pragma once
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define PAGE      4096ul
#define WORKPLACE "/tmp/hostile" /* the workers' folder, emptied between rounds */
#define UID       1000           /* the workers' user id */

struct random {
	uint64_t state;
};

uint64_t random_next(struct random *r);
uint64_t random_seed(uint64_t a, uint64_t b); /* combine two numbers into a seed */

/* A number from 0 to n - 1; true once in n times. */
static inline uint64_t below(struct random *r, uint64_t n)
{
	return random_next(r) % n;
}

static inline bool once_in(struct random *r, uint64_t n)
{
	return below(r, n) == 0;
}

/* Make a system call with any arguments (calls.c); errno is unchanged. */
long raw_call(long number, const unsigned long a[6]);

/* Set up the worker's memory (args.c): a few mappings of every kind. */
void playground_make(struct random *r);

/* Values that are likely to do harm, of one kind each; any_value() is of any kind. */
unsigned long any_value(struct random *r);
unsigned long any_pointer(struct random *r);
unsigned long any_descriptor(struct random *r);
unsigned long any_size(struct random *r);
unsigned long any_path(struct random *r);
unsigned long any_struct(struct random *r);
void fill(struct random *r, void *to, size_t n);

/* Make `count` random system calls (calls.c). */
void make_calls(struct random *r, unsigned count);

/* Jump into random code, with random registers and stacks (code.c). Returns only from harmless
 * code. */
void run_code(struct random *r);

/* Return from signals that never arrived, through forged frames (frames.c). */
void forge_frames(struct random *r);

/* Request more of everything than there is (greed.c). */
void be_greedy(struct random *r);

/* `count` pieces of machine code that a program must not, or should not, execute. */
struct piece {
	const unsigned char *bytes;
	size_t size;
};
extern const struct piece pieces[];
extern const size_t piece_count;

/* Call `code` with all registers random, and the stack pointer too if `stack` is not 0. */
void enter_code(void *code, const unsigned long *registers, unsigned long stack);

/* The distance from the stack pointer at rt_sigreturn up to the first of siginfo and ucontext. */
extern const unsigned long frame_offset;

/* Call rt_sigreturn (or the old call) with the stack pointer at `frame`. Does not return. */
void return_through(unsigned long frame, bool old) __attribute__((noreturn));
