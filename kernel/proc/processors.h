/* SPDX-License-Identifier: MIT */
/*
 * The processors that programs see. Normally they are the machine's CPUs. An explored machine has
 * one CPU and shows more: programs start as many threads as on a real machine, and each thread sees
 * itself on a processor of its affinity, while the schedule alone decides which one runs.
 */
#pragma once
#include <kernel/proc/user_thread.h>

#define PROCESSORS_MAX 64

/* Show `count` processors, 1..PROCESSORS_MAX, from now on, all allowed to every thread. There is
 * one CPU, and no program has asked yet. */
void processors_show(unsigned count);

/* The number of processors, and their mask. Any context. */
unsigned processors_count(void);
uint64_t processors_all(void);

/* The affinity of `t`: the processors that it may run on. Kernel threads have all. Lock:
 * thread_table_lock, or `t` is the current thread. */
uint64_t processors_of(const struct thread *t);

/* From its next return to user mode on, user thread `t` may run only on the processors of `mask`,
 * of which at least one exists. Lock: thread_table_lock. */
void processors_allow(struct thread *t, uint64_t mask);

/* The processor on which `t` runs or ran last, as programs see it: one of its affinity. Lock:
 * thread_table_lock, or `t` is the current thread. */
unsigned processor_of(const struct thread *t);

/* The idle time of a processor since boot, in nanoseconds; `now` is clock_ns(). Of those that are
 * only shown, processor 0 has never been idle and the others always. Any context. */
uint64_t processor_idle_ns(unsigned processor, uint64_t now);
