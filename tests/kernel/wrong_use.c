/* SPDX-License-Identifier: MIT */
/*
 * Wrong uses of the kernel's functions, each of which must end the kernel with a report: wrong=NAME
 * commits one, and returns only if it was not noticed. tests/system/test_panic.py lists the
 * expected reports.
 */
#include <kernel/debug/panic.h>
#include <kernel/proc/process.h>
#include <kernel/sync/mutex.h>
#include <lib/string.h>
#include <mm/page.h>
#include <mm/slab.h>
#include <tests/kernel/ktest.h>

static struct mutex mutex = MUTEX_INIT(mutex, "wrong mutex");
static struct semaphore never = SEMAPHORE_INIT(never, "never", 0);

static uintptr_t hold_mutex(uintptr_t unused0, uintptr_t unused1, uintptr_t unused2)
{
	mutex_lock(&mutex);
	sem_down(&never);
	return 0;
}

static void unlock_nonowner(void)
{
	ktest_spawn("holder", hold_mutex, 0, 0, 0);
	while (!mutex_owner(&mutex))
		sched_yield();
	mutex_unlock(&mutex);
}

static void unlock_free(void)
{
	mutex_unlock(&mutex);
}

static void lock_twice(void)
{
	mutex_lock(&mutex);
	mutex_lock(&mutex);
}

static void exit_with_mutex(void)
{
	mutex_lock(&mutex);
	thread_exit(0);
}

/* As if the code that a thread runs while it exits made it exit once more. */
static void exit_twice(void)
{
	thread_set_flag(current_thread(), THREAD_EXITING);
	thread_exit(0);
}

static void sleep_preemption_off(void)
{
	preempt_disable();
	thread_sleep_ns(1000);
}

static void sleep_interrupts_off(void)
{
	arch_irq_disable();
	thread_sleep_ns(1000);
}

static void sleep_with_spinlock(void)
{
	static struct spinlock lock = SPINLOCK_INIT("wrong lock", LOCK_RANK_WAIT);

	spin_lock(&lock);
	sem_down(&never);
}

static void lock_in_interrupt_handler(struct timer *timer)
{
	mutex_lock(&mutex);
}

static void sleep_in_interrupt(void)
{
	static struct timer timer;
	unsigned long flags = arch_irq_save();

	timer_init(&timer, lock_in_interrupt_handler);
	timer_start(&timer, arch_clock_ns());
	arch_irq_restore(flags);
	thread_sleep_ns(10000000);
}

static void yield_preemption_off(void)
{
	preempt_disable();
	sched_yield();
}

static void preempt_enable_too_often(void)
{
	preempt_enable();
}

static void start_twice(void)
{
	sched_start(current_thread());
}

static void timer_twice(void)
{
	static struct timer timer;

	arch_irq_disable();
	timer_init(&timer, lock_in_interrupt_handler);
	timer_start(&timer, TIME_NEVER - 1);
	timer_start(&timer, TIME_NEVER - 1);
}

static void free_page_twice(void)
{
	struct page *page = page_alloc(0);

	page_put(page);
	page_put(page);
}

static void free_object_twice(void)
{
	void *object = kmalloc(100);

	kfree(object);
	kfree(object);
}

static void smash_canary(void)
{
	*(volatile uintptr_t *)current_thread()->stack = 0;
	sched_yield();
}

static NOINLINE unsigned recurse(unsigned depth)
{
	volatile char frame[256];

	frame[0] = (char)depth;
	return depth > 1000000 ? depth : recurse(depth + 1) + (unsigned)frame[0];
}

static void overflow_stack(void)
{
	recurse(0);
}

static uintptr_t nowhere;

static void write_to_null(void)
{
	*(volatile int *)READ_ONCE(nowhere) = 1;
}

/* Only the lock-order check (DEBUG=1) notices this. */
static void lock_against_order(void)
{
	struct wait_queue inner;

	wait_queue_init(&inner, "inner");
	spin_lock_irqsave(&inner.lock);
	spin_lock_irqsave(&thread_table_lock);
}

/* A report that uses the structure that is broken. */
static void panic_within_panic(void)
{
	current_thread()->process = (void *)16;
	panic("first");
}

static uintptr_t panic_with_number(uintptr_t number, uintptr_t unused1, uintptr_t unused2)
{
	panic("number %lu", (unsigned long)number);
}

/* On all CPUs, at about the same time. */
static void panic_everywhere(void)
{
	for (uintptr_t i = 0; i < 2 * CPU_MAX; i++)
		ktest_spawn("panics", panic_with_number, i, 0, 0);
	sem_down(&never);
}

static uintptr_t print_for_ever(uintptr_t unused0, uintptr_t unused1, uintptr_t unused2)
{
	while (!READ_ONCE(never.count)) /* always */
		printk("a line of somebody else\n");
	return 0;
}

static void panic_among_printers(void)
{
	for (unsigned i = 0; i < cpu_count; i++)
		ktest_spawn("prints", print_for_ever, 0, 0, 0);
	thread_sleep_ns(5000000);
	panic("among printers");
}

#define WRONG(function)             \
	{                           \
#function, function \
	}

static const struct {
	const char *name;
	void (*commit)(void);
} wrongs[] = {
	WRONG(unlock_nonowner),
	WRONG(unlock_free),
	WRONG(lock_twice),
	WRONG(exit_with_mutex),
	WRONG(exit_twice),
	WRONG(sleep_preemption_off),
	WRONG(sleep_interrupts_off),
	WRONG(sleep_with_spinlock),
	WRONG(sleep_in_interrupt),
	WRONG(yield_preemption_off),
	WRONG(preempt_enable_too_often),
	WRONG(start_twice),
	WRONG(timer_twice),
	WRONG(free_page_twice),
	WRONG(free_object_twice),
	WRONG(smash_canary),
	WRONG(overflow_stack),
	WRONG(write_to_null),
	WRONG(lock_against_order),
	WRONG(panic_within_panic),
	WRONG(panic_everywhere),
	WRONG(panic_among_printers),
};

static uintptr_t commit_wrong(uintptr_t number, uintptr_t unused1, uintptr_t unused2)
{
	wrongs[number].commit();
	printk("%s: nobody noticed\n", wrongs[number].name);
	return 0;
}

void commit_wrong_use(const char *name)
{
	for (size_t i = 0; i < ARRAY_SIZE(wrongs); i++)
		if (strcmp(wrongs[i].name, name) == 0)
			thread_join(ktest_spawn("wrong", commit_wrong, i, 0, 0), NULL);
}
