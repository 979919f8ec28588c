/* SPDX-License-Identifier: MIT */
/*
 * The simulated machine around the kernel's sources. It stands for kernel/main.c and kernel/debug.
 * See sim.h.
 */
#include <arch/boot.h>
#include <kernel/debug/panic.h>
#include <kernel/debug/printk.h>
#include <kernel/proc/process.h>
#include <kernel/sched/irq.h>
#include <kernel/time/sleep.h>
#include <kernel/time/timer.h>
#include <lib/random.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <tests/host/sim.h>
#include <tests/host/sim_locks.h>
#include <tests/host/sim_memory.h>

#define POINTS_MAX 300000

char boot_stack_bottom[KSTACK_SIZE] __attribute__((aligned(16)));

static struct sim_options now;
static bool started;
static unsigned threads_before;
static void (*lock_observer)(const struct rawlock *lock);
static const char *expected;
static jmp_buf expecting;

/* --- Failure ---------------------------------------------------------------------------------- */

static struct thread *left_over[4096];
static size_t left_over_count;

static void note_left_over(struct thread *t, void *context)
{
	if (left_over_count < ARRAY_SIZE(left_over))
		left_over[left_over_count++] = t;
}

/* Make the kernel forget the threads of this machine, whatever their state. */
static void forget_everything(void)
{
	harness_assert_hook = NULL;
	left_over_count = 0;
	threads_visit_unlocked(note_left_over, NULL);
	for (size_t i = 0; i < left_over_count; i++)
		list_remove(&left_over[i]->all_link);
	if (list_is_linked(&kernel_process.all_link))
		list_remove(&kernel_process.all_link);
	sim_memory_free_all();
	lock_observer = NULL;
	started = false;
}

/* On the test's own stack, with the machine off. */
static void round_failed(const char *why)
{
	forget_everything();
	if (expected && strstr(why, expected))
		longjmp(expecting, 1);
	print_error("seed %llu (%s, %u CPUs, step %u ns, hop %u): %s\n",
		(unsigned long long)now.seed, now.policy->name, now.cpus, now.step_ns, now.hop,
		why);
	fail();
}

void sim_fail(const char *fmt, ...)
{
	static char why[512];
	va_list ap;

	va_start(ap, fmt);
	vsnprintf(why, sizeof(why), fmt, ap);
	va_end(ap);
	host_fail(why);
}

static void assert_failed(const char *expr, const char *file, int line, const char *func)
{
	sim_fail("%s:%d: %s: assertion failed: %s", file, line, func, expr);
}

void panic(const char *fmt, ...)
{
	char why[400];
	va_list ap;

	va_start(ap, fmt);
	vsnprintf(why, sizeof(why), fmt, ap);
	va_end(ap);
	sim_fail("panic: %s", why);
}

void printk(const char *fmt, ...)
{
}

void thread_canary_smashed(struct thread *t)
{
	sim_fail("stack canary of %s changed", t->name);
}

/* --- Observation ------------------------------------------------------------------------------ */

/* Check the state and place of the threads of one ring, which starts with `first`. */
static unsigned check_ring(const struct cpu *cpu, struct thread *first, unsigned level)
{
	const struct runqueue *rq = &cpu->rq;
	struct thread *t = first;
	unsigned linked = 0;

	do {
		SIM_CHECK(t->state == (t == rq->curr ? THREAD_RUNNING : THREAD_READY));
		SIM_CHECK(t->cpu == cpu && t->level == level && t != rq->idle);
		SIM_CHECK(++linked <= rq->linked);
		t = runqueue_next(t);
	} while (t != first);
	return linked;
}

/* A napping thread has left the CPU, and its queue has other threads. */
static unsigned check_naps(const struct cpu *cpu)
{
	const struct list *head = &cpu->rq.fair.napping;
	unsigned naps = 0;

	for (struct list *node = head->next; node != head; node = node->next) {
		const struct thread *t = list_entry(node, struct thread, fair.link);

		SIM_CHECK(t->level == LEVEL_FAIR_UNQUEUED && t->fair.weight == FAIR_NICE_0);
		SIM_CHECK(t->cpu == cpu && !list_is_linked(&t->run_link));
		SIM_CHECK(t->state != THREAD_RUNNING && t->state != THREAD_ZOMBIE);
		naps++;
	}
	SIM_CHECK(!naps || (cpu->rq.fair.plain && cpu->rq.curr->level == LEVEL_FAIR));
	return naps;
}

/* Check the buckets of the fair class, and its sums. */
static unsigned check_fair(const struct cpu *cpu)
{
	const struct fair_queue *queue = &cpu->rq.fair;
	unsigned linked = 0, naps = check_naps(cpu);
	int64_t weight = 0;

	for (struct thread *first = fair_next_bucket(queue, NULL); first;
		first = fair_next_bucket(queue, first)) {
		unsigned count = check_ring(cpu, first, LEVEL_FAIR);

		linked += count;
		weight += (int64_t)count * fair_weight(first->fair.weight);
		SIM_CHECK(bitmap_test(queue->present, first->fair.weight));
	}
	SIM_CHECK(!naps || cpu->rq.curr->level == LEVEL_FAIR); /* runqueue_end_nap() relies on it */
	SIM_CHECK(linked + naps == queue->count);
	SIM_CHECK(weight + (int64_t)naps * fair_weight(FAIR_NICE_0) == queue->weight);
	return linked;
}

static void check_runqueue(const struct cpu *cpu)
{
	const struct runqueue *rq = &cpu->rq;
	unsigned linked = check_fair(cpu);
	int top = linked ? LEVEL_FAIR_BUSY : LEVEL_NONE;

	for (unsigned level = 0; level < LEVELS; level++) {
		if (level >= LEVEL_FAIR_UNQUEUED && level <= LEVEL_FAIR_BUSY)
			continue;
		SIM_CHECK(!rq->first[level] == !bitmap_test(rq->bitmap, level));
		if (!rq->first[level])
			continue;
		top = MAX(top, (int)level);
		linked += check_ring(cpu, rq->first[level], level);
	}
	SIM_CHECK(top == rq->top);
	SIM_CHECK(linked == rq->linked && rq->curr->cpu == cpu);
	if (rq->curr == rq->idle) {
		SIM_CHECK(rq->idle->state == THREAD_RUNNING);
	} else {
		SIM_CHECK(rq->first[rq->curr->level] == rq->curr);
		SIM_CHECK(rq->idle->state == THREAD_READY);
	}
}

void lockcheck_acquire(const struct rawlock *lock)
{
	host_point();
	rank_acquire(lock);
}

void lockcheck_release(const struct rawlock *lock)
{
	rank_release(lock);
	if (!started)
		return;
	for (unsigned i = 0; i < cpu_count; i++)
		if (lock == &cpus[i].rq.lock)
			check_runqueue(&cpus[i]);
	if (lock_observer)
		lock_observer(lock);
	host_point();
}

void sim_observe(void (*observer)(const struct rawlock *lock))
{
	lock_observer = observer;
}

/* --- The machine ------------------------------------------------------------------------------ */

static void ipi_interrupt(unsigned irq)
{
	arch_ipi_take();
	sched_interrupt();
}

void secondary_main(void)
{
	struct cpu *cpu = this_cpu();

	timers_init_cpu(cpu->id);
	sched_init_cpu(cpu, cpus[0].rq.policy, current_thread(), current_thread());
	sched_idle_loop();
}

struct sim_options sim_draw(uint64_t seed)
{
	static const struct sched_policy *const policies[] = {&policy_rr, &policy_ticks,
		&policy_prio, &policy_linux};
	static const unsigned steps[] = {0, 1000, 30000, 300000};
	static const unsigned hops[] = {10, 60, 200};
	struct prng prng;

	prng_seed(&prng, seed ^ 0x5eed);
	return (struct sim_options){
		.seed = seed,
		.policy = policies[prng_below(&prng, ARRAY_SIZE(policies))],
		.cpus = 1 + prng_below(&prng, 3),
		.step_ns = steps[prng_below(&prng, ARRAY_SIZE(steps))],
		.hop = hops[prng_below(&prng, ARRAY_SIZE(hops))],
	};
}

static void start_secondary(unsigned i)
{
	struct thread *idle = thread_create_idle(i);

	cpus[i].id = i;
	arch_cpu_start(&cpus[i], &idle->arch, i);
	while (!READ_ONCE(cpus[i].online))
		arch_cpu_relax();
	cpu_count++;
}

void sim_start(const struct sim_options *options)
{
	struct host_schedule schedule = {.seed = options->seed,
		.step_ns = options->step_ns,
		.hop = options->hop,
		.points_max = POINTS_MAX};

	now = *options;
	threads_before = thread_count();
	memset(cpus, 0, sizeof(cpus));
	memset(&main_thread, 0, sizeof(main_thread));
	kernel_process = (struct process){.name = "kernel"};
	rank_reset();
	rawlock_init(&thread_table_lock.raw, "threads", LOCK_RANK_THREAD_TABLE);
	cpu_count = idle_cpus = realtime_waiting = 0;
	host_set_failed(round_failed);
	harness_assert_hook = assert_failed;
	host_machine_start(&schedule);
	arch_cpu_bind(&cpus[0], &main_thread.arch);
	threads_init(options->policy);
	timers_init_cpu(0);
	irq_set_handler(IRQ_IPI, ipi_interrupt);
	started = true;
	arch_irq_enable();
	for (unsigned i = 1; i < options->cpus; i++)
		start_secondary(i);
}

void sim_stop(void)
{
	SIM_CHECK(current_thread() == &main_thread && arch_irqs_enabled());
	SIM_CHECK(main_thread.preempt_count == 0 && main_thread.mutexes_held == 0);
	for (unsigned i = 0; i < cpu_count; i++)
		SIM_CHECK(!rb_first(&timer_queues[i].tree));
	/* The last thread may still have to be reaped. An idle thread consists of two objects. */
	while (thread_count() != threads_before + 1 + cpu_count ||
		sim_memory_count() != 2 * cpu_count)
		thread_sleep_ns(1000000);
	host_machine_stop();
	for (unsigned i = 0; i < cpu_count; i++) {
		struct thread *idle = cpus[i].rq.idle;

		check_runqueue(&cpus[i]);
		SIM_CHECK(runqueue_ready(&cpus[i].rq) == 0);
		list_remove(&idle->all_link);
		arch_thread_destroy(&idle->arch);
		sim_memory_free(idle->stack);
		sim_memory_free(idle);
	}
	list_remove(&main_thread.all_link);
	list_remove(&kernel_process.all_link);
	SIM_CHECK(sim_memory_count() == 0);
	lock_observer = NULL;
	harness_assert_hook = NULL;
	started = false;
}

void sim_rounds(unsigned rounds, void (*round)(uint64_t seed))
{
	const char *only = getenv("SEED");

	if (only) {
		round(strtoull(only, NULL, 0));
		return;
	}
	for (uint64_t seed = 1; seed <= rounds; seed++)
		round(seed);
}

void sim_expect_failure(void (*body)(void), const char *text)
{
	struct sim_options options = {.seed = 1, .policy = &policy_rr, .cpus = 1, .step_ns = 1000};

	expected = text;
	if (setjmp(expecting) == 0) {
		sim_start(&options);
		body();
		sim_fail("did not fail, but should: %s", text);
	}
	expected = NULL;
}

struct thread *sim_spawn(const char *name, thread_entry *entry, uintptr_t arg, unsigned priority)
{
	struct thread_spec spec = {.name = name,
		.entry = entry,
		.args = {arg},
		.priority = priority};
	struct thread *t = thread_spawn(&spec);

	SIM_CHECK(t);
	return t;
}

uint64_t sim_some_ns(uint32_t turns)
{
	return host_random(turns * (1000 + 20 * now.step_ns));
}

bool sim_time_passes(void)
{
	return now.step_ns != 0;
}

void sim_work(void)
{
	const struct runqueue *rq;
	const struct thread *self = current_thread();

	host_point();
	SIM_CHECK(arch_irqs_enabled() && current_thread()->preempt_count == 0);
	SIM_CHECK(!this_cpu()->need_resched || host_arch_cpu()->ipi_pending);
	rq = &this_cpu()->rq;
	if (runqueue_is_shared(rq, self)) /* then an interrupt ends its slice */
		SIM_CHECK(host_arch_cpu()->ipi_pending ||
			  host_arch_cpu()->deadline_ns <=
				  rq->charged_cycles + (uint64_t)self->quantum_left_cycles);
	/* Of several idle CPUs one is sent an IPI for a ready thread. With one, it must be. */
	if (cpu_count == 2 && runqueue_ready(rq))
		SIM_CHECK(!host_cpu_waits(&cpus[1 - this_cpu()->id]));
}

bool lockcheck_holds(const void *lock)
{
	return rank_holds(lock);
}

void lockcheck_handler_begins(void)
{
	rank_handler_begins();
}

void lockcheck_handler_ends(void)
{
	rank_handler_ends();
}
