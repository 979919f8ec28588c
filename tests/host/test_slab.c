/* SPDX-License-Identifier: MIT */
/*
 * Slabs and kmalloc() against the guarantees of a naive allocator: objects keep their contents, do
 * not overlap, and are aligned; without memory the result is NULL; all pages are returned. The
 * sources are compiled here under other names, beside those of the simulated machine's own memory.
 */
#define slab_cache_init real_slab_cache_init
#define slab_alloc      real_slab_alloc
#define slab_free       real_slab_free
#define kzalloc         real_kzalloc
#define kfree           real_kfree
#include <mm/slab.c>
#undef slab_alloc
#undef slab_free
#undef kzalloc
#undef kfree

#include <mm/early.h>
#include <stdlib.h>
#include <tests/host/sim.h>

#define ROUNDS    2000
#define RAM_PAGES 96
#define OBJECTS   64
#define STEPS     200

struct object {
	uint8_t *at;
	size_t size;
	uint8_t pattern;
	struct slab_cache *cache; /* NULL: kmalloc() */
};

static struct slab_cache fixed[3];
static size_t pages_at_start;

static void machine_memory(void)
{
	struct boot_info info = {.ram_count = 1};

	host_ram = aligned_alloc(PAGE_SIZE, RAM_PAGES * PAGE_SIZE);
	info.ram[0] = (struct boot_ram){HOST_RAM_BASE, HOST_RAM_BASE + RAM_PAGES * PAGE_SIZE};
	early_init(&info);
	page_init(&info);
	pages_at_start = page_free_count();
}

static void check_pattern(const struct object *object)
{
	for (size_t i = 0; i < object->size; i++)
		SIM_CHECK(object->at[i] == object->pattern);
}

static void release(struct object *object)
{
	check_pattern(object);
	if (object->cache)
		real_slab_free(object->cache, object->at);
	else
		real_kfree(object->at);
	object->at = NULL;
}

static void acquire(struct object *object)
{
	static const size_t sizes[] = {24, 200, sizeof(struct thread)};
	static const size_t aligns[] = {8, 16, 64};
	unsigned which = host_random(6);
	size_t align = 16;

	if (which < ARRAY_SIZE(sizes)) {
		object->cache = &fixed[which];
		object->size = sizes[which];
		align = aligns[which];
		object->at = real_slab_alloc(object->cache);
	} else {
		object->cache = NULL;
		object->size = 1 + host_random(host_random(20) ? 2500 : 20000);
		object->at = which == 4 ? real_kzalloc(object->size) : kmalloc(object->size);
		object->pattern = 0;
		if (object->at && which == 4)
			check_pattern(object);
	}
	if (!object->at)
		return;
	SIM_CHECK((uintptr_t)object->at % align == 0);
	object->pattern = (uint8_t)(1 + host_random(255));
	memset(object->at, object->pattern, object->size);
}

static uintptr_t use_memory(uintptr_t arg0, uintptr_t arg1, uintptr_t arg2)
{
	struct object objects[OBJECTS] = {{0}};

	for (unsigned i = 0; i < STEPS; i++) {
		struct object *object = &objects[host_random(OBJECTS)];

		if (object->at)
			release(object);
		else
			acquire(object);
	}
	for (unsigned i = 0; i < OBJECTS; i++)
		if (objects[i].at)
			release(&objects[i]);
	return 0;
}

static void round_of_objects(uint64_t seed)
{
	struct sim_options options = sim_draw(seed);
	struct thread *threads[3];

	sim_start(&options);
	for (unsigned i = 0; i < ARRAY_SIZE(threads); i++)
		threads[i] = sim_spawn("user", use_memory, 0, host_random(32));
	for (unsigned i = 0; i < ARRAY_SIZE(threads); i++)
		SIM_CHECK(thread_join(threads[i], NULL) == 0);
	for (unsigned i = 0; i < ARRAY_SIZE(fixed); i++)
		SIM_CHECK(fixed[i].empty_pages <= 1);
	slab_trim();
	SIM_CHECK(page_free_count() == pages_at_start);
	sim_stop();
}

static void set_up_caches(void)
{
	static bool done;

	if (done)
		return;
	done = true;
	machine_memory();
	kmalloc_init();
	real_slab_cache_init(&fixed[0], "small", 24, 8);
	real_slab_cache_init(&fixed[1], "middle", 200, 16);
	real_slab_cache_init(&fixed[2], "thread", sizeof(struct thread), 64);
}

static void set_up_round(uint64_t seed)
{
	struct sim_options options = {.seed = seed, .policy = &policy_rr, .cpus = 1};

	sim_start(&options);
	set_up_caches();
	sim_stop();
}

TEST(objects_against_patterns)
{
	set_up_round(1);
	sim_rounds(ROUNDS, round_of_objects);
}

/* --- Wrong use -------------------------------------------------------------------------------- */

static void free_twice(void)
{
	void *object = real_slab_alloc(&fixed[0]);

	real_slab_free(&fixed[0], object);
	real_slab_free(&fixed[0], object);
}

static void free_to_another(void)
{
	real_slab_free(&fixed[2], real_slab_alloc(&fixed[1]));
}

TEST(wrong_use_is_caught)
{
	set_up_round(1);
	sim_expect_failure(free_twice, "page->");
	sim_expect_failure(free_to_another, "page->owner == cache");
	free(host_ram);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(objects_against_patterns),
		cmocka_unit_test(wrong_use_is_caught),
	};

	return cmocka_run_group_tests_name("slab", tests, NULL, NULL);
}
