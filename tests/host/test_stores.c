/* SPDX-License-Identifier: MIT */
/*
 * Store buffers, compared with a model: a list of stores for each thread, memory, and what a thread
 * sees, which is memory with its own list laid over it.
 */
#include <kernel/explore/schedule/stores.h>
#include <lib/random.h>
#include <string.h>
#include <tests/host/harness.h>

#define MEMORY  40
#define THREADS 3

static uint8_t memory[MEMORY], model[MEMORY];
static struct store_buffer buffers[THREADS], lists[THREADS];

static void access_memory(void *context, uintptr_t address, void *bytes, size_t size, bool write)
{
	assert_true(address + size <= MEMORY);
	if (write)
		memcpy(memory + address, bytes, size);
	else
		memcpy(bytes, memory + address, size);
}

/* Move the model's store `i` of a thread to memory. */
static void model_drain(struct store_buffer *list, uint32_t i)
{
	memcpy(model + list->store[i].address, list->store[i].value, list->store[i].size);
	memmove(&list->store[i], &list->store[i + 1], (--list->count - i) * sizeof(list->store[0]));
}

static void check_view(int running)
{
	uint8_t view[MEMORY];

	memcpy(view, model, MEMORY);
	for (uint32_t i = 0; running >= 0 && i < lists[running].count; i++) {
		const struct store *s = &lists[running].store[i];

		memcpy(view + s->address, s->value, s->size);
	}
	assert_memory_equal(memory, view, MEMORY);
}

static void store(struct prng *random, int thread)
{
	static const uint8_t sizes[] = {1, 2, 4, 8, 16};
	struct store s = {.size = sizes[prng_below(random, 5)], .event = prng_below(random, 2)};
	struct store_buffer *list = &lists[thread];
	uint32_t events = 0;

	s.address = prng_below(random, MEMORY - s.size);
	for (int i = 0; i < s.size; i++)
		s.value[i] = (uint8_t)prng_next(random);
	memcpy(s.under, memory + s.address, s.size);
	memcpy(memory + s.address, s.value, s.size);
	stores_add(&buffers[thread], &s);
	for (uint32_t i = 0; i < list->count; i++)
		events += list->store[i].event;
	while (list->count == STORES_MAX ||
		(list->count && s.event && events == STORES_EVENT_MAX)) {
		events -= list->store[0].event;
		model_drain(list, 0);
	}
	list->store[list->count++] = s;
}

static bool overlap(const struct store *a, const struct store *b)
{
	return a->address < b->address + b->size && b->address < a->address + a->size;
}

/* Let one candidate of a lifted buffer reach memory, in the model too. */
static void drain(struct prng *random, int thread, bool weak)
{
	struct store_buffer *list = &lists[thread];
	uint32_t candidates[STORES_MAX], count = 0, nth;

	for (uint32_t i = 0; i < list->count; i++) {
		bool may = list->store[i].event;

		for (uint32_t j = 0; j < i; j++)
			may &= weak ? !overlap(&list->store[i], &list->store[j])
				    : !list->store[j].event;
		if (may)
			candidates[count++] = i;
	}
	assert_int_equal(stores_candidates(&buffers[thread], weak), count);
	if (!count)
		return;
	nth = prng_below(random, count);
	assert_int_equal(stores_candidate(&buffers[thread], weak, nth)->address,
		list->store[candidates[nth]].address);
	stores_drain(&buffers[thread], weak, nth, access_memory, NULL);
	if (weak) {
		model_drain(list, candidates[nth]);
		return;
	}
	for (uint32_t i = 0; i <= candidates[nth]; i++)
		model_drain(list, 0);
	count = 0;
	for (uint32_t i = 0; i < list->count; i++)
		count += list->store[i].event;
	while (list->count && !count)
		model_drain(list, 0);
}

static void run(uint64_t seed, bool weak)
{
	struct prng random;
	int running = 0;

	prng_seed(&random, seed);
	memset(buffers, 0, sizeof(buffers));
	memset(lists, 0, sizeof(lists));
	memcpy(model, memory, MEMORY);
	for (int step = 0; step < 300; step++) {
		uint32_t kind = prng_below(&random, 8);

		if (kind < 5) {
			store(&random, running);
		} else if (kind == 5) { /* a fence */
			buffers[running].count = 0;
			while (lists[running].count)
				model_drain(&lists[running], 0);
		} else {
			stores_lift(&buffers[running], access_memory, NULL);
			check_view(-1);
			while (prng_below(&random, 3)) {
				drain(&random, (int)prng_below(&random, THREADS), weak);
				check_view(-1);
			}
			running = (int)prng_below(&random, THREADS);
			stores_lay(&buffers[running], access_memory, NULL);
		}
		for (int i = 0; i < THREADS; i++)
			assert_int_equal(buffers[i].count, lists[i].count);
		check_view(running);
	}
	stores_lift(&buffers[running], access_memory, NULL);
	check_view(-1);
}

TEST(in_order)
{
	for (uint64_t seed = 0; seed < 2000; seed++)
		run(seed, false);
}

TEST(in_any_order)
{
	for (uint64_t seed = 0; seed < 2000; seed++)
		run(seed, true);
}

TEST(overlaps_are_found)
{
	static struct store_buffer b;
	const struct store s = {.address = 8, .size = 4};

	stores_add(&b, &s);
	assert_false(stores_overlap(&b, 4, 4));
	assert_true(stores_overlap(&b, 4, 5));
	assert_true(stores_overlap(&b, 11, 1));
	assert_false(stores_overlap(&b, 12, 8));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(in_order),
		cmocka_unit_test(in_any_order),
		cmocka_unit_test(overlaps_are_found),
	};

	return cmocka_run_group_tests_name("stores", tests, NULL, NULL);
}
