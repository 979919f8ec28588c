/* SPDX-License-Identifier: MIT */
/*
 * Helpers for the rows of the benchmark program. The program is an ordinary static Linux program
 * and the machine's first process; the same binary runs on Linux and on Heddle. In deterministic
 * mode a ns is one guest instruction, so times count instructions.
 */
#pragma once
#include <stdatomic.h>
#include <stddef.h>
#include <stdint.h>

#define PAGE 4096

/* The time on CLOCK_MONOTONIC. */
uint64_t now_ns(void);

/* Print a row: the cost of one operation, rounded, if `operations` cost `total`. */
void report(const char *row, uint64_t total, uint64_t operations);

/* Return the result of a call that must not fail; a failure ends the benchmark with a message. */
long must(const char *what, long result);
#define MUST(call) must(#call, (long)(call))

/* Allocate zeroed, page-aligned memory that children share. */
void *shared_memory(size_t size);

/* Sleep on a futex of this process while it has the value; wake that many waiters. */
void wait_while(atomic_int *word, int value);
void wake(atomic_int *word, int count);

/* The groups of rows; `self` is the path of the program. */
void bench_calls(const char *self);
void bench_memory(const char *self);
void bench_pipes(const char *self);
void bench_processes(const char *self);
void bench_thread_memory(const char *self);
void bench_threads(const char *self);
void bench_yield(const char *self);
