/* SPDX-License-Identifier: MIT */
/*
 * Host tests of the scheduler and of the code on top of it: the kernel's own sources on arch/host,
 * under many seeds. A round starts a machine, spawns threads from the test's function (which is
 * thread 0), joins them, and stops the machine, which checks that nothing is left. Meanwhile every
 * release of a lock is observed: runqueues are checked against their invariants, and the test may
 * check its own objects against a naive model.
 *
 * A failure names its seed; SEED=n runs that seed alone.
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

/* Run `round` with `rounds` seeds, or with the one in SEED. Each round draws its options, or passes
 * its own. */
void sim_rounds(unsigned rounds, void (*round)(uint64_t seed));

/* Draw options from the seed: 1 to 3 CPUs, any policy, a slow or fast clock. */
struct sim_options sim_draw(uint64_t seed);

/* Start a machine; the caller becomes its thread 0. */
void sim_start(const struct sim_options *options);

/* Power off, after all threads have been joined: checks that the state is as at the start. */
void sim_stop(void);

/* Run `body` as thread 0 of a one-CPU machine. It must end in a failure whose text contains
 * `text`. */
void sim_expect_failure(void (*body)(void), const char *text);

/* Fail the round. Any context. */
NORETURN void sim_fail(const char *fmt, ...) PRINTF_LIKE(1, 2);

#define SIM_CHECK(cond)                                                                 \
	do {                                                                            \
		if (unlikely(!(cond)))                                                  \
			sim_fail("%s:%d: %s: %s", __FILE__, __LINE__, __func__, #cond); \
	} while (0)

/* Call `observer` at each release of a lock, while it is still held, until the machine stops.
 * NULL: stop observing. */
void sim_observe(void (*observer)(const struct rawlock *lock));

/* Create and start a thread of the given priority with one argument. */
struct thread *sim_spawn(const char *name, thread_entry *entry, uintptr_t arg, unsigned priority);

/* A random time in ns of up to about `turns` short turns of a thread. Scaled to the clock's speed,
 * so that it does not pass at once. */
uint64_t sim_some_ns(uint32_t turns);

/* Whether time passes while threads run. Otherwise it passes only while all CPUs wait. */
bool sim_time_passes(void);

/* A point in a thread's own code, where interrupts may arrive. Checks that the thread does not
 * continue when it should have been preempted, and that no thread waits for this CPU while another
 * CPU is idle. */
void sim_work(void);
