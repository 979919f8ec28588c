/* SPDX-License-Identifier: MIT */
/*
 * The scheduler: which thread runs next on this CPU, and the switch to it. docs/scheduler.md
 * explains the rules.
 *
 * One rule prevents lost wake-ups. A thread goes to sleep holding the lock that its waker takes
 * (sched_block()). Its state changes under the runqueue lock, and that lock is held until the
 * thread has left its stack (finish_switch()). So a waker that finds the thread in a wait queue and
 * then gets the runqueue lock finds it off the CPU. docs/models/wait.pml proves this for two CPUs.
 */
#pragma once
#include <kernel/sched/cpu.h>
#include <kernel/sched/preempt.h>
#include <kernel/sched/thread.h>

/* Give up the CPU to the next READY thread of the same or a higher level, if there is one. Thread
 * context, preemptible, interrupts on. */
void sched_yield(void);

/*
 * Block the current thread until sched_wake(). Its state becomes BLOCKED, another thread runs, and
 * `held` is released once no wake-up can be lost. Returns at once if the thread has a flag of
 * `unless`, which must include THREAD_KILLED. `channel` says in words what it waits for.
 *
 * Thread context, interrupts off, preempt_count 0. Returns with interrupts off and `held` released.
 */
void sched_block(struct rawlock *held, const char *channel, unsigned unless);

/* The same in state SLEEPING and without a lock. Only a timer of this CPU may wake it. */
void sched_sleep(const char *channel, unsigned unless);

/* The same in state STOPPED, unless the thread is KILLED. */
void sched_stop(struct rawlock *held);

/* Leave the CPU for good, as a ZOMBIE; the next thread on this CPU reaps it. As sched_block(). */
NORETURN void sched_exit(void);

/*
 * Make `t` READY if it is BLOCKED, SLEEPING or STOPPED. True if it was. Waits may end early: a
 * waiter must test its condition again. Any context, interrupts off; whoever enables them calls
 * preempt_check(), as spin_unlock_irqrestore() does. The caller makes sure that `t` is not freed
 * meanwhile.
 */
bool sched_wake(struct thread *t);

/* Make `t`, which is BLOCKED or SLEEPING on `cpu`, READY. Lock: cpu->rq. */
void sched_wake_locked(struct cpu *cpu, struct thread *t);

/* Make a NEW thread READY, on the CPU that created it. Any context. */
void sched_start(struct thread *t);

/* If `t` runs on another CPU, interrupt that CPU, so that `t` sees its flags on the way out of the
 * interrupt. Any context. */
void sched_poke(struct thread *t);

/* How to schedule a thread that the kernel's policy and its priority do not decide for. */
struct sched_class {
	unsigned realtime; /* 1..REALTIME_PRIORITIES; 0: by share */
	/* Real-time: after this time the next thread of its priority runs; 0: only when it waits or
	 * yields. */
	uint64_t quantum_ns;
	/* The share, as a weight number of fair.h. Policies without the fair class scale the
	 * quantum. */
	unsigned weight;
	bool batch; /* does not preempt when it wakes */
};

/* Put `t` into the class `class`. Takes effect at once. A READY real-time thread becomes the last
 * of a higher priority, the first of a lower one, and keeps its place in its own (sched(7)). Any
 * context. */
void sched_set_class(struct thread *t, const struct sched_class *class);

/* The CPUs that `t` may run on (t->excluded_cpus) have changed, or it waits to leave one. Unless it
 * is running: if it is on a CPU that it must not use, move it to the CPU, of those it may use, on
 * which the fewest threads wait. Any context. */
void sched_affinity_changed(struct thread *t);

/* If not NULL, each CPU that has been idle and has work now calls it, interrupts off. Set and
 * cleared by kernel/time/loadavg.c. */
extern void (*sched_work_begins)(void);

/* Set up the runqueue and the idle thread of `cpu`, this CPU. The running boot code becomes thread
 * `main`; on a secondary CPU `main` is the idle thread. Interrupts off. */
void sched_init_cpu(struct cpu *cpu, const struct sched_policy *policy, struct thread *main,
	struct thread *idle);

/* A cancellation point: act on a kill or a stop of the current thread. Thread context. */
static inline void thread_cancellation_check(void)
{
	if (unlikely(thread_has_flag(current_thread(), THREAD_KILLED | THREAD_STOPPING)))
		thread_cancellation_point();
}

/* The idle thread's body. */
NORETURN void sched_idle_loop(void);

/* Act on need_resched: put the current thread back into the queue and run the next. Interrupts off,
 * preemptible. */
void sched_preempt(void);

/* At time `now`, in cycles, the running thread's quantum may have ended. This CPU, interrupts
 * off. */
void sched_tick(uint64_t now);

/*
 * Program the one-shot timer of `cpu`, this CPU, for the earlier of its first software timer and,
 * if the running thread has to share the CPU, the end of its slice. A thread that runs alone has no
 * tick. With `exact` the timer may also be moved to a later time, so that an idle CPU is not woken
 * for nothing. Interrupts off.
 */
void sched_arm_timer(struct cpu *cpu, bool exact);

/* The first software timer of `cpu`, this CPU, is due at `deadline_ns` (TIME_NEVER: there is none).
 * The caller calls sched_arm_timer() afterwards. Interrupts off. */
void sched_set_timer_deadline(struct cpu *cpu, uint64_t deadline_ns);

/* Threads wait on `busy`: call another CPU to take one. That is an idle CPU or, for a real-time
 * thread, the CPU that runs the lowest level. Lock: busy->rq. */
void sched_offer(struct cpu *busy);

/* From time to time: if fair threads wait on `cpu`, this CPU, and another CPU's threads have had
 * more for their weights, move one there. `now` is in cycles. Interrupts off. */
void sched_balance(struct cpu *cpu, uint64_t now);

/* IPI_RESCHED has arrived: check for everything that its sender may have meant. Interrupts off. */
void sched_interrupt(void);

/* `cpu` has just stopped being idle. If an IPI was sent to it meanwhile, call another idle CPU in
 * its place. Interrupts off. */
void sched_forward_ipi(struct cpu *cpu);

/* If real-time threads above all levels of `cpu` wait on other CPUs, pull them. True if there was
 * one. Interrupts off. */
bool sched_pull_realtime(struct cpu *cpu);

/* `cpu` has nothing to do: pull real-time threads; without any, one thread from the CPU on which
 * most wait. True if there was one. Interrupts off. */
bool sched_steal(struct cpu *cpu);

/* The first C code of every thread, called by its crafted context: see sched.c. */
NORETURN void thread_start(void);
