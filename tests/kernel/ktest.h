/* SPDX-License-Identifier: MIT */
/*
 * Kernel tests: functions that run inside the kernel, on the main thread, one after the other. Each
 * has a deadline; after each, free pages and threads must be what they were. Output is KTAP.
 */
#pragma once
#include <kernel/debug/printk.h>
#include <kernel/proc/thread.h>
#include <kernel/time/timer.h>
#include <lib/base.h>

struct ktest {
	const char *name;
	void (*run)(void);
};

#define KTEST(symbol)                                                                    \
	static void symbol(void);                                                        \
	static const struct ktest symbol##_ktest __attribute__((used, section("ktests"), \
		aligned(sizeof(void *)))) = {#symbol, symbol};                           \
	static void symbol(void)

/* Fail the running test, from any thread; it goes on. */
void ktest_fail(const char *file, int line, const char *fmt, ...) PRINTF_LIKE(3, 4);

#define EXPECT(cond)                                                 \
	do {                                                         \
		if (!(cond))                                         \
			ktest_fail(__FILE__, __LINE__, "%s", #cond); \
	} while (0)

#define EXPECT_EQ(a, b)                                                                     \
	do {                                                                                \
		long long a_ = (long long)(a), b_ = (long long)(b);                         \
		if (a_ != b_)                                                               \
			ktest_fail(__FILE__, __LINE__, "%s is %lld, not %lld", #a, a_, b_); \
	} while (0)

/* Leave the running test out, with a reason. */
void ktest_skip(const char *why);

/* Does time count instructions (one CPU, QEMU's -icount)? Then it can be asserted. */
bool ktest_is_deterministic(void);

/* A joinable thread; the test ends the kernel when there is no memory for it. */
struct thread *ktest_spawn(const char *name, thread_entry *entry, uintptr_t arg0, uintptr_t arg1,
	uintptr_t arg2);

/* The same with priority and flags. */
struct thread *ktest_spawn_as(const struct thread_spec *spec);

/* Let `t` continue that thread_stop() stopped, or is about to. */
void ktest_continue(struct thread *t);

/* Commit the wrong use called `name`. Returns if nothing detected it, or there is no such one. */
void commit_wrong_use(const char *name);

/* Wait, at most a second, until `cond`; expects it. */
#define EXPECT_SOON(cond)                                                \
	do {                                                             \
		for (int tries_ = 0; tries_ < 1000 && !(cond); tries_++) \
			thread_sleep_ns(1000000);                        \
		EXPECT(cond);                                            \
	} while (0)
