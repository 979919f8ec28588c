/* SPDX-License-Identifier: MIT */
/*
 * The scheduler: who runs next on this CPU, and the switch to it.
 *
 * One rule closes the lost-wake-up race: a thread goes to sleep holding the lock that its waker
 * takes (sched_block), the state changes under the runqueue lock, and that lock is held until the
 * thread has left its stack (finish_switch). So whoever finds the thread in a wait queue and then
 * gets its runqueue lock finds it off the CPU. docs/models/wait.pml checks this.
 */
#pragma once
#include <kernel/sched/cpu.h>
#include <kernel/sched/preempt.h>
#include <kernel/sched/thread.h>

/* Give up the CPU to the next ready thread of the same level or above, if there is one. Thread
 * context, preemptible, interrupts on. */
void sched_yield(void);

/*
 * Block the current thread until sched_wake(): its state is BLOCKED, `held` is released once no
 * wake-up can be lost, another thread runs. Thread context, interrupts off, preempt_count 0.
 * Returns, interrupts off and `held` released; at once when the thread has one of the flags
 * `unless`, THREAD_KILLED among them.
 */
void sched_block(struct rawlock *held, const char *channel, unsigned unless);

/* The same with state SLEEPING and no lock: the waker is a timer of this CPU. */
void sched_sleep(const char *channel, unsigned unless);

/* The same with state STOPPED, unless it is KILLED. */
void sched_stop(struct rawlock *held);

/* Leave the CPU for good, as a ZOMBIE: the next thread here reaps it. As above. */
NORETURN void sched_exit(void);

/*
 * Make `t` ready if it is BLOCKED, SLEEPING or STOPPED; true if it was. Who waits for more than a
 * call of this looks again when it runs: waits end early. Any context, interrupts off: whoever
 * turns them on calls preempt_check(), as spin_unlock_irqrestore() does. `t` must not be freed
 * meanwhile.
 */
bool sched_wake(struct thread *t);

/* Make a NEW thread ready, on the CPU that created it. Any context. */
void sched_start(struct thread *t);

/* If `t` runs on another CPU, make that CPU take an interrupt, so that `t` sees its flags on the
 * way out of it. Any context. */
void sched_poke(struct thread *t);

/* How a thread is scheduled that is not left to the kernel's policy and a priority. */
struct sched_class {
	unsigned realtime;   /* 1..REALTIME_PRIORITIES; 0: it has a share */
	uint64_t quantum_ns; /* real-time: for round robin in its priority; 0: no limit */
	unsigned weight;     /* the share, as a number of fair.h; by quanta under other policies */
	bool batch;          /* it does not preempt when it wakes */
};

/*
 * Put `t` into a class of its own. Takes effect at once. A ready real-time thread becomes the last
 * of a higher priority, the first of a lower one, and keeps its place in its own (sched(7)). Any
 * context.
 */
void sched_set_class(struct thread *t, const struct sched_class *class);

/* The CPUs that `t` may run on, t->excluded_cpus, have changed, or it waits to leave one: unless it runs,
 * move it from a CPU that it may not run on to the emptiest of the others. Any context. */
void sched_affinity_changed(struct thread *t);

/* Unless NULL, called by each CPU that has been idle and has work now, interrupts off, for
 * kernel/time/loadavg.c, which clears it. */
extern void (*sched_work_begins)(void);

/*
 * Adopt the running boot code as thread `main` on the boot CPU and set up its runqueue and idle
 * thread; for a secondary, `main` is its idle thread. Interrupts off.
 */
void sched_init_cpu(struct cpu *cpu, const struct sched_policy *policy, struct thread *main,
	struct thread *idle);

/* A cancellation point: act on a kill or stop asked of the current thread. Thread context. */
static inline void thread_cancellation_check(void)
{
	if (unlikely(thread_has_flag(current_thread(), THREAD_KILLED | THREAD_STOPPING)))
		thread_cancellation_point();
}

/* What the idle thread runs, for ever. */
NORETURN void sched_idle_loop(void);

/* Put the current thread back in the queue and run the next, as need_resched asks. Interrupts off,
 * preemptible. */
void sched_preempt(void);

/* It is `now` in cycles: the running thread's quantum may have ended. Interrupts off, this CPU. */
void sched_tick(uint64_t now);

/* Program this CPU's one-shot timer for the earlier of first timer and, when the running thread has
 * others to share with, its slice's end: no slice, no tick. Interrupts off.
 * `exact` also moves it later, so that an idle CPU is not woken for nothing. */
void sched_arm_timer(struct cpu *cpu, bool exact);

/* This CPU's first software timer is due at `deadline_ns` (TIME_NEVER: there is none);
 * sched_arm_timer() follows. Interrupts off. */
void sched_set_timer_deadline(struct cpu *cpu, uint64_t deadline_ns);

/* CPU `busy` has ready threads that wait: make another come for one, which is idle or, for a
 * real-time thread, runs something lower. Lock: busy->rq. */
void sched_offer(struct cpu *busy);

/* It is `now`, in cycles: from time to time, where fair threads wait on `cpu`, this one, and those
 * of another CPU have got more, let one go there. Interrupts off. */
void sched_balance(struct cpu *cpu, uint64_t now);

/* IPI_RESCHED has come: look for what the sender may have meant. Interrupts off. */
void sched_interrupt(void);

/* `cpu`, which was idle, has work now. A call may have met it on its way there: it is for the next.
 * Interrupts off. */
void sched_forward_ipi(struct cpu *cpu);

/* If real-time threads above all of `cpu`'s wait elsewhere, take them. True if one came. Interrupts
 * off. */
bool sched_pull_realtime(struct cpu *cpu);

/* `cpu` has nothing to do: the same, or move a thread from the busiest runqueue to its own. True if
 * one came. Interrupts off. */
bool sched_steal(struct cpu *cpu);

/* First C code of every thread, called by the crafted context: see sched.c. */
NORETURN void thread_start(void);
