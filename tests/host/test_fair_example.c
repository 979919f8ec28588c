/* SPDX-License-Identifier: MIT */
/*
 * The worked example of docs/scheduler.md: three threads that always compute, on one CPU. The test
 * runs it and looks for each of its lines in the document, so the document's numbers are right.
 */
#include <kernel/sched/switch.h>
#include <stdio.h>
#include <string.h>
#include <tests/host/harness.h>
#include <tests/host/sim_locks.h>

#define SLICE 3000 /* cycles; the document calls a cycle a microsecond */
#define TURNS 9
#define ALL   3

static struct runqueue rq;
static struct thread threads[ALL], idle;
static uint64_t now;

static const struct {
	const char *name;
	unsigned weight;
} specs[ALL] = {
	{"A", FAIR_NICE_0},
	{"B", FAIR_NICE_0 + 3},
	{"C", FAIR_NICE_0 - 3},
};

/* Virtual time in us at nice 0, rounded. */
static long us(int64_t virtual_time)
{
	return (long)((virtual_time + 512) >> 10);
}

static int64_t due(const struct thread *t)
{
	return t->fair.vtime + t->quantum_left_cycles * 1024 * 1024 / fair_weight(t->fair.weight);
}

static void print_turn(char *line, size_t size, uint64_t start, const struct thread *ran)
{
	int n = snprintf(line, size, "| %lu |", (unsigned long)start);

	for (int i = 0; i < ALL; i++) {
		const struct thread *t = &threads[i];
		long from = us(t->fair.vtime), to = us(due(t));

		n += snprintf(line + n, size - (size_t)n, " %ld → %ld |", from, to);
	}
	snprintf(line + n, size - (size_t)n, " %ld | %s |", us(fair_virtual_now(&rq.fair)),
		specs[ran - threads].name);
}

static int set_up(void **state)
{
	runqueue_init(&rq, &policy_linux);
	rank_hold_only(&rq.lock);
	rq.idle = rq.curr = &idle;
	for (int i = 0; i < ALL; i++) {
		threads[i].level = LEVEL_FAIR_UNQUEUED;
		threads[i].quantum_cycles = threads[i].quantum_left_cycles = SLICE;
		fair_adopt(&threads[i], specs[i].weight);
		fair_add(&rq, &threads[i], FAIR_START);
	}
	return 0;
}

static const char *read_document(void)
{
	static char text[65536];
	FILE *file = fopen("docs/scheduler.md", "r");

	assert_non_null(file);
	assert_true(fread(text, 1, sizeof(text) - 1, file) > 0);
	fclose(file);
	return text;
}

static void expect_line(const char *document, const char *line)
{
	if (!strstr(document, line))
		fail_msg("docs/scheduler.md lacks the line: %s", line);
}

TEST(the_document_shows_what_happens)
{
	const char *document = read_document();
	char line[200];

	for (int turn = 0; turn < TURNS; turn++) {
		rq.curr = fair_pick(&rq);
		print_turn(line, sizeof(line), now, rq.curr);
		expect_line(document, line);
		now += (uint64_t)rq.curr->quantum_left_cycles;
		charge_quantum(&rq, rq.curr, now);
		fair_requeue(&rq, rq.curr, false);
	}
	for (int i = 0; i < ALL; i++) {
		uint64_t fair = now * fair_weight(specs[i].weight) / (uint64_t)rq.fair.weight;

		snprintf(line, sizeof(line), "| %s | %u | %lu | %lu |", specs[i].name,
			fair_weight(specs[i].weight),
			(unsigned long)threads[i].usage.runtime_cycles, (unsigned long)fair);
		expect_line(document, line);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup(the_document_shows_what_happens, set_up),
	};

	return cmocka_run_group_tests_name("fair_example", tests, NULL, NULL);
}
