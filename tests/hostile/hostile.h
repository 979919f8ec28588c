/* SPDX-License-Identifier: MIT */
/*
 * A program that means ill: workers with no rights do what no sane program does, at random; one
 * supervisor starts and kills them, and compares what the kernel has before and after. All
 * randomness comes from seeds, so that on one CPU in deterministic mode a run repeats exactly.
 */
#pragma once
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define PAGE      4096ul
#define WORKPLACE "/tmp/hostile" /* the workers' folder, emptied between rounds */
#define UID       1000           /* the workers' */

struct random {
	uint64_t state;
};

uint64_t random_next(struct random *r);
uint64_t random_seed(uint64_t a, uint64_t b); /* one seed out of two numbers */

/* 0 to n - 1; true once in n times. */
static inline uint64_t below(struct random *r, uint64_t n)
{
	return random_next(r) % n;
}

static inline bool once_in(struct random *r, uint64_t n)
{
	return below(r, n) == 0;
}

/* An ordinary system call with any arguments (calls.c); errno is not touched. */
long raw_call(long number, const unsigned long a[6]);

/* The worker's playground (args.c): a few mappings of every kind. */
void playground_make(struct random *r);

/* Values that are likely to hurt: any; a pointer; a descriptor; filled memory behind a pointer. */
unsigned long any_value(struct random *r);
unsigned long any_pointer(struct random *r);
unsigned long any_descriptor(struct random *r);
unsigned long any_size(struct random *r);
unsigned long any_path(struct random *r);
unsigned long any_struct(struct random *r);
void fill(struct random *r, void *to, size_t n);

/* `count` random system calls (calls.c). */
void make_calls(struct random *r, unsigned count);

/* Jump into random code, registers and stacks (code.c); returns only from harmless code. */
void run_code(struct random *r);

/* Return from signals that never were, through frames of one's own making (frames.c). */
void forge_frames(struct random *r);

/* Ask for more than there is, of everything (greed.c). */
void be_greedy(struct random *r);

/* Code of the machine that a program must not, or had better not, use: `count` pieces. */
struct piece {
	const unsigned char *bytes;
	size_t size;
};
extern const struct piece pieces[];
extern const size_t piece_count;

/* Call `code` with all registers random, the stack pointer too when `stack` is not 0. */
void enter_code(void *code, const unsigned long *registers, unsigned long stack);

/* How far below the first of siginfo and ucontext the stack pointer is at rt_sigreturn. */
extern const unsigned long frame_offset;

/* rt_sigreturn (or the old call) with the stack pointer at `frame`. Does not return. */
void return_through(unsigned long frame, bool old) __attribute__((noreturn));
