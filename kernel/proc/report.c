/* SPDX-License-Identifier: MIT */
/*
 * Reports. In a panic the other CPUs are stopped first, and no lock is taken: the report shows the
 * state in which they were stopped.
 */
#include <arch/boot.h>
#include <arch/time.h>
#include <kernel/debug/panic.h>
#include <kernel/debug/printk.h>
#include <kernel/proc/process.h>
#include <kernel/proc/report.h>
#include <kernel/proc/thread.h>
#include <kernel/sched/irq.h>
#include <kernel/time/clock.h>

#define STOP_WAIT_NS 200000000

static void print_row(struct thread *t, void *context)
{
	uint64_t now_ns = clock_ns();
	const struct cpu *cpu = t->cpu;
	bool waits = t->state == THREAD_BLOCKED || t->state == THREAD_SLEEPING ||
		     t->state == THREAD_STOPPED;
	uint64_t run_ns = t->usage.runtime_cycles;

	if (cpu && cpu->rq.curr == t)
		run_ns += arch_cycles() - cpu->rq.charged_cycles;
	run_ns = arch_cycles_to_ns(run_ns);
	printk("%4d %-15s %-10s %4d %-8s %3d %4d %9llu.%03llu %8llu  %s", t->tid, t->name,
		t->process->name, t->parent_tid, thread_state_name(t->state),
		cpu ? (int)cpu->id : -1, t->priority, (unsigned long long)(run_ns / 1000000),
		(unsigned long long)(run_ns / 1000 % 1000),
		(unsigned long long)t->usage.voluntary + t->usage.involuntary,
		waits ? t->wait_channel : "-");
	if (t->wake_ns != TIME_NEVER && t->wake_ns > now_ns)
		printk(" (%llu us left)", (unsigned long long)(t->wake_ns - now_ns) / 1000);
	printk("\n");
}

static void print_heading(void)
{
	printk(" tid name            process    from state    cpu prio   cpu time ms switches"
	       "  waits for\n");
}

void threads_print(void)
{
	print_heading();
	thread_for_each(print_row, NULL);
}

/* Print the ready threads of one level, in the order in which they will run. */
static void print_ring(const struct runqueue *rq, const struct thread *first)
{
	const struct thread *t = first;

	if (!first)
		return;
	do {
		if (t != rq->curr)
			printk(" %s", t->name);
		t = runqueue_next(t);
	} while (t != first);
}

/* Print the ready threads of the fair class by weight and deadline, which is roughly their
 * order. */
static void print_fair(const struct runqueue *rq)
{
	struct thread *first = NULL;

	while ((first = fair_next_bucket(&rq->fair, first)))
		print_ring(rq, first);
}

void runqueues_print(void)
{
	for (unsigned i = 0; i < cpu_count; i++) {
		struct runqueue *rq = &cpus[i].rq;
		unsigned long flags = arch_irq_save();

		rawlock_acquire(&rq->lock);
		printk("CPU %u: %lu interrupts, running %s, %u ready:", i, cpus[i].irqs,
			rq->curr->name, runqueue_ready(rq));
		for (int level = LEVELS - 1; level >= 0; level--)
			if (level == LEVEL_FAIR)
				print_fair(rq);
			else
				print_ring(rq, rq->first[level]);
		printk("\n");
		rawlock_release(&rq->lock);
		arch_irq_restore(flags);
	}
}

static unsigned stopped; /* number of CPUs that have stopped */

/* Wait until the other CPUs have stopped, since they may be in the middle of a line. A CPU that
 * waits, with interrupts off, for a lock of this one cannot answer: give up after STOP_WAIT_NS. */
static void stop_other_cpus(void)
{
	uint64_t end_ns = clock_ns() + STOP_WAIT_NS;
	unsigned others = 0;

	for (unsigned i = 0; i < cpu_count; i++) {
		if (&cpus[i] != this_cpu() && cpus[i].online) {
			arch_ipi_send(&cpus[i], IPI_STOP);
			others++;
		}
	}
	while (__atomic_load_n(&stopped, __ATOMIC_ACQUIRE) < others && clock_ns() < end_ns)
		arch_cpu_relax();
}

static void print_where(void)
{
	struct thread *self = current_thread();

	printk("CPU %u, thread %d (%s) of %s, %llu us after boot\n", this_cpu()->id, self->tid,
		self->name, self->process ? self->process->name : "?",
		(unsigned long long)clock_ns() / 1000);
}

static void print_threads(void)
{
	print_heading();
	threads_visit_unlocked(print_row, NULL);
}

static const struct panic_hooks hooks = {
	.stop_other_cpus = stop_other_cpus,
	.print_where = print_where,
	.print_threads = print_threads,
};

static void ipi_interrupt(unsigned irq)
{
	unsigned reasons = arch_ipi_take();

	if (reasons & IPI_STOP) {
		__atomic_fetch_add(&stopped, 1, __ATOMIC_RELEASE);
		for (;;)
			arch_cpu_relax();
	}
	if (reasons & IPI_RESCHED)
		sched_interrupt(); /* irq_dispatch() checks need_resched on return */
}

void report_init(void)
{
	panic_set_hooks(&hooks);
	irq_set_handler(IRQ_IPI, ipi_interrupt);
}
