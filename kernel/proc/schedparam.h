/* SPDX-License-Identifier: MIT */
/*
 * Linux's scheduling parameters over the kernel's levels and quanta: SCHED_FIFO and SCHED_RR have a
 * level for each priority, above the kernel's policy; the others are at the level that the policy
 * gives, with a quantum in proportion to the weight of their nice value.
 */
#pragma once
#include <kernel/proc/user_thread.h>

#define RR_QUANTUM_NS ((uint64_t)100000000)

/* What a new thread starts with. */
void schedparam_inherit(struct sched_parameters *own, const struct sched_parameters *parent);

/* Make t->user->sched (an explored thread: one level for all, without a quantum) what the scheduler
 * does with `t`. Lock: thread_table_lock, or `t` is new. */
void schedparam_apply(struct thread *t);

/* The quantum of `t`, 0: none, it runs until it gives way. */
uint64_t schedparam_quantum_ns(const struct thread *t);

/* `t` may only run on the CPUs of mask `cpus`, at least one of which there is; from its next return
 * to user mode on. Lock: thread_table_lock. */
void schedparam_set_cpus(struct thread *t, unsigned cpus);

/* The current thread has THREAD_MIGRATE: go to a CPU that it may run on. Thread context. */
void schedparam_leave_cpu(void);
