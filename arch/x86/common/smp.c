/* SPDX-License-Identifier: MIT */
/*
 * Multiple CPUs: starting them, sending IPIs, shooting down TLBs.
 */
#include <arch/boot.h>
#include <arch/cpu.h>
#include <arch/irq.h>
#include <arch/mmu.h>
#include <arch/thread.h>
#include <arch/time.h>
#include <asm/cpu.h>
#include <asm/msr.h>
#include <asm/platform.h>
#include <kernel/debug/panic.h>
#include <lib/assert.h>
#include <lib/string.h>
#include <uapi/errno.h>

#define FLUSH_SINGLY     64         /* pages; for more, the whole TLB is flushed */
#define START_TIMEOUT_NS 2000000000 /* for one CPU to start; emulators can be slow */

extern char ap_trampoline[], ap_trampoline_end[];
extern uintptr_t ap_root, ap_stack, ap_cpu;

static struct arch_cpu *online[CPU_MAX];
static unsigned online_count;

/* The current shoot-down, one at a time. A CPU answers by copying its number. */
static struct {
	uint32_t lock; /* held by the requester; CPUs that wait for it answer requests */
	uint32_t number;
	uintptr_t va;
	size_t pages;
} flush;

void arch_cpu_note_online(struct arch_cpu *cpu)
{
	assert_irqs_off();
	cpu->flush_done = __atomic_load_n(&flush.number, __ATOMIC_ACQUIRE);
	online[online_count] = cpu;
	__atomic_store_n(&online_count, online_count + 1, __ATOMIC_RELEASE);
}

static bool is_online_within(unsigned before, uint64_t ns)
{
	uint64_t end = arch_clock_ns() + ns;

	do {
		if (__atomic_load_n(&online_count, __ATOMIC_ACQUIRE) > before)
			return true;
		arch_cpu_relax();
	} while (arch_clock_ns() < end);
	return false;
}

/* INIT, 10 ms, then up to two STARTUPs (Intel SDM 3A, 8.4.4.1). CPUs start one at a time. */
int arch_cpu_start(struct cpu *cpu, struct arch_thread *idle, uint32_t hwid)
{
	unsigned before = online_count;

	DEBUG_ASSERT(arch_irqs_enabled());
	if (!lapic_present())
		return -EIO;
	memcpy(phys_to_virt(TRAMPOLINE), ap_trampoline,
		(size_t)(ap_trampoline_end - ap_trampoline));
	((struct arch_cpu *)cpu)->current = (struct thread *)idle;
	ap_root = (uintptr_t)arch_kernel_aspace.root;
	ap_stack = (uintptr_t)idle->stack_top;
	__atomic_store_n(&ap_cpu, (uintptr_t)cpu, __ATOMIC_SEQ_CST);
	lapic_send(hwid, LAPIC_COMMAND_INIT);
	is_online_within(before, 10000000);
	for (int attempt = 0; attempt < 2; attempt++) {
		lapic_send(hwid, LAPIC_COMMAND_STARTUP | TRAMPOLINE >> 12);
		if (is_online_within(before, attempt ? START_TIMEOUT_NS : 200000))
			return 0;
	}
	/* Withdraw ap_cpu, unless a CPU has taken it and is starting. */
	if (__atomic_exchange_n(&ap_cpu, 0, __ATOMIC_SEQ_CST))
		return -EIO;
	while (!is_online_within(before, START_TIMEOUT_NS))
		;
	return 0;
}

void x86_secondary(struct cpu *cpu)
{
	struct arch_cpu *arch = (struct arch_cpu *)cpu;

	/* May differ from the requested CPU, if one that was given up before has taken this
	 * `cpu`. */
	arch->lapic_id = lapic_id();
	arch_cpu_bind(cpu, (struct arch_thread *)arch->current);
	secondary_main();
}

void arch_ipi_send(struct cpu *cpu, enum ipi_reason reason)
{
	struct arch_cpu *arch = (struct arch_cpu *)cpu;

	/* If the reason is already pending, its interrupt is on the way. */
	if (__atomic_fetch_or(&arch->ipi_pending, reason, __ATOMIC_SEQ_CST) & reason)
		return;
	if (lapic_present())
		lapic_send(arch->lapic_id, LAPIC_COMMAND_FIXED | VECTOR_IPI);
}

static void flush_as_asked(struct arch_cpu *self)
{
	uint32_t number = __atomic_load_n(&flush.number, __ATOMIC_ACQUIRE);

	if (self->flush_done == number)
		return;
	if (flush.pages > FLUSH_SINGLY && flush.va < USER_MAX)
		cr3_write(cr3_read()); /* all except global entries, which are the kernel's */
	else
		for (size_t i = 0; i < flush.pages; i++)
			asm volatile("invlpg (%0)" ::"r"(flush.va + i * PAGE_SIZE) : "memory");
	__atomic_store_n(&self->flush_done, number, __ATOMIC_RELEASE);
}

/* Take the reasons first, then flush: a CPU that requests another flush after this finds no reason
 * pending and sends an interrupt. */
unsigned arch_ipi_take(void)
{
	struct arch_cpu *self = (struct arch_cpu *)arch_this_cpu();
	unsigned reasons = __atomic_exchange_n(&self->ipi_pending, 0, __ATOMIC_SEQ_CST);

	assert_irqs_off();
	if (reasons & IPI_FLUSH)
		flush_as_asked(self);
	return reasons & ~IPI_FLUSH;
}

void arch_tlb_shootdown(uintptr_t va, size_t pages)
{
	struct arch_cpu *self;
	unsigned long flags;
	uint32_t number;
	unsigned count;

	DEBUG_ASSERT(arch_irqs_enabled());
	if (__atomic_load_n(&online_count, __ATOMIC_ACQUIRE) == 1)
		return;
	ASSERT(arch_irqs_enabled());
	/* Interrupts are off while the lock is held, so its owner is never preempted. CPUs that
	 * wait for it have interrupts on and answer. */
	while (flags = arch_irq_save(), __atomic_exchange_n(&flush.lock, 1, __ATOMIC_ACQUIRE)) {
		arch_irq_restore(flags);
		arch_cpu_relax();
	}
	self = (struct arch_cpu *)arch_this_cpu();
	flush.va = va;
	flush.pages = pages;
	number = flush.number + 1;
	__atomic_store_n(&flush.number, number, __ATOMIC_RELEASE);
	flush_as_asked(self);
	count = __atomic_load_n(&online_count,
		__ATOMIC_ACQUIRE); /* CPUs that start later have nothing cached */
	for (unsigned i = 0; i < count; i++)
		if (online[i] != self)
			arch_ipi_send((struct cpu *)online[i], IPI_FLUSH);
	for (unsigned i = 0; i < count; i++)
		while (__atomic_load_n(&online[i]->flush_done, __ATOMIC_ACQUIRE) != number)
			arch_cpu_relax();
	__atomic_store_n(&flush.lock, 0, __ATOMIC_RELEASE);
	arch_irq_restore(flags);
}
