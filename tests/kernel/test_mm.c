/* SPDX-License-Identifier: MIT */
/*
 * Protection: the rights in the kernel's page tables, and the hardware's reaction to violations.
 */
#include <arch/boot.h>
#include <kernel/proc/process.h>
#include <mm/aspace.h>
#include <mm/page.h>
#include <mm/pagetable.h>
#include <tests/kernel/ktest.h>

extern char __kernel_start[], __kernel_end[], __text_start[], __text_end[], __rodata_start[],
	__rodata_end[], __data_start[];

#define MIB ((uintptr_t)1 << 20)

/* Check that in [start, end) no page is both writable and executable, none is a user page, and only
 * the kernel's text is executable. Returns the number of mapped pages. */
static size_t scan(uintptr_t start, uintptr_t end)
{
	size_t mapped = 0;

	for (uintptr_t va = start; va < end; va += PAGE_SIZE) {
		unsigned prot;
		paddr_t pa;

		if (!pagetable_query(&arch_kernel_aspace, va, &pa, &prot))
			continue;
		mapped++;
		if (prot & PROT_EXEC && (prot & PROT_WRITE || va < (uintptr_t)__text_start ||
						va >= (uintptr_t)__text_end))
			ktest_fail(__FILE__, __LINE__, "%p is executable", (void *)va);
		if (prot & PROT_USER)
			ktest_fail(__FILE__, __LINE__, "%p is the user's", (void *)va);
	}
	return mapped;
}

static uintptr_t direct_start(void)
{
	return (uintptr_t)phys_to_virt((paddr_t)page_zone.first_frame << PAGE_SHIFT);
}

KTEST(mm_nothing_is_writable_and_executable)
{
	uintptr_t image = (uintptr_t)__kernel_start, image_end = (uintptr_t)__kernel_end;
	uintptr_t direct = direct_start();

	EXPECT(scan(image, image_end) > 0);
	EXPECT(scan(direct, direct + page_zone.frames * PAGE_SIZE) >= page_total_count());
	EXPECT(scan(VMAP_BASE, VMAP_BASE + 128 * MIB) > 0);
	scan(DEVICE_BASE, DEVICE_BASE + 16 * MIB);
}

/* Check that all of [start, end) is mapped with exactly these rights. */
static void expect_rights(uintptr_t start, uintptr_t end, unsigned wanted)
{
	for (uintptr_t va = start; va < end; va += PAGE_SIZE) {
		unsigned prot = 0;
		paddr_t pa;

		EXPECT(pagetable_query(&arch_kernel_aspace, va, &pa, &prot));
		EXPECT_EQ(prot, wanted);
		EXPECT_EQ(pa, virt_to_phys((void *)va));
	}
}

KTEST(mm_sections_have_their_rights)
{
	expect_rights((uintptr_t)__text_start, (uintptr_t)__text_end, PROT_READ | PROT_EXEC);
	expect_rights((uintptr_t)__rodata_start, (uintptr_t)__rodata_end, PROT_READ);
	expect_rights((uintptr_t)__data_start, (uintptr_t)boot_stack_bottom - KSTACK_SIZE,
		PROT_READ | PROT_WRITE);
}

/* No null page, no identity map, nothing in the user half. */
KTEST(mm_user_half_is_empty)
{
	uintptr_t ram_end = (page_zone.first_frame + page_zone.frames) * PAGE_SIZE;
	uintptr_t stride = ALIGN_DOWN(USER_MAX / 5000, PAGE_SIZE);
	unsigned prot;
	paddr_t pa;

	for (uintptr_t va = 0; va < MIN(ram_end, (uintptr_t)USER_MAX); va += PAGE_SIZE)
		EXPECT(!pagetable_query(&arch_kernel_aspace, va, &pa, &prot));
	for (uintptr_t va = 0; va < USER_MAX - stride; va += stride)
		EXPECT(!pagetable_query(&arch_kernel_aspace, va, &pa, &prot));
}

static void check_stack(struct thread *t, void *context)
{
	uintptr_t stack = (uintptr_t)t->stack;
	unsigned prot = 0;
	paddr_t pa;

	for (uintptr_t va = stack; va < stack + KSTACK_SIZE; va += PAGE_SIZE) {
		EXPECT(!pagetable_query(&arch_kernel_aspace, va - KSTACK_SIZE, &pa, &prot));
		EXPECT(pagetable_query(&arch_kernel_aspace, va, &pa, &prot));
		EXPECT_EQ(prot, PROT_READ | PROT_WRITE);
	}
	++*(unsigned *)context;
}

KTEST(mm_stacks_have_guards)
{
	unsigned count = 0;

	thread_for_each(check_stack, &count);
	EXPECT(count >= 2);
}

/* Forbidden accesses, each in a thread of its own, which it ends. */

enum access { READ, WRITE, EXECUTE };

static uintptr_t commit(uintptr_t address, uintptr_t kind, uintptr_t unused)
{
	if (kind == EXECUTE)
		((void (*)(void))address)();
	else if (kind == WRITE)
		*(volatile char *)address = 0;
	else
		*(volatile char *)address;
	return 0;
}

/* Below the thread's own stack, through a bad pointer rather than the stack pointer. */
static uintptr_t commit_below_stack(uintptr_t unused0, uintptr_t unused1, uintptr_t unused2)
{
	return commit((uintptr_t)current_thread()->stack - 8, WRITE, 0);
}

static uintptr_t commit_on_stack(uintptr_t unused0, uintptr_t unused1, uintptr_t unused2)
{
	char code[64] = {0};

	return commit((uintptr_t)code, EXECUTE, 0);
}

static void expect_fault(thread_entry *entry, uintptr_t address, enum access kind)
{
	struct thread *t = ktest_spawn_as(&(struct thread_spec){.name = "fault",
		.entry = entry,
		.args = {address, kind},
		.priority = THREAD_PRIORITY_MID,
		.flags = THREAD_ISOLATE_FAULTS});
	uintptr_t value = 0;

	EXPECT_EQ(thread_join(t, &value), 0);
	if (value != THREAD_EXIT_FAULTED)
		ktest_fail(__FILE__, __LINE__, "access %d to %p went through", kind,
			(void *)address);
}

KTEST(mm_bad_accesses_fault)
{
	static const char constant[16] = "constant";
	static char variable[64];

	uintptr_t text = (uintptr_t)__text_start,
		  alias = (uintptr_t)phys_to_virt(virt_to_phys(__text_start));

	expect_fault(commit, 0, READ);
	expect_fault(commit, 0, EXECUTE);
	expect_fault(commit, (uintptr_t)virt_to_phys(__text_start), READ);
	expect_fault(commit, text, WRITE);
	expect_fault(commit, alias, WRITE);
	expect_fault(commit, (uintptr_t)constant, WRITE);
	expect_fault(commit, (uintptr_t)phys_to_virt(virt_to_phys(constant)), WRITE);
	expect_fault(commit, (uintptr_t)constant, EXECUTE);
	expect_fault(commit, (uintptr_t)variable, EXECUTE);
	expect_fault(commit, (uintptr_t)boot_stack_bottom - 8, READ);
	expect_fault(commit_below_stack, 0, WRITE);
	expect_fault(commit_on_stack, 0, EXECUTE);
}

#define USER_PAGE 0x400000

/* In a process with a page at USER_PAGE, from kernel code: SMAP and SMEP, or sstatus.SUM. */
static uintptr_t touch_user(enum access kind)
{
	struct aspace *as = aspace_create();
	unsigned prot = PROT_USER | PROT_READ | (kind == EXECUTE ? PROT_EXEC : PROT_WRITE);
	struct process *process;
	uintptr_t value = 0;

	EXPECT(as && aspace_map_anon(as, USER_PAGE, PAGE_SIZE, prot) == 0);
	process = process_create(&kernel_process, "touched", as);
	EXPECT(process != NULL);
	thread_join(ktest_spawn_as(&(struct thread_spec){.name = "touch",
			    .entry = commit,
			    .args = {USER_PAGE, kind},
			    .priority = THREAD_PRIORITY_MID,
			    .flags = THREAD_ISOLATE_FAULTS,
			    .process = process}),
		&value);
	process_wait(process, NULL, TIME_NEVER);
	return value;
}

KTEST(mm_kernel_does_not_touch_user_memory)
{
	EXPECT(touch_user(READ) == THREAD_EXIT_FAULTED);
	EXPECT(touch_user(WRITE) == THREAD_EXIT_FAULTED);
	EXPECT(touch_user(EXECUTE) == THREAD_EXIT_FAULTED);
}
