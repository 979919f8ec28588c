/* SPDX-License-Identifier: MIT */
/*
 * CPU time, read from the counters that the scheduler and the entries to and exits from user mode
 * keep.
 */
#include <arch/irq.h>
#include <arch/time.h>
#include <kernel/explore/hooks.h>
#include <kernel/sched/switch.h>
#include <kernel/sched/usage.h>
#include <kernel/time/clock.h>

/* The user time of `t` up to now, in cycles; its whole CPU time in *runtime. t->arch.user_cycles
 * is negative while it is in user mode: minus the time of entry is in it. Lock: the runqueue of
 * `cpu`. */
static uint64_t user_cycles_locked(const struct cpu *cpu, const struct thread *t, uint64_t *runtime)
{
	uint64_t user, now;

	assert_locked(&cpu->rq.lock);
	do { /* if it runs on another CPU, it may change modes meanwhile */
		user = READ_ONCE(t->arch.user_cycles);
		now = arch_cycles();
	} while (user != READ_ONCE(t->arch.user_cycles));
	*runtime = t->usage.runtime_cycles;
	if (cpu->rq.curr == t)
		*runtime += now - cpu->rq.charged_cycles;
	if ((int64_t)user < 0)
		user += now;
	return MIN(user, *runtime);
}

struct cpu_usage sched_usage(struct thread *t)
{
	unsigned long flags = arch_irq_save();
	struct cpu *cpu = lock_runqueue_of(t);
	uint64_t runtime, user = user_cycles_locked(cpu, t, &runtime);
	struct cpu_usage usage = {.voluntary = t->usage.voluntary,
		.involuntary = t->usage.involuntary};

	rawlock_release(&cpu->rq.lock);
	arch_irq_restore(flags);
	usage.user_ns = arch_cycles_to_ns(user);
	usage.system_ns = arch_cycles_to_ns(runtime) - usage.user_ns;
	if (unlikely(clock_is_virtual)) { /* its steps, all in user mode */
		usage.user_ns = explore_runtime_ns(t);
		usage.system_ns = 0;
	}
	return usage;
}

void sched_usage_add(struct cpu_usage *to, const struct cpu_usage *more)
{
	to->user_ns += more->user_ns;
	to->system_ns += more->system_ns;
	to->voluntary += more->voluntary;
	to->involuntary += more->involuntary;
}

uint64_t sched_user_ns_on_cpu(struct thread *t, unsigned *cpu_id)
{
	unsigned long flags = arch_irq_save();
	struct cpu *cpu = lock_runqueue_of(t);
	uint64_t runtime, user = user_cycles_locked(cpu, t, &runtime);

	user = user > t->usage.user_moved_cycles ? user - t->usage.user_moved_cycles : 0;
	*cpu_id = cpu->id;
	rawlock_release(&cpu->rq.lock);
	arch_irq_restore(flags);
	return arch_cycles_to_ns(user);
}

void sched_end_usage(struct cpu_usage *sum)
{
	struct thread *self = current_thread();
	struct cpu *cpu = this_cpu();
	uint64_t runtime_ns, user_ns;

	assert_irqs_off();
	rawlock_acquire(&cpu->rq.lock);
	runtime_ns = arch_cycles_to_ns(
		self->usage.runtime_cycles + arch_cycles() - cpu->rq.charged_cycles);
	user_ns = arch_cycles_to_ns(self->arch.user_cycles);
	sched_settle_user_locked(cpu, self);
	rawlock_release(&cpu->rq.lock);
	if (unlikely(clock_is_virtual))
		runtime_ns = user_ns = explore_runtime_ns(self);
	sum->user_ns += user_ns;
	sum->system_ns += runtime_ns - user_ns;
	sum->voluntary += self->usage.voluntary;
	sum->involuntary += self->usage.involuntary;
}

uint64_t sched_runtime_ns(struct thread *t)
{
	unsigned long flags;
	struct cpu *cpu;
	uint64_t runtime;

	if (unlikely(clock_is_virtual))
		return explore_runtime_ns(t);
	flags = arch_irq_save();
	cpu = lock_runqueue_of(t);
	runtime = t->usage.runtime_cycles;

	if (cpu->rq.curr == t)
		runtime += arch_cycles() - cpu->rq.charged_cycles;
	rawlock_release(&cpu->rq.lock);
	arch_irq_restore(flags);
	return arch_cycles_to_ns(runtime);
}
