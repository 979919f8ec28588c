/* SPDX-License-Identifier: MIT */
/*
 * Simulated CPUs, their clock, timers and interrupts. `host_cpu` is the CPU whose code is running;
 * the others are stopped at a point (or before their first instruction).
 */
#include <arch/host/context.h>
#include <arch/host/machine.h>
#include <arch/switch.h>
#include <arch/thread.h>
#include <arch/trap.h>
#include <lib/assert.h>
#include <lib/random.h>

struct cpu *host_cpu;
uint64_t host_now_ns;

static struct host_schedule schedule;
static struct prng prng;
static bool powered;
static unsigned points;
static bool spins_alone; /* since another CPU last ran */

static struct cpu *machine_cpus[CPU_MAX];
static unsigned machine_cpu_count;
static struct host_context *boot_context;

static const char *failure;
static void (*failed_hook)(const char *why);

static struct arch_cpu *arch_part(struct cpu *cpu)
{
	return (struct arch_cpu *)cpu;
}

void host_machine_start(const struct host_schedule *new_schedule)
{
	schedule = *new_schedule;
	prng_seed(&prng, schedule.seed);
	host_now_ns = 0;
	points = 0;
	spins_alone = false;
	machine_cpu_count = 0;
	failure = NULL;
	boot_context = context_adopt();
	powered = true;
}

void host_machine_stop(void)
{
	ASSERT(context_is_running(boot_context));
	powered = false;
}

uint32_t host_random(uint32_t limit)
{
	return prng_below(&prng, limit);
}

void host_set_failed(void (*failed)(const char *why))
{
	failed_hook = failed;
}

/* Continue in `context`. Every return to a context ends here. */
static void resume(struct host_context *context)
{
	context_switch(context);
	if (unlikely(failure && context_is_running(boot_context))) {
		powered = false;
		failed_hook(failure);
	}
}

void host_fail(const char *why)
{
	failure = why;
	powered = false;
	if (context_is_running(boot_context))
		failed_hook(why);
	resume(boot_context);
	__builtin_unreachable();
}

/* --- Threads ---------------------------------------------------------------------------------- */

void arch_thread_init(struct arch_thread *t, void (*entry)(void))
{
	t->context = context_create(entry);
}

void arch_thread_destroy(struct arch_thread *t)
{
	ASSERT(!t->context || !context_is_running(t->context));
	context_destroy(t->context);
	t->context = NULL;
}

/* The point precedes all changes: other CPUs that run at the point see that `prev` is no longer
 * running but still on its stack, and must not run it. */
void arch_switch(struct arch_thread *prev, struct arch_thread *next)
{
	struct arch_cpu *cpu = host_arch_cpu();

	ASSERT(!cpu->irqs_on && cpu->current == prev && prev != next);
	host_point();
	for (unsigned i = 0; i < machine_cpu_count; i++)
		ASSERT(arch_part(machine_cpus[i])->current != next); /* on no CPU's stack */
	cpu->current = next;
	resume(next->context);
}

/* --- CPUs ------------------------------------------------------------------------------------- */

void arch_cpu_bind(struct cpu *cpu, struct arch_thread *self)
{
	host_cpu = cpu;
	arch_part(cpu)->current = self;
	arch_part(cpu)->deadline_ns = TIME_NEVER;
	arch_part(cpu)->started = true;
	self->context = boot_context;
	machine_cpus[machine_cpu_count++] = cpu;
}

void arch_cpu_init(void)
{
}

int arch_cpu_start(struct cpu *cpu, struct arch_thread *idle, uint32_t hwid)
{
	context_destroy(idle->context);
	idle->context = context_create(secondary_main);
	arch_part(cpu)->current = idle;
	arch_part(cpu)->deadline_ns = TIME_NEVER;
	arch_part(cpu)->started = true;
	machine_cpus[machine_cpu_count++] = cpu;
	return 0;
}

static bool has_pending(const struct arch_cpu *cpu)
{
	return cpu->ipi_pending || host_now_ns >= cpu->deadline_ns;
}

bool host_cpu_waits(struct cpu *cpu)
{
	return arch_part(cpu)->waiting && !has_pending(arch_part(cpu));
}

/* Let another CPU run if one can; false if none can. Returns on this CPU's next turn. */
static bool hop(void)
{
	struct cpu *able[CPU_MAX];
	uint32_t count = 0;

	for (unsigned i = 0; i < machine_cpu_count; i++) {
		struct cpu *cpu = machine_cpus[i];

		if (cpu != host_cpu && !host_cpu_waits(cpu))
			able[count++] = cpu;
	}
	if (count == 0)
		return false;
	host_cpu = able[count == 1 ? 0 : host_random(count)];
	spins_alone = false;
	resume(host_arch_cpu()->current->context);
	return true;
}

/* No CPU can run: advance the clock to the first deadline. False if there is none. */
static bool skip_time(void)
{
	uint64_t first_ns = TIME_NEVER;

	for (unsigned i = 0; i < machine_cpu_count; i++)
		first_ns = MIN(first_ns, arch_part(machine_cpus[i])->deadline_ns);
	if (first_ns == TIME_NEVER || first_ns <= host_now_ns)
		return false;
	host_now_ns = first_ns;
	return true;
}

/* Take pending interrupts while interrupts are on. The handler may switch threads, so this context
 * may be on another CPU afterwards. */
static void take_interrupts(void)
{
	while (host_arch_cpu()->irqs_on && has_pending(host_arch_cpu())) {
		struct arch_cpu *cpu = host_arch_cpu();
		struct trapframe frame = {.irqs_on = true};
		unsigned irq = IRQ_IPI;

		if (!cpu->ipi_pending || (host_now_ns >= cpu->deadline_ns && host_random(2))) {
			irq = IRQ_TIMER;
			cpu->deadline_ns = TIME_NEVER;
		}
		cpu->irqs_on = false;
		irq_dispatch(&frame, irq);
		ASSERT(!host_arch_cpu()->irqs_on);
		host_arch_cpu()->irqs_on = true;
	}
}

void host_point(void)
{
	if (!powered)
		return;
	if (++points > schedule.points_max)
		host_fail("no end");
	if (schedule.step_ns)
		host_now_ns += host_random(schedule.step_ns + 1);
	if (machine_cpu_count > 1 && host_random(256) < schedule.hop)
		hop();
	take_interrupts();
}

/* The caller waits for another CPU: let one run. */
void host_relax(void)
{
	if (!powered)
		host_fail("spins while the machine is off");
	if (++points > schedule.points_max)
		host_fail("no end");
	if (!hop() && !(host_arch_cpu()->irqs_on && has_pending(host_arch_cpu())) && !skip_time()) {
		/* Not a spin yet: the condition may have become true between the caller's check and
		 * this call. */
		if (spins_alone)
			host_fail("a CPU spins for ever");
		spins_alone = true;
	}
	take_interrupts();
}

void arch_cpu_idle(void)
{
	struct arch_cpu *cpu = host_arch_cpu();

	ASSERT(!cpu->irqs_on);
	cpu->waiting = true;
	while (!has_pending(cpu))
		if (!hop() && !skip_time())
			host_fail("all CPUs wait, and nothing will happen");
	cpu->waiting = false;
	cpu->irqs_on = true;
	take_interrupts();
}

void arch_ipi_send(struct cpu *cpu, enum ipi_reason reason)
{
	arch_part(cpu)->ipi_pending |= reason;
	host_point();
}

unsigned arch_ipi_take(void)
{
	unsigned reasons = host_arch_cpu()->ipi_pending;

	assert_irqs_off();
	host_arch_cpu()->ipi_pending = 0;
	return reasons;
}

void arch_timer_set(uint64_t deadline_cycles)
{
	ASSERT(!host_arch_cpu()->irqs_on);
	host_arch_cpu()->deadline_ns = deadline_cycles;
}
