/* SPDX-License-Identifier: MIT */
/*
 * Kernel tests: functions that run in the kernel, on the main thread, one after another. Each has a
 * deadline. After each test the numbers of free pages and threads must be the same as before. The
 * output is KTAP.
 */
#pragma once
#include <kernel/debug/printk.h>
#include <kernel/proc/thread.h>
#include <kernel/time/sleep.h>
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

/* Fail the running test; any thread may call this. The test continues. */
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

/* Skip the running test, with a reason. */
void ktest_skip(const char *why);

/* Whether time counts instructions (one CPU, QEMU's -icount). Then a test may assert times. */
bool ktest_is_deterministic(void);

/* Create a joinable thread; panics if memory is short. */
struct thread *ktest_spawn(const char *name, thread_entry *entry, uintptr_t arg0, uintptr_t arg1,
	uintptr_t arg2);

/* The same with a priority and flags. */
struct thread *ktest_spawn_as(const struct thread_spec *spec);

/* Let `t` continue, which thread_stop() has stopped or is about to stop. */
void ktest_continue(struct thread *t);

/* Commit the wrong use called `name`. Returns if nothing detected it, or if the name is unknown. */
void commit_wrong_use(const char *name);

/* Wait for `cond`, for at most a second, and expect it. */
#define EXPECT_SOON(cond)                                                \
	do {                                                             \
		for (int tries_ = 0; tries_ < 1000 && !(cond); tries_++) \
			thread_sleep_ns(1000000);                        \
		EXPECT(cond);                                            \
	} while (0)
