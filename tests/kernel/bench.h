/* SPDX-License-Identifier: MIT */
/*
 * Benchmarks. They run in deterministic mode, where arch_instret() counts guest instructions
 * exactly.
 */
#pragma once
#include <kernel/sched/thread.h>

struct bench {
	const char *name;
	void (*run)(void);
};

#define BENCH(symbol)                                                                    \
	static void symbol(void);                                                        \
	static const struct bench symbol##_bench __attribute__((used, section("kbench"), \
		aligned(sizeof(void *)))) = {#symbol, symbol};                           \
	static void symbol(void)

/* Print a row of the result table: "bench NAME VALUE limit LIMIT" (limit 0: none). */
void bench_report(const char *name, uint64_t value, uint64_t limit);

/* Create a thread of the highest priority; panics if memory is short. */
struct thread *bench_spawn(thread_entry *entry, uintptr_t arg0, uintptr_t arg1);
