/* SPDX-License-Identifier: MIT */
/*
 * Linux's scheduling parameters on top of the scheduler's classes. SCHED_FIFO and SCHED_RR threads
 * are real-time threads of their priority; those of the other policies have the weight of their
 * nice value.
 */
#pragma once
#include <kernel/proc/user_thread.h>

#define RR_QUANTUM_NS ((uint64_t)100000000)

/* Set the parameters of a new thread that a thread with those of `parent` creates. */
void schedparam_inherit(struct sched_parameters *own, const struct sched_parameters *parent);

/* Set the scheduling class of `t` from t->user->sched. All explored threads have the same class,
 * without a quantum. Lock: thread_table_lock, unless `t` is new. */
void schedparam_apply(struct thread *t);

/* The quantum of `t` in nanoseconds; 0: none, `t` runs until it blocks, yields or is preempted by a
 * higher priority. */
uint64_t schedparam_quantum_ns(const struct thread *t);

/* From its next return to user mode on, `t` may run only on the CPUs of the mask `cpus`, of which
 * at least one exists. Lock: thread_table_lock. */
void schedparam_set_cpus(struct thread *t, unsigned cpus);

/* The current thread has THREAD_MIGRATE: migrate to a CPU that it may run on. Thread context, may
 * sleep. */
void schedparam_leave_cpu(void);
