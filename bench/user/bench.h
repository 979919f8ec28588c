/* SPDX-License-Identifier: MIT */
/*
 * What the rows of the benchmark program share. The program is an ordinary static Linux program,
 * the machine's first process, and runs on Linux and on Heddle as it is. In deterministic mode a ns
 * is one guest instruction, so what a row reports as time is instructions.
 */
#pragma once
#include <stdatomic.h>
#include <stddef.h>
#include <stdint.h>

#define PAGE 4096

/* CLOCK_MONOTONIC. */
uint64_t now_ns(void);

/* One line of the table: the value of one operation, rounded, when `operations` took `total`. */
void report(const char *row, uint64_t total, uint64_t operations);

/* Ends everything with a message when a call that must not fail has failed; else its result. */
long must(const char *what, long result);
#define MUST(call) must(#call, (long)(call))

/* Zeroed memory that children share, page-aligned. */
void *shared_memory(size_t size);

/* Sleep on a futex of this process while it has the value; wake so many that do. */
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
