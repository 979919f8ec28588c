/* SPDX-License-Identifier: MIT */
/*
 * The fair class where a ring suffices: many threads that yield, and two that wake each other. See
 * test_fair.c.
 */
#include <kernel/sched/switch.h>
#include <tests/host/harness.h>
#include <tests/host/sim_locks.h>

#define SLICE 3000000 /* cycles */

/* 10000 threads that yield: each gets its turn, and nearly every yield just rotates the ring. */
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
	rank_hold_only(&rq.lock);
	rq.charged_cycles = now;
	rq.idle = rq.curr = &idle;
	for (int i = 0; i < MANY; i++) {
		many[i].level = LEVEL_FAIR_UNQUEUED;
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
		runtime = self->usage.runtime_cycles + 400;
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

/* Two threads that wake each other and wait, in turn: nearly every wait is a nap, even if their
 * requests have deadlines on different sides of a bucket boundary. */
static void talk(uint64_t apart_cycles)
{
	enum { WORDS = 20000, WORD_CYCLES = 700 };
	struct thread two[2] = {0}, idle = {0};
	static struct cpu cpu;
	unsigned slow = 0;

	runqueue_init(&cpu.rq, &policy_linux);
	rank_hold_only(&cpu.rq.lock);
	cpu.rq.idle = cpu.rq.curr = &idle;
	for (int i = 0; i < 2; i++) {
		two[i].level = LEVEL_FAIR_UNQUEUED;
		two[i].quantum_cycles = two[i].quantum_left_cycles = SLICE;
		two[i].state = THREAD_READY;
		two[i].cpu = &cpu;
		fair_adopt(&two[i], FAIR_NICE_0);
		two[i].fair.lag = -(int64_t)(unsigned)i * (int64_t)apart_cycles * 1024;
		two[i].fair.vtime = -two[i].fair.lag;
		runqueue_add_last(&cpu.rq, &two[i], FAIR_WAKE);
	}
	cpu.rq.curr = fair_pick(&cpu.rq);
	for (int i = 0; i < WORDS; i++) {
		struct thread *self = cpu.rq.curr, *other = &two[self == &two[0]];
		uint64_t now = cpu.rq.charged_cycles + WORD_CYCLES;

		if (other->level == LEVEL_FAIR_UNQUEUED &&
			(!fair_is_napping(other) || !runqueue_end_nap(&cpu.rq, other, now)))
			runqueue_add_last(&cpu.rq, other, FAIR_WAKE);
		charge(&cpu.rq, self, now);
		cpu.rq.curr = fair_leave(&cpu.rq, self);
		self->quantum_left_cycles = SLICE;
		slow += !fair_is_napping(self);
		assert_ptr_equal(cpu.rq.curr, other);
	}
	assert_true(slow < WORDS / 100);
}

TEST(two_that_talk_nap)
{
	for (uint64_t apart = 0; apart < SLICE; apart += SLICE / 50)
		talk(apart);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(many_yielders_take_turns),
		cmocka_unit_test(two_that_talk_nap),
	};

	return cmocka_run_group_tests_name("fair_yields", tests, NULL, NULL);
}
