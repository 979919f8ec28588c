/* SPDX-License-Identifier: MIT */
/*
 * The buddy allocator against an array of used frames: random blocks, by one thread with exact
 * checks and by several CPUs at once; and the kernel's zone, built from random memory maps.
 */
#include <lib/random.h>
#include <mm/early.h>
#include <mm/page.h>
#include <stdlib.h>
#include <string.h>
#include <tests/host/sim.h>

#define ROUNDS 10000

/* --- One thread, exactly ---------------------------------------------------------------------- */

#define FRAMES 400
#define STEPS  120

static struct page_zone zone;
static struct page pages[FRAMES];
static uint8_t used[FRAMES]; /* 0: free, 1: used, 2: outside the zone */
static struct page *blocks[FRAMES];
static unsigned block_count;
static size_t first_frame;

static bool is_free_run(size_t at, size_t count)
{
	if (at + count > FRAMES)
		return false;
	for (size_t i = at; i < at + count; i++)
		if (used[i])
			return false;
	return true;
}

/* A block of that order can be allocated exactly if an aligned run of free frames exists. */
static bool can_allocate(unsigned order)
{
	size_t count = (size_t)1 << order;

	for (size_t frame = ALIGN_UP(first_frame, count); frame < first_frame + FRAMES;
		frame += count)
		if (is_free_run(frame - first_frame, count))
			return true;
	return false;
}

static void mark(const struct page *page, uint8_t from, uint8_t to)
{
	size_t at = (size_t)(page - pages), count = (size_t)1 << page->order;

	SIM_CHECK((at + first_frame) % count == 0 && at + count <= FRAMES);
	for (size_t i = at; i < at + count; i++) {
		SIM_CHECK(used[i] == from);
		used[i] = to;
	}
}

static void check_free_lists(void)
{
	size_t counted = 0, expected = 0, spares = 0;
	struct page *page;

	for (unsigned order = 0; order < PAGE_ORDERS; order++)
		list_for_each_entry(page, &zone.free[order], link) {
			size_t at = (size_t)(page - pages), count = (size_t)1 << order;

			SIM_CHECK((at + first_frame) % count == 0 && is_free_run(at, count));
			SIM_CHECK(
				page->refs == 0 && page->use == PAGE_FREE && page->order == order);
			counted += count;
		}
	list_for_each_entry(page, &zone.spares, link) {
		SIM_CHECK(is_free_run((size_t)(page - pages), 1));
		SIM_CHECK(page->refs == 0 && page->use == PAGE_SPARE);
		spares++;
	}
	SIM_CHECK(spares == zone.spare_count);
	counted += spares;
	for (size_t i = 0; i < FRAMES; i++)
		expected += used[i] == 0;
	SIM_CHECK(counted == expected && zone.free_pages == expected);
}

static void free_block(unsigned i)
{
	struct page *page = blocks[i];

	mark(page, 1, 0);
	page->refs = 0;
	zone_free(&zone, page);
	blocks[i] = blocks[--block_count];
}

static void one_step(void)
{
	unsigned order = host_random(host_random(2) ? 2 : PAGE_ORDERS);
	struct page *page;

	if (block_count && host_random(5) < 2) {
		free_block(host_random(block_count));
		return;
	}
	page = zone_alloc(&zone, order);
	SIM_CHECK(!page == !can_allocate(order));
	if (!page)
		return;
	SIM_CHECK(page->order == order && page->refs == 1 && page->use == PAGE_USED);
	mark(page, 0, 1);
	blocks[block_count++] = page;
}

static void round_of_blocks(uint64_t seed)
{
	struct sim_options options = {.seed = seed, .policy = &policy_rr, .cpus = 1};
	size_t at = 0;

	sim_start(&options);
	first_frame = host_random(3000);
	memset(pages, 0, sizeof(pages));
	zone_init(&zone, pages, first_frame, FRAMES);
	memset(used, 2, sizeof(used));
	block_count = 0;
	while (at < FRAMES) { /* ranges with holes between */
		size_t end = MIN(at + 1 + host_random(300), (size_t)FRAMES);

		zone_add_range(&zone, first_frame + at, first_frame + end);
		memset(&used[at], 0, end - at);
		at = end + host_random(20);
	}
	for (unsigned i = 0; i < STEPS; i++)
		one_step();
	check_free_lists();
	while (block_count)
		free_block(0);
	check_free_lists();
	for (unsigned order = 0; order < PAGE_ORDERS; order++) { /* all has merged again */
		struct page *page = zone_alloc(&zone, order);

		SIM_CHECK(!page == !can_allocate(order));
		if (page) {
			page->refs = 0;
			zone_free(&zone, page);
		}
	}
	sim_stop();
}

TEST(blocks_against_array)
{
	sim_rounds(ROUNDS, round_of_blocks);
}

/* --- Several CPUs ----------------------------------------------------------------------------- */

#define THREADS 4

static uintptr_t owner[FRAMES];

static void claim(struct page *page, uintptr_t from, uintptr_t to)
{
	size_t at = (size_t)(page - pages);

	for (size_t i = at; i < at + ((size_t)1 << page->order); i++) {
		SIM_CHECK(owner[i] == from);
		owner[i] = to;
	}
}

static uintptr_t allocate_and_free(uintptr_t id, uintptr_t arg1, uintptr_t arg2)
{
	struct page *mine[8] = {NULL};

	for (unsigned i = 0; i < 40; i++) {
		struct page **place = &mine[host_random(ARRAY_SIZE(mine))];

		if (*place && i < 32) {
			sim_work();
			SIM_CHECK((*place)->refs == 1);
		}
		if (*place) {
			claim(*place, id, 0);
			(*place)->refs = 0;
			zone_free(&zone, *place);
			*place = NULL;
		} else if (i < 32) {
			*place = zone_alloc(&zone, host_random(6));
			if (*place)
				claim(*place, 0, id);
		}
	}
	for (unsigned i = 0; i < ARRAY_SIZE(mine); i++)
		if (mine[i]) {
			claim(mine[i], id, 0);
			mine[i]->refs = 0;
			zone_free(&zone, mine[i]);
		}
	return 0;
}

static void round_of_allocators(uint64_t seed)
{
	struct sim_options options = sim_draw(seed);
	struct thread *threads[THREADS];

	sim_start(&options);
	memset(owner, 0, sizeof(owner));
	memset(used, 0, sizeof(used));
	first_frame = 0;
	memset(pages, 0, sizeof(pages));
	zone_init(&zone, pages, 0, FRAMES);
	zone_add_range(&zone, 0, FRAMES);
	for (unsigned i = 0; i < THREADS; i++)
		threads[i] = sim_spawn("allocator", allocate_and_free, i + 1, host_random(32));
	for (unsigned i = 0; i < THREADS; i++)
		SIM_CHECK(thread_join(threads[i], NULL) == 0);
	check_free_lists();
	sim_stop();
}

TEST(several_cpus_share_no_page)
{
	sim_rounds(ROUNDS, round_of_allocators);
}

/* --- The kernel's zone ------------------------------------------------------------------------ */

#define RAM_PAGES 512

static struct boot_info boot;

static void draw_map(void)
{
	size_t at = host_random(8);

	memset(&boot, 0, sizeof(boot));
	while (at < RAM_PAGES && boot.ram_count < 6) {
		size_t end = MIN(at + 60 + host_random(200), (size_t)RAM_PAGES);

		boot.ram[boot.ram_count++] = (struct boot_ram){HOST_RAM_BASE + at * PAGE_SIZE,
			HOST_RAM_BASE + end * PAGE_SIZE};
		at = end + host_random(30);
	}
	for (unsigned i = host_random(6); i > 0; i--) {
		paddr_t start = HOST_RAM_BASE + host_random(RAM_PAGES * PAGE_SIZE);

		boot.reserved[boot.reserved_count++] = /* unaligned, perhaps overlapping */
			(struct boot_ram){start, start + 1 + host_random(30 * PAGE_SIZE)};
	}
}

static bool in_ram(paddr_t pa)
{
	for (size_t i = 0; i < boot.ram_count; i++)
		if (pa >= boot.ram[i].start && pa < boot.ram[i].end)
			return true;
	return false;
}

static bool is_reserved(paddr_t pa)
{
	for (size_t i = 0; i < boot.reserved_count; i++)
		if (boot.reserved[i].start < pa + PAGE_SIZE && boot.reserved[i].end > pa)
			return true;
	return false;
}

/* The number of pages that the allocator must get, without those that the early allocator took. */
static size_t usable_pages(void)
{
	size_t count = 0;

	for (size_t i = 0; i < RAM_PAGES; i++) {
		paddr_t pa = HOST_RAM_BASE + i * PAGE_SIZE;

		count += in_ram(pa) && !is_reserved(pa);
	}
	return count;
}

static void round_of_maps(uint64_t seed)
{
	struct sim_options options = {.seed = seed, .policy = &policy_rr, .cpus = 1};
	size_t early_pages, total, count = 0;
	struct page *page;

	sim_start(&options);
	draw_map();
	early_init(&boot);
	memset(early_alloc(3 * PAGE_SIZE), 0x55, 3 * PAGE_SIZE);
	page_init(&boot);
	total = page_total_count();
	early_pages = 3 + ALIGN_UP(page_zone.frames * sizeof(struct page), PAGE_SIZE) / PAGE_SIZE;
	SIM_CHECK(total + early_pages == usable_pages() && page_free_count() == total);
	while ((page = page_alloc_zeroed(0))) {
		SIM_CHECK(in_ram(page_to_phys(page)) && !is_reserved(page_to_phys(page)));
		SIM_CHECK(page_of(page_address(page)) == page);
		SIM_CHECK(*(char *)page_address(page) == 0); /* counted once only */
		memset(page_address(page), 0x55, PAGE_SIZE);
		count++;
	}
	SIM_CHECK(count == total && page_free_count() == 0);
	sim_stop();
}

TEST(zones_from_memory_maps)
{
	host_ram = malloc(RAM_PAGES * PAGE_SIZE);
	sim_rounds(ROUNDS / 10, round_of_maps);
	free(host_ram);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(blocks_against_array),
		cmocka_unit_test(several_cpus_share_no_page),
		cmocka_unit_test(zones_from_memory_maps),
	};

	return cmocka_run_group_tests_name("page", tests, NULL, NULL);
}
