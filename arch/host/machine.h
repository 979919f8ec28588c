/* SPDX-License-Identifier: MIT */
/*
 * The simulated machine, as the tests drive it: several CPUs on one host thread.
 *
 * The kernel's code runs undisturbed from one point to the next; points are where it turns
 * interrupts on, reads the clock, spins, sends an interrupt, switches threads, and where a test
 * calls host_point(). At a point time passes, pending interrupts are taken if the CPU allows them,
 * and another CPU may go on instead. All of that is drawn from one seed, so a run repeats exactly.
 */
#pragma once
#include <arch/cpu.h>
#include <arch/irq.h>
#include <arch/time.h>

struct host_schedule {
	uint64_t seed;
	unsigned step_ns; /* a point takes at most this; 0: time passes only while all CPUs wait */
	unsigned hop;     /* chance in 256 that a point goes to another CPU */
	unsigned points_max; /* a run of more points than this has no end: host_fail() */
};

/* Power on: no CPU is bound yet, the clock shows 0. */
void host_machine_start(const struct host_schedule *schedule);

/* Points do nothing from now on. On the context that bound CPU 0 only. */
void host_machine_stop(void);

/*
 * The run has failed: leave the present context for the one that bound CPU 0, stop the machine
 * there and call `failed`, which does not return. Any context.
 */
NORETURN void host_fail(const char *why);
void host_set_failed(void (*failed)(const char *why));

/* A number in [0, limit) from the schedule's generator. */
uint32_t host_random(uint32_t limit);

/* Does `cpu` wait for an interrupt, and none is on its way? */
bool host_cpu_waits(struct cpu *cpu);
