/* SPDX-License-Identifier: MIT */
/*
 * The lock-order check: orders that it accepts, and violations that it reports by name and rank.
 */
#include <arch/irq.h>
#include <kernel/debug/panic.h>
#include <kernel/sched/cpu.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <tests/host/harness.h>
#include <tests/host/sim_locks.h>

struct cpu *host_cpu;

static struct cpu two_cpus[2];
static char said[200];

static struct rawlock threads = RAWLOCK_INIT("threads", LOCK_RANK_THREAD_TABLE);
static struct rawlock wait = RAWLOCK_INIT("wait", LOCK_RANK_WAIT);
static struct rawlock wait2 = RAWLOCK_INIT("wait2", LOCK_RANK_WAIT);
static struct rawlock runqueues[2] = {RAWLOCK_INIT("rq0", LOCK_RANK_RUNQUEUE),
	RAWLOCK_INIT("rq1", LOCK_RANK_RUNQUEUE)};

void panic(const char *fmt, ...)
{
	va_list ap;

	va_start(ap, fmt);
	vsnprintf(said, sizeof(said), fmt, ap);
	va_end(ap);
	mock_assert(0, said, __FILE__, __LINE__);
	abort();
}

static int set_up(void **state)
{
	rank_reset();
	host_cpu = &two_cpus[0];
	said[0] = '\0';
	return 0;
}

TEST(rising_ranks_pass)
{
	rank_acquire(&threads);
	rank_acquire(&wait);
	rank_acquire(&runqueues[0]);
	rank_acquire(&runqueues[1]);
	rank_release(&wait); /* in any order */
	rank_release(&runqueues[0]);
	rank_release(&runqueues[1]);
	rank_release(&threads);
	rank_acquire(&threads);
	rank_release(&threads);
}

TEST(handlers_have_an_order_of_their_own)
{
	host_arch_cpu()->irqs_on = true;
	rank_acquire(&wait);
	rank_handler_begins();
	rank_acquire(&threads);
	rank_release(&threads);
	rank_handler_ends();
	rank_release(&wait);
	/* Another CPU would wait for the lock of a thread that a handler has interrupted, while the
	 * handler waits for the lock of that CPU. */
	rank_acquire(&threads);
	expect_assert_failure(rank_acquire(&wait));
}

TEST(lower_rank_is_caught)
{
	rank_acquire(&wait);
	expect_assert_failure(rank_acquire(&threads));
	assert_string_equal(said,
		"lock order: takes \"threads\" (rank 20) while holding \"wait\" (rank 30)");
}

TEST(lower_rank_is_caught_below_others)
{
	rank_acquire(&wait);
	rank_acquire(&runqueues[0]);
	rank_release(&wait);
	expect_assert_failure(rank_acquire(&wait2));
	assert_non_null(strstr(said, "takes \"wait2\" (rank 30) while holding \"rq0\" (rank 100)"));
}

TEST(same_rank_is_caught)
{
	rank_acquire(&wait);
	expect_assert_failure(rank_acquire(&wait2));
	assert_non_null(strstr(said, "takes \"wait2\""));
}

TEST(runqueues_in_the_wrong_order_are_caught)
{
	rank_acquire(&runqueues[1]);
	expect_assert_failure(rank_acquire(&runqueues[0]));
	assert_non_null(strstr(said, "takes \"rq0\""));
}

TEST(second_acquire_is_caught)
{
	rank_acquire(&wait);
	expect_assert_failure(rank_acquire(&wait));
	assert_string_equal(said, "lock order: takes again \"wait\" (rank 30)");
}

TEST(release_by_another_cpu_is_caught)
{
	rank_acquire(&wait);
	host_cpu = &two_cpus[1];
	rank_acquire(&threads); /* locks of the other thread do not count */
	expect_assert_failure(rank_release(&wait));
	assert_string_equal(said, "lock order: releases what it does not hold: \"wait\" (rank 30)");
}

TEST(only_held_locks_count_as_held)
{
	assert_false(rank_holds(&wait));
	rank_acquire(&wait);
	assert_true(rank_holds(&wait));
	assert_false(rank_holds(&wait2));
	host_cpu = &two_cpus[1];
	assert_false(rank_holds(&wait)); /* those of the other CPU do */
	host_cpu = &two_cpus[0];
	rank_release(&wait);
	assert_false(rank_holds(&wait));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup(rising_ranks_pass, set_up),
		cmocka_unit_test_setup(handlers_have_an_order_of_their_own, set_up),
		cmocka_unit_test_setup(lower_rank_is_caught, set_up),
		cmocka_unit_test_setup(lower_rank_is_caught_below_others, set_up),
		cmocka_unit_test_setup(same_rank_is_caught, set_up),
		cmocka_unit_test_setup(runqueues_in_the_wrong_order_are_caught, set_up),
		cmocka_unit_test_setup(second_acquire_is_caught, set_up),
		cmocka_unit_test_setup(release_by_another_cpu_is_caught, set_up),
		cmocka_unit_test_setup(only_held_locks_count_as_held, set_up),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
