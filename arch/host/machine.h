/* SPDX-License-Identifier: MIT */
/*
 * The simulated machine for the tests: several CPUs on one host thread.
 *
 * The kernel's code runs undisturbed from one point to the next. Points are the places where it
 * turns interrupts on, reads the clock, spins, sends an interrupt or switches threads, and where a
 * test calls host_point(). At a point time passes, pending interrupts are taken if the CPU allows
 * them, and another CPU may run instead. One seed determines all of that, so a run can be repeated
 * exactly.
 */
#pragma once
#include <arch/cpu.h>
#include <arch/irq.h>
#include <arch/time.h>

struct host_schedule {
	uint64_t seed;
	unsigned step_ns;    /* longest time of a point; 0: time passes only while all CPUs wait */
	unsigned hop;        /* chance in 256 that a point lets another CPU run */
	unsigned points_max; /* a run with more points never ends: host_fail() */
};

/* Power on. No CPU is bound yet, and the clock shows 0. */
void host_machine_start(const struct host_schedule *schedule);

/* Power off: points do nothing from now on. Only on the context that bound CPU 0. */
void host_machine_stop(void);

/*
 * The run has failed: switch to the context that bound CPU 0, stop the machine there and call
 * `failed`, which does not return. Any context.
 */
NORETURN void host_fail(const char *why);
void host_set_failed(void (*failed)(const char *why));

/* A number in [0, limit) from the schedule's generator. */
uint32_t host_random(uint32_t limit);

/* Does `cpu` wait for an interrupt while none is pending? */
bool host_cpu_waits(struct cpu *cpu);
