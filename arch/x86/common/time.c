/* SPDX-License-Identifier: MIT */
/*
 * Clock and deadlines. The clock is the time stamp counter; deadlines are the local APIC's one-shot
 * timer, or counter 0 of the PIT where there is no APIC. Both frequencies are measured several
 * times against the PIT, between two of its edges. The median counts, since an emulator may be
 * interrupted during a measurement.
 */
#include <arch/irq.h>
#include <arch/shot.h>
#include <arch/time.h>
#include <arch/vdso.h>
#include <asm/msr.h>
#include <asm/platform.h>
#include <kernel/debug/panic.h>

#define RUNS      3
#define RUN_TICKS 600 /* of the PIT: half a millisecond */
#define NS_PER_S  ((uint64_t)1000000000)

struct tsc_scale tsc_scale;

static uint32_t lapic_per_cycle; /* its counts per clock cycle, << TSC_SHIFT */

struct sample {
	uint64_t tsc;
	uint32_t lapic;
	uint16_t pit;
};

/* Sample all counters right after the PIT has counted. */
static struct sample sample_edge(void)
{
	uint16_t before = pit_count();
	struct sample s;

	do {
		s.pit = pit_count();
	} while (s.pit == before);
	s.tsc = arch_cycles();
	s.lapic = lapic_present() ? lapic_timer_count() : 0;
	return s;
}

static uint64_t median(const uint64_t v[RUNS])
{
	uint64_t low = MIN(v[0], v[1]), high = MAX(v[0], v[1]);

	return MAX(low, MIN(high, v[2]));
}

static void measure(uint64_t *tsc_hz, uint64_t *lapic_hz)
{
	uint64_t tsc[RUNS], lapic[RUNS];

	pit_run();
	for (int i = 0; i < RUNS; i++) {
		struct sample from, to;
		uint16_t ticks;

		if (lapic_present())
			lapic_timer_set(UINT32_MAX);
		from = sample_edge();
		do {
			to = sample_edge();
			ticks = (uint16_t)(from.pit - to.pit);
		} while (ticks < RUN_TICKS);
		tsc[i] = (to.tsc - from.tsc) * PIT_HZ / ticks;
		lapic[i] = (uint64_t)(from.lapic - to.lapic) * PIT_HZ / ticks;
	}
	if (lapic_present())
		lapic_timer_set(0);
	*tsc_hz = median(tsc);
	*lapic_hz = median(lapic);
}

void arch_time_init(const struct boot_info *info)
{
	uint64_t tsc_hz, lapic_hz;

	assert_irqs_off();
	if (!(cpuid(1, 0).d & 1u << 4))
		panic("this CPU has no time stamp counter");
	measure(&tsc_hz, &lapic_hz);
	if (tsc_hz < 10000000)
		panic("time stamp counter at %llu Hz: too slow to be true",
			(unsigned long long)tsc_hz);
	tsc_scale.ns_per_cycle = (uint32_t)((NS_PER_S << TSC_SHIFT) / tsc_hz);
	tsc_scale.cycles_per_ns = (uint32_t)((tsc_hz << TSC_SHIFT) / NS_PER_S);
	tsc_scale.base = arch_cycles();
	lapic_per_cycle = (uint32_t)((lapic_hz << TSC_SHIFT) / tsc_hz);
	if (!lapic_present())
		pic_unmask(0);
}

static void pit_set(uint64_t wait_ns)
{
	uint64_t ticks = MIN(wait_ns, (uint64_t)50000000) * PIT_HZ / NS_PER_S;

	pit_oneshot((uint16_t)MAX(ticks, (uint64_t)1));
}

void arch_timer_set(uint64_t deadline_cycles)
{
	uint64_t now = arch_cycles();
	uint64_t wait = deadline_cycles > now ? deadline_cycles - now : 0;
	uint64_t counts;

	assert_irqs_off();
	if (unlikely(!lapic_present())) {
		if (deadline_cycles == TIME_NEVER)
			pit_oneshot(0); /* as late as possible; the handler finds nothing to do */
		else
			pit_set(arch_cycles_to_ns(wait));
		return;
	}
	if (deadline_cycles == TIME_NEVER) {
		lapic_timer_set(0);
		return;
	}
	counts = scale24(MIN(wait, (uint64_t)INT32_MAX), lapic_per_cycle);
	lapic_timer_set((uint32_t)MIN(MAX(counts, (uint64_t)1), (uint64_t)UINT32_MAX));
}

/* In deterministic mode the LAPIC timer counts like the clock, once for each instruction. */
void arch_shot(uint32_t instructions)
{
	assert_irqs_off();
	if (lapic_present())
		lapic_timer_set(instructions);
}

const char *arch_timer_name(void)
{
	return lapic_present() ? "LAPIC" : "PIT";
}

/* LFENCE, which orders reads of the counter, is part of SSE2. */
bool arch_counter_is_usable(void)
{
	return cpuid(1, 0).d & 1u << 26;
}
