/* SPDX-License-Identifier: MIT */
/*
 * The fair class and threads that yield: for many of them it is a ring. See test_fair.c.
 */
#include <kernel/sched/switch.h>
#include <tests/host/harness.h>

#define SLICE 3000000 /* cycles */

/* 10000 yielders: each has its turn, and nearly every yield is a turn of the ring. */
TEST(many_yielders_take_turns)
{
	enum { MANY = 10000, TURNS = 20 };
	static struct thread many[MANY];
	static unsigned turns[MANY];
	static struct thread idle;
	static struct runqueue rq;
	unsigned slow = 0;
	uint64_t now = 12345;

	runqueue_init(&rq, &policy_linux);
	rq.charged_cycles = now;
	rq.idle = rq.curr = &idle;
	for (int i = 0; i < MANY; i++) {
		many[i].level = LEVEL_FAIR_AWAY;
		many[i].quantum_cycles = many[i].quantum_left_cycles = SLICE;
		fair_adopt(&many[i], FAIR_NICE_0);
		fair_add(&rq, &many[i], FAIR_START);
	}
	rq.curr = fair_pick(&rq);
	for (int i = 0; i < MANY * TURNS; i++) {
		struct thread *self = rq.curr, *next = runqueue_next(self);
		uint64_t runtime;

		turns[self - many]++;
		now += 400;
		runtime = self->runtime_cycles + 400;
		if (runtime >= self->yield_limit_cycles || next == self) {
			slow++;
			charge_quantum(&rq, self, now);
			fair_requeue(&rq, self, true);
			rq.curr = fair_pick(&rq);
			continue;
		}
		charge(&rq, self, now);
		self->quantum_left_cycles = self->quantum_cycles;
		rq.curr = rq.first[LEVEL_FAIR] = next;
	}
	for (int i = 0; i < MANY; i++)
		assert_int_equal(turns[i], TURNS);
	assert_true(slow <= 2 * MANY);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(many_yielders_take_turns),
	};

	return cmocka_run_group_tests_name("fair_yields", tests, NULL, NULL);
}
