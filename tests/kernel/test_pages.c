/* SPDX-License-Identifier: MIT */
/*
 * Pages and slabs under random use, reference counts, and allocation without free memory.
 */
#include <kernel/proc/process.h>
#include <lib/random.h>
#include <mm/aspace.h>
#include <mm/kstack.h>
#include <mm/mm.h>
#include <mm/page.h>
#include <mm/slab.h>
#include <tests/kernel/ktest.h>
#include <uapi/errno.h>

#define BLOCKS 200
#define ROUNDS 3000

/* Check that the free lists hold as many pages as the count says. */
static void check_zone(void)
{
	unsigned long flags = spin_lock_irqsave(&page_zone.lock);
	size_t count = 0;

	for (unsigned order = 0; order < PAGE_ORDERS; order++) {
		struct page *page;

		list_for_each_entry(page, &page_zone.free[order], link) {
			EXPECT(page->use == PAGE_FREE && page->order == order);
			count += (size_t)1 << order;
		}
	}
	EXPECT_EQ(count + page_zone.spare_count, page_zone.free_pages);
	spin_unlock_irqrestore(&page_zone.lock, flags);
}

/* Every page of a block carries its owner's mark: overlapping blocks overwrite each other's
 * marks. */
static void mark(struct page *page, unsigned order, unsigned long value)
{
	for (size_t i = 0; i < (size_t)1 << order; i++)
		*(unsigned long *)((char *)page_address(page) + i * PAGE_SIZE) = value + i;
}

static void check_mark(struct page *page, unsigned order, unsigned long value)
{
	for (size_t i = 0; i < (size_t)1 << order; i++)
		EXPECT_EQ(*(unsigned long *)((char *)page_address(page) + i * PAGE_SIZE),
			value + i);
}

KTEST(pages_random_blocks)
{
	static struct {
		struct page *page;
		unsigned order;
	} blocks[BLOCKS];
	struct prng prng;

	prng_seed(&prng, 3);
	for (unsigned i = 0; i < ROUNDS + BLOCKS; i++) {
		unsigned n = i < ROUNDS ? prng_below(&prng, BLOCKS) : i - ROUNDS;
		unsigned order = prng_below(&prng, 6);

		if (blocks[n].page) {
			check_mark(blocks[n].page, blocks[n].order, n * 1000);
			page_put(blocks[n].page);
			blocks[n].page = NULL;
		} else if (i < ROUNDS) {
			blocks[n].page = page_alloc(order);
			blocks[n].order = order;
			if (!blocks[n].page)
				continue;
			EXPECT_EQ(page_to_phys(blocks[n].page) & ((PAGE_SIZE << order) - 1), 0);
			mark(blocks[n].page, order, n * 1000);
		}
	}
	check_zone();
}

KTEST(pages_reference_counts)
{
	size_t before = page_free_count();
	struct page *page = page_alloc(2);

	EXPECT(page && page_free_count() == before - 4);
	page_get(page);
	page_get(page);
	page_put(page);
	page_put(page);
	EXPECT_EQ(page_free_count(), before - 4);
	page_put(page);
	EXPECT_EQ(page_free_count(), before);
	page = page_alloc_zeroed(1);
	for (size_t i = 0; i < 2 * PAGE_SIZE; i++)
		EXPECT_EQ(((char *)page_address(page))[i], 0);
	page_put(page);
}

KTEST(pages_kmalloc_random_sizes)
{
	static struct {
		unsigned char *memory;
		size_t size;
	} objects[BLOCKS];
	struct prng prng;

	prng_seed(&prng, 4);
	for (unsigned i = 0; i < ROUNDS + BLOCKS; i++) {
		unsigned n = i < ROUNDS ? prng_below(&prng, BLOCKS) : i - ROUNDS;
		size_t size = 1 + prng_below(&prng, i % 8 ? 600 : 10000);

		if (objects[n].memory) {
			for (size_t j = 0; j < objects[n].size; j++)
				EXPECT_EQ(objects[n].memory[j], (unsigned char)(n + j));
			kfree(objects[n].memory);
			objects[n].memory = NULL;
		} else if (i < ROUNDS) {
			objects[n].memory = kmalloc(size);
			objects[n].size = size;
			EXPECT(objects[n].memory && (uintptr_t)objects[n].memory % 16 == 0);
			for (size_t j = 0; j < size; j++)
				objects[n].memory[j] = (unsigned char)(n + j);
		}
	}
	EXPECT(!kmalloc((size_t)1 << 30));
	kfree(NULL);
}

/* Threads allocate and free on all CPUs at once. */
static uintptr_t churn(uintptr_t seed, uintptr_t unused1, uintptr_t unused2)
{
	unsigned char *objects[16] = {0};
	struct prng prng;

	prng_seed(&prng, seed);
	for (unsigned i = 0; i < 1000 + 16; i++) {
		unsigned n = i < 1000 ? prng_below(&prng, 16) : i - 1000;

		if (objects[n]) {
			EXPECT_EQ(*objects[n], (unsigned char)(seed + n));
			kfree(objects[n]);
			objects[n] = NULL;
		} else if (i < 1000) {
			objects[n] = kmalloc(1 + prng_below(&prng, 3000));
			if (objects[n])
				*objects[n] = (unsigned char)(seed + n);
		}
	}
	return 0;
}

KTEST(pages_kmalloc_on_all_cpus)
{
	struct thread *threads[CPU_MAX + 1];

	for (uintptr_t i = 0; i <= cpu_count; i++)
		threads[i] = ktest_spawn("churn", churn, i, 0, 0);
	for (unsigned i = 0; i <= cpu_count; i++)
		thread_join(threads[i], NULL);
	check_zone();
}

/* Both last references are dropped at the same moment; neither thread may access the page
 * afterwards. */
#define SHARED_ROUNDS 2000
static struct page *shared_pages[SHARED_ROUNDS];
static unsigned rounds_met[SHARED_ROUNDS];

static uintptr_t put_shared(uintptr_t unused0, uintptr_t unused1, uintptr_t unused2)
{
	for (unsigned i = 0; i < SHARED_ROUNDS; i++) {
		__atomic_fetch_add(&rounds_met[i], 1, __ATOMIC_ACQ_REL);
		for (unsigned tries = 0; __atomic_load_n(&rounds_met[i], __ATOMIC_ACQUIRE) < 2;)
			if (++tries % 1000 == 0)
				thread_sleep_ns(1000); /* the other may have a lower level */
		page_put(shared_pages[i]);
	}
	return 0;
}

KTEST(pages_put_by_two)
{
	struct thread *putters[2];
	size_t before = page_free_count();

	for (unsigned i = 0; i < SHARED_ROUNDS; i++) {
		rounds_met[i] = 0;
		shared_pages[i] = page_alloc(0);
		page_get(shared_pages[i]);
	}
	/* Both have the same priority, so that they yield to each other under every policy. */
	for (int i = 0; i < 2; i++)
		putters[i] = ktest_spawn("putter", put_shared, 0, 0, 0);
	for (int i = 0; i < 2; i++)
		thread_join(putters[i], NULL);
	mm_trim();
	EXPECT(page_free_count() + 16 >= before); /* the kernel may keep their stacks */
	check_zone();
}

/* Allocate all memory, as lists through the first word of each block. */
static void *taken_pages;
static void *taken_objects;

static void chain(void **head, void *block)
{
	*(void **)block = *head;
	*head = block;
}

static void take_all(void)
{
	struct page *page;
	void *object;

	while ((page = page_alloc(0)))
		chain(&taken_pages, page_address(page));
	for (size_t size = 16; size <= 2048; size += 16)
		while ((object = kmalloc(size)))
			chain(&taken_objects, object);
}

static void *unchain(void **head)
{
	void *block = *head;

	if (block)
		*head = *(void **)block;
	return block;
}

static void give_pages(unsigned count)
{
	void *block;

	while (count-- && (block = unchain(&taken_pages)))
		page_put(page_of(block));
}

static void give_all(void)
{
	void *object;

	while ((object = unchain(&taken_objects)))
		kfree(object);
	give_pages(UINT32_MAX);
}

static uintptr_t nothing(uintptr_t arg, uintptr_t unused1, uintptr_t unused2)
{
	return arg;
}

static const struct thread_spec spec = {.name = "starved",
	.entry = nothing,
	.priority = THREAD_PRIORITY_MID};

KTEST(pages_none_left)
{
	struct process *process;
	struct thread *t;

	mm_trim();
	take_all();
	EXPECT_EQ(page_free_count(), 0);
	EXPECT(!page_alloc(0) && !page_alloc(3) && !page_alloc_zeroed(0));
	EXPECT(!kmalloc(1) && !kmalloc(2048) && !kzalloc(5000));
	EXPECT(!thread_spawn(&spec));
	EXPECT(!process_create(&kernel_process, "starved", NULL));
	EXPECT(!aspace_create());
	EXPECT_EQ(process_create_user("/bin/exit-three", &process, &t), -ENOMEM);
	give_all();
	check_zone();
}

/* Leave a little more memory each time, so that each allocation on the way is the failing one
 * once. */
KTEST(pages_a_few_left)
{
	struct process *process;
	bool worked = false;
	struct thread *t;

	for (unsigned pages = 0; pages < 250 && !worked; pages++) {
		int error, status = 0;

		mm_trim();
		take_all();
		give_pages(pages);
		t = thread_spawn(&spec);
		if (t)
			thread_join(t, NULL);
		mm_trim();
		error = process_create_user("/bin/exit-three", &process, &t);
		worked = error == 0;
		EXPECT(worked || error == -ENOMEM);
		if (worked) {
			sched_start(t);
			process_wait(process, &status, TIME_NEVER);
			EXPECT_EQ(status, EXIT_STATUS_CODE(3));
		}
		give_all();
	}
	EXPECT(worked);
}
