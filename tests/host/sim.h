/* SPDX-License-Identifier: MIT */
/*
 * Host tests of the scheduler and what stands on it: the kernel's own sources on arch/host, under
 * many seeds. A round starts a machine, spawns threads from the test's function (which is thread
 * 0), joins them and stops the machine, which checks that nothing is left. Meanwhile every release
 * of a lock is observed: runqueues are checked against their invariants, and the test may check its
 * own objects against a naive model.
 *
 * A failure names its seed; SEED=n runs that one alone.
 */
#pragma once
#include <arch/host/machine.h>
#include <kernel/proc/thread.h>
#include <kernel/sched/sched.h>
#include <tests/host/harness.h>

struct sim_options {
	uint64_t seed;
	const struct sched_policy *policy;
	unsigned cpus;
	unsigned step_ns; /* see struct host_schedule */
	unsigned hop;
};

/* Run `round` with `rounds` seeds (or the one in SEED). It draws its options, or uses its own. */
void sim_rounds(unsigned rounds, void (*round)(uint64_t seed));

/* 1 to 3 CPUs, any policy, slow or fast clock: from the seed. */
struct sim_options sim_draw(uint64_t seed);

/* The caller becomes thread 0 of a new machine. */
void sim_start(const struct sim_options *options);

/* All threads have been joined: check that everything is as at the start, and power off. */
void sim_stop(void);

/* Run `body` as thread 0 of a one-CPU machine; it must end in a failure whose text has `text`. */
void sim_expect_failure(void (*body)(void), const char *text);

/* End the round as failed. Any context. */
NORETURN void sim_fail(const char *fmt, ...) PRINTF_LIKE(1, 2);

#define SIM_CHECK(cond)                                                                 \
	do {                                                                            \
		if (unlikely(!(cond)))                                                  \
			sim_fail("%s:%d: %s: %s", __FILE__, __LINE__, __func__, #cond); \
	} while (0)

/* Call `observer` at each release of a lock, still held; NULL: no more. Ends with the machine. */
void sim_observe(void (*observer)(const struct rawlock *lock));

/* A thread of the given priority with one argument, started. */
struct thread *sim_spawn(const char *name, thread_entry *entry, uintptr_t arg, unsigned priority);

/* A random time of up to about `turns` short turns of a thread, in ns: so that it is not over at
 * once however fast the clock goes. */
uint64_t sim_some_ns(uint32_t turns);

/* Does time pass while threads run? Otherwise only while all CPUs wait. */
bool sim_time_passes(void);

/* Something a thread does by itself: a point, after which it must not be running although it was
 * to be preempted, nor have others wait for this CPU while the other is idle. */
void sim_work(void);
