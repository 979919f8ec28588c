/* SPDX-License-Identifier: MIT */
/*
 * The scheduler under every policy, on up to three simulated CPUs, while threads work, yield, sleep
 * and change priorities at random.
 *
 * The oracle keeps each runqueue's order in plain arrays. At each release of a runqueue's lock it
 * examines the changes, and accepts only those that a naive scheduler could have made: a thread
 * joins at the tail; the running thread moves to the head if it has quantum left, or to the tail
 * with a full quantum, or leaves, and the first thread of the highest level runs; another CPU pulls
 * a thread.
 */
#include <kernel/time/sleep.h>
#include <kernel/time/timer.h>
#include <lib/random.h>
#include <string.h>
#include <tests/host/sim.h>

#define THREADS 6
#define ROUNDS  10000 /* for each policy */
#define ROOM    (THREADS + 2)

/* --- The oracle ------------------------------------------------------------------------------- */

struct order {
	struct thread *at[THREAD_PRIORITIES][ROOM];
	unsigned count[THREAD_PRIORITIES];
	struct thread *curr;
};

static struct order orders[CPU_MAX];

static unsigned naive_level(const struct sched_policy *policy, const struct thread *t)
{
	return policy == &policy_prio ? t->priority : 0;
}

/* On this machine a cycle is a nanosecond. */
static int64_t naive_quantum(const struct sched_policy *policy, const struct thread *t)
{
	if (policy == &policy_ticks)
		return (t->priority ? t->priority : 1) * 1000000;
	return sched_quantum_ns;
}

static void order_read(struct order *order, const struct runqueue *rq)
{
	memset(order->count, 0, sizeof(order->count));
	for (unsigned level = 0; level < THREAD_PRIORITIES; level++) {
		struct thread *t = rq->first[level];

		for (bool again = t; again; again = t != rq->first[level]) {
			SIM_CHECK(level == naive_level(rq->policy, t));
			SIM_CHECK(t->quantum_left_cycles <= naive_quantum(rq->policy, t));
			SIM_CHECK(order->count[level] < ROOM);
			if (t != rq->curr)
				order->at[level][order->count[level]++] = t;
			t = runqueue_next(t);
		}
	}
	order->curr = rq->curr;
}

static bool order_equal(const struct order *a, const struct order *b)
{
	for (unsigned level = 0; level < THREAD_PRIORITIES; level++)
		if (a->count[level] != b->count[level] ||
			memcmp(a->at[level], b->at[level], a->count[level] * sizeof(a->at[0][0])))
			return false;
	return a->curr == b->curr;
}

static int highest(const struct order *order)
{
	for (int level = THREAD_PRIORITIES - 1; level >= 0; level--)
		if (order->count[level])
			return level;
	return -1;
}

static void insert(struct order *order, unsigned level, unsigned at, struct thread *t)
{
	SIM_CHECK(order->count[level] < ROOM);
	memmove(&order->at[level][at + 1], &order->at[level][at],
		(order->count[level]++ - at) * sizeof(order->at[0][0]));
	order->at[level][at] = t;
}

static struct thread *take(struct order *order, unsigned level, unsigned at)
{
	struct thread *t = order->at[level][at];

	memmove(&order->at[level][at], &order->at[level][at + 1],
		(--order->count[level] - at) * sizeof(order->at[0][0]));
	return t;
}

/* `before`, with the first thread of the highest level running (or the idle thread). */
static bool is_pick(struct order before, const struct order *after, struct thread *idle)
{
	int level = highest(&before);

	before.curr = level < 0 ? idle : take(&before, (unsigned)level, 0);
	return order_equal(&before, after);
}

static bool is_switch(const struct order *before, const struct order *after, struct runqueue *rq)
{
	struct thread *left = before->curr;
	unsigned level = naive_level(rq->policy, left);
	struct order with;

	if (left == rq->idle || left->state != THREAD_READY)
		if (is_pick(*before, after, rq->idle))
			return true;
	if (left == rq->idle)
		return false;
	with = *before;
	insert(&with, level, 0, left);
	if (left->quantum_left_cycles > 0 && is_pick(with, after, rq->idle))
		return true;
	with = *before;
	insert(&with, level, with.count[level], left);
	return left->quantum_left_cycles == naive_quantum(rq->policy, left) &&
	       is_pick(with, after, rq->idle);
}

/* One more thread, at the tail of its level. */
static bool is_arrival(struct order before, const struct order *after, struct runqueue *rq)
{
	for (unsigned level = 0; level < THREAD_PRIORITIES; level++)
		if (after->count[level] == before.count[level] + 1) {
			struct thread *t = after->at[level][before.count[level]];

			if (t->quantum_left_cycles <= 0)
				return false;
			insert(&before, level, before.count[level], t);
			break;
		}
	return order_equal(&before, after);
}

/* One thread less: another CPU pulled the last one of the highest level. */
static bool is_theft(struct order before, const struct order *after)
{
	int level = highest(&before);

	if (level < 0)
		return false;
	take(&before, (unsigned)level, before.count[level] - 1);
	return order_equal(&before, after);
}

/* One thread has moved to the tail of the level of its new priority. */
static bool is_new_priority(const struct order *before, const struct order *after,
	struct runqueue *rq)
{
	for (unsigned level = 0; level < THREAD_PRIORITIES; level++)
		for (unsigned i = 0; i < before->count[level]; i++) {
			struct order moved = *before;
			struct thread *t = take(&moved, level, i);
			unsigned to = naive_level(rq->policy, t);

			insert(&moved, to, moved.count[to], t);
			if (order_equal(&moved, after))
				return true;
		}
	return false;
}

static void observe(const struct rawlock *lock)
{
	for (unsigned i = 0; i < cpu_count; i++) {
		struct runqueue *rq = &cpus[i].rq;
		struct order after;

		if (lock != &rq->lock)
			continue;
		order_read(&after, rq);
		if (!orders[i].curr)
			orders[i] = after;
		SIM_CHECK(order_equal(&orders[i], &after) || is_switch(&orders[i], &after, rq) ||
			  is_arrival(orders[i], &after, rq) || is_theft(orders[i], &after) ||
			  is_new_priority(&orders[i], &after, rq));
		orders[i] = after;
	}
}

/* --- Random lives ----------------------------------------------------------------------------- */

static struct thread *threads[THREADS];
static unsigned threads_started, done;
static bool touch_others; /* then no thread may be freed before all have ended */
static const struct sched_policy *policy;

static void sleep_some(void)
{
	uint64_t until_ns = host_now_ns + host_random(3000000);

	SIM_CHECK(thread_sleep_until(until_ns) == 0);
	SIM_CHECK(host_now_ns >= until_ns);
}

static void take_a_class(struct thread *t)
{
	const struct sched_class class = {
		.realtime = host_random(2) ? 1 + host_random(3) : 0,
		.quantum_ns = host_random(2) * 1000000,
		.weight = FAIR_NICE_0 + host_random(2) * 5,
		.batch = host_random(2),
	};

	sched_set_class(t, &class);
}

static void one_step(void)
{
	struct thread *other = current_thread();

	if (touch_others && threads_started)
		other = threads[host_random(threads_started)];

	switch (host_random(9)) {
	case 0:
		thread_yield();
		break;
	case 1:
		sleep_some();
		break;
	case 2:
		if (policy == &policy_linux)
			take_a_class(current_thread());
		break;
	case 3:
		sched_poke(other);
		break;
	case 4:
	case 5:
		if (policy == &policy_linux)
			take_a_class(other);
		break;
	default:
		for (unsigned i = host_random(20); i > 0; i--)
			sim_work();
	}
	SIM_CHECK(current_thread()->state == THREAD_RUNNING);
}

/* `done` loses no update: its accesses lie between two points. */
static uintptr_t live(uintptr_t steps, uintptr_t arg1, uintptr_t arg2)
{
	for (; steps > 0; steps--)
		one_step();
	return ++done;
}

static void round_of_lives(uint64_t seed)
{
	struct sim_options options = sim_draw(seed);
	unsigned values = 0;

	options.policy = policy;
	memset(orders, 0, sizeof(orders));
	threads_started = done = 0;
	sim_start(&options);
	sim_observe(policy == &policy_linux ? NULL : observe);
	touch_others = host_random(2);
	for (unsigned i = 0; i < THREADS; i++) {
		threads[i] =
			sim_spawn("life", live, host_random(16), host_random(THREAD_PRIORITIES));
		threads_started++;
	}
	while (touch_others && done < THREADS)
		thread_sleep_ns(1000000);
	for (unsigned i = 0; i < THREADS; i++) {
		uintptr_t value = 0;

		SIM_CHECK(thread_join(threads[i], &value) == 0);
		SIM_CHECK(value >= 1 && value <= THREADS);
		values |= 1u << value;
	}
	SIM_CHECK(done == THREADS && values == (1u << (THREADS + 1)) - 2);
	sim_stop();
}

TEST(random_lives_under_rr)
{
	policy = &policy_rr;
	sim_rounds(ROUNDS, round_of_lives);
}

TEST(random_lives_under_ticks)
{
	policy = &policy_ticks;
	sim_rounds(ROUNDS, round_of_lives);
}

TEST(random_lives_under_prio)
{
	policy = &policy_prio;
	sim_rounds(ROUNDS, round_of_lives);
}

/* Without the oracle, which knows rings only: the checks of sim.c and the results of the runs. */
TEST(random_lives_under_linux)
{
	policy = &policy_linux;
	sim_rounds(ROUNDS, round_of_lives);
}

/* --- Idle CPUs -------------------------------------------------------------------------------- */

static unsigned spinners;
static bool all_ran;

static bool spins(const struct runqueue *rq)
{
	return rq->curr != rq->idle && rq->curr != &main_thread;
}

/* Continue until each spinning thread has a CPU. */
static uintptr_t spin_until_all_run(uintptr_t arg0, uintptr_t arg1, uintptr_t arg2)
{
	while (!all_ran) {
		unsigned busy = 0;

		for (unsigned i = 0; i < cpu_count; i++)
			busy += spins(&cpus[i].rq);
		all_ran = busy == spinners;
		sim_work();
	}
	return 0;
}

static void round_of_spinners(uint64_t seed)
{
	struct sim_options options = sim_draw(seed);
	struct thread *t[4];

	options.cpus = 2 + (unsigned)(seed % 3);
	sim_start(&options);
	spinners = options.cpus;
	all_ran = false;
	for (unsigned i = 0; i < spinners; i++)
		t[i] = sim_spawn("spinner", spin_until_all_run, 0, 1);
	for (unsigned i = 0; i < spinners; i++)
		SIM_CHECK(thread_join(t[i], NULL) == 0);
	sim_stop();
}

TEST(idle_cpus_take_work)
{
	sim_rounds(ROUNDS, round_of_spinners);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(random_lives_under_rr),
		cmocka_unit_test(random_lives_under_ticks),
		cmocka_unit_test(random_lives_under_prio),
		cmocka_unit_test(random_lives_under_linux),
		cmocka_unit_test(idle_cpus_take_work),
	};

	return cmocka_run_group_tests_name("sched", tests, NULL, NULL);
}
