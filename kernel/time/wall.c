/* SPDX-License-Identifier: MIT */
/*
 * The offset is two words on 32-bit machines, so a raw lock keeps reads and writes of it whole.
 */
#include <arch/irq.h>
#include <arch/time.h>
#include <kernel/lock/rawlock.h>
#include <kernel/time/clock.h>
#include <kernel/time/clock_page.h>
#include <kernel/time/wall.h>

static struct rawlock lock = RAWLOCK_INIT("wall clock", LOCK_RANK_TIMER);
static uint64_t offset_ns;
static struct clock_page *published; /* where programs read it; NULL: not published */

static uint64_t offset(void)
{
	unsigned long flags;
	uint64_t value;

	if (sizeof(long) == sizeof(offset_ns))
		return READ_ONCE(offset_ns);
	flags = arch_irq_save();
	rawlock_acquire(&lock);
	value = offset_ns;
	rawlock_release(&lock);
	arch_irq_restore(flags);
	return value;
}

/* Write the offset to the published page. Lock: lock. */
static void publish_locked(void)
{
	struct clock_page *page = published;

	assert_locked(&lock);
	__atomic_store_n(&page->sequence, page->sequence + 1, __ATOMIC_RELAXED);
	__atomic_thread_fence(__ATOMIC_RELEASE);
	page->wall_ns = offset_ns;
	__atomic_store_n(&page->sequence, page->sequence + 1, __ATOMIC_RELEASE);
}

void wall_publish(struct clock_page *page)
{
	unsigned long flags = arch_irq_save();

	rawlock_acquire(&lock);
	published = page;
	publish_locked();
	rawlock_release(&lock);
	arch_irq_restore(flags);
}

void wall_set_ns(uint64_t now_ns)
{
	unsigned long flags = arch_irq_save();

	rawlock_acquire(&lock);
	WRITE_ONCE(offset_ns, now_ns - clock_ns());
	if (published)
		publish_locked();
	rawlock_release(&lock);
	arch_irq_restore(flags);
}

uint64_t wall_clock_ns(void)
{
	return clock_ns() + offset();
}

uint64_t wall_to_clock_ns(uint64_t wall_ns)
{
	uint64_t boot_ns = offset();

	return wall_ns > boot_ns ? wall_ns - boot_ns : 0;
}
