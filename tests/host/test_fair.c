/* SPDX-License-Identifier: MIT */
/*
 * The fair class by itself: one queue, a clock that the test advances, and threads that compute,
 * yield, block, wake and are interrupted at random.
 *
 * The oracle knows each thread's CPU time and derives the rest from it in floating point: the
 * queue's virtual time, the eligible threads, the earliest deadline. The class rounds to buckets of
 * up to a quarter of a slice, and may differ by that much.
 */
#include <kernel/sched/switch.h>
#include <lib/random.h>
#include <string.h>
#include <tests/host/harness.h>
#include <tests/host/sim_locks.h>

#define THREADS 24
#define SLICE   3000000 /* cycles */
#define ROUNDS  150
#define STEPS   4000

struct model {
	struct thread t;
	double vtime;                      /* in cycles at nice 0, exact */
	uint64_t counted_cycles;           /* CPU time included in it */
	uint64_t since_cycles, share_from; /* CPU time when the set became fixed */
	bool queued;
	bool napped; /* when it last left */
	bool yields;
};

static struct runqueue rq;
static struct model models[THREADS];
static struct thread idle, real_time;
static struct prng prng;
static uint64_t now;
static double total_weight;
static double last_average; /* of an empty queue */

static double magnitude(double x)
{
	return x < 0 ? -x : x;
}

static uint32_t below(uint32_t n)
{
	return prng_below(&prng, n);
}

static struct model *model_of(struct thread *t)
{
	return container_of(t, struct model, t);
}

static double weight(const struct model *m)
{
	return fair_weight(m->t.fair.weight);
}

static double slice_of(const struct model *m)
{
	return SLICE * 1024.0 / weight(m);
}

/* --- The oracle ------------------------------------------------------------------------------- */

static void count_all(void)
{
	for (int i = 0; i < THREADS; i++) {
		struct model *m = &models[i];

		m->vtime +=
			(double)(m->t.usage.runtime_cycles - m->counted_cycles) * 1024 / weight(m);
		m->counted_cycles = m->t.usage.runtime_cycles;
	}
}

/* Part of the queue's load: a napping thread still is. */
static bool is_part(const struct model *m)
{
	return m->queued || (m->t.level == LEVEL_FAIR_UNQUEUED && fair_is_napping(&m->t));
}

static double average(void)
{
	double sum = 0, weights = 0;

	for (int i = 0; i < THREADS; i++)
		if (is_part(&models[i])) {
			sum += weight(&models[i]) * models[i].vtime;
			weights += weight(&models[i]);
		}
	total_weight = weights;
	if (weights)
		last_average = sum / weights;
	return last_average;
}

static double request_end(const struct model *m)
{
	return m->vtime + (double)m->t.quantum_left_cycles * 1024 / weight(m);
}

/* Compare the class's rounded values with the exact ones. Its virtual time has an origin of its
 * own. */
static void check_queue(void)
{
	double v = average();
	unsigned count = 0, linked = 0, groups = 0;
	int last_weight = -1;

	for (int i = 0; i < THREADS; i++)
		linked += is_part(&models[i]) && !models[i].queued;

	for (int i = 0; i < THREADS; i++)
		count += is_part(&models[i]);
	assert_int_equal(count, rq.fair.count);
	assert_true((double)rq.fair.weight == total_weight);
	assert_int_equal(rq.top, count ? LEVEL_FAIR_BUSY : LEVEL_NONE);
	for (struct thread *first = fair_next_bucket(&rq.fair, NULL); first;
		first = fair_next_bucket(&rq.fair, first)) {
		struct thread *t = first;

		if (first->fair.weight != last_weight)
			groups++;
		last_weight = first->fair.weight;
		do {
			assert_int_equal(t->fair.weight, first->fair.weight);
			assert_int_equal(t->level, LEVEL_FAIR);
			assert_true(model_of(t)->queued);
			linked++;
			t = runqueue_next(t);
		} while (t != first);
	}
	assert_int_equal(linked, count);
	assert_int_equal(groups, rq.fair.groups);
	if (rq.curr->level != LEVEL_FAIR)
		return;
	assert_ptr_equal(rq.first[LEVEL_FAIR], rq.curr);
	for (int i = 0; i < THREADS; i++) {
		struct model *m = &models[i];
		double lag = v - m->vtime;

		if (!m->queued)
			continue;
		/* While the set of threads is constant, lag is bounded by the request, a bucket's
		 * width and a turn that a yield ends. Threads that leave and join with their lags
		 * shift the average. */
		assert_true(magnitude(lag) <= slice_of(m) * 6);
	}
}

/* Check that `t`, which was just picked, is eligible, and that no eligible thread has a much
 * earlier deadline. */
static void check_pick(struct thread *t)
{
	struct model *picked = model_of(t);
	double v = average(), span = slice_of(picked) / 4;

	assert_true(request_end(picked) - slice_of(picked) <= v + span + 2);
	for (int i = 0; i < THREADS; i++) {
		struct model *m = &models[i];

		if (m->queued && request_end(m) - slice_of(m) <= v - slice_of(m) / 4)
			assert_true(
				request_end(picked) <= request_end(m) + slice_of(m) / 4 + span + 2);
	}
}

/* --- The machine ------------------------------------------------------------------------------ */

static void charge_now(void)
{
	if (rq.curr->level == LEVEL_FAIR)
		charge_quantum(&rq, rq.curr, now);
	else
		charge(&rq, rq.curr, now);
	count_all();
}

static void run_next(void)
{
	rq.curr = rq.fair.count ? fair_pick(&rq) : &idle;
	if (rq.curr != &idle)
		check_pick(rq.curr);
}

static void preempt(bool yield)
{
	charge_now();
	if (rq.curr->level == LEVEL_FAIR)
		fair_requeue(&rq, rq.curr, yield);
	run_next();
}

/* Yield as sched_yield() does. */
static void yield(void)
{
	struct thread *self = rq.curr, *next = runqueue_next(self);
	uint64_t runtime = self->usage.runtime_cycles + (now - rq.charged_cycles);

	if (next == self || runtime >= self->yield_limit_cycles) {
		preempt(true);
		return;
	}
	self->usage.runtime_cycles = runtime;
	rq.charged_cycles = now;
	self->quantum_left_cycles = self->quantum_cycles;
	rq.first[LEVEL_FAIR] = next;
	rq.curr = next;
	count_all();
}

static void wake_preempts(const struct model *m)
{
	if (rq.curr == &idle || (rq.curr->level == LEVEL_FAIR && fair_preempts(&rq, &m->t, SLICE)))
		preempt(false);
}

/* Check the place of a thread that has rejoined: its old place, or behind the virtual time by at
 * most its debt, and no further behind than before, nor than a slice. */
static void join_after_nap(struct model *m)
{
	bool naps = fair_is_napping(&m->t);
	double v, offset, theirs;
	int64_t before;

	if (naps && runqueue_end_nap(&rq, &m->t, now)) {
		m->queued = true;
		return;
	}
	charge_now();
	before = fair_virtual_now(&rq.fair);
	fair_add(&rq, &m->t, FAIR_WAKE);
	theirs = (double)(m->t.fair.vtime - fair_virtual_now(&rq.fair)) / 1024;
	v = average();
	offset = m->vtime - v;
	m->queued = true;
	if (!total_weight) {
		m->vtime = v + (double)(m->t.fair.vtime - before) / 1024;
	} else {
		theirs *= (total_weight + weight(m)) / total_weight;
		m->vtime = v + theirs;
		assert_true(theirs <= MAX(offset, 0.0) * 1.001 + 200);
		assert_true(theirs >= (naps ? MIN(offset, 0.0) : -slice_of(m)) * 1.001 - 200);
	}
	wake_preempts(m);
}

static void join(struct model *m, enum fair_reason reason)
{
	double v, before = m->vtime, lag = -(double)m->t.fair.lag / 1024;

	charge_now();
	v = average();
	fair_add(&rq, &m->t, reason);
	/* A debt remains, and shrinks while others run. */
	m->vtime = v + (lag <= 0 ? lag : MAX(MIN(lag, before - v), 0.0));
	if (rq.fair.count > 1) {
		double theirs = (double)(m->t.fair.vtime - fair_virtual_now(&rq.fair)) / 1024;

		m->queued = true;
		assert_true(magnitude(theirs - (m->vtime - average())) <
			    200 + magnitude(theirs) / 1000);
	}
	m->queued = true;
	wake_preempts(m);
}

/* The running thread leaves the CPU by itself. */
static void go_away(void)
{
	struct model *m = model_of(rq.curr);

	charge(&rq, rq.curr, now);
	count_all();
	rq.curr = fair_leave(&rq, rq.curr);
	m->t.quantum_left_cycles = m->t.quantum_cycles;
	m->queued = false;
	m->napped = true;
	if (!rq.fair.count)
		last_average = m->vtime;
}

static void depart(void)
{
	struct model *m = model_of(rq.curr);
	double lag;

	charge_now();
	fair_remove(&rq, rq.curr);
	m->queued = m->napped = false;
	lag = (rq.fair.count ? average() : m->vtime) - m->vtime; /* naps have ended */
	lag = MAX(MIN(lag, slice_of(m)), -4 * slice_of(m));
	if (!rq.fair.count)
		last_average = m->vtime;
	/* Each place is rounded to a cycle, which by weight is more if the other threads are
	 * light. */
	assert_true(magnitude((double)m->t.fair.lag / 1024 - lag) <
		    200 + magnitude(lag) / 1000 + 3 * weight(m) / MAX(total_weight, 1.0));
	run_next();
}

static void set_up(struct model *m, unsigned weight_number)
{
	m->t.level = LEVEL_FAIR_UNQUEUED;
	m->t.quantum_cycles = m->t.quantum_left_cycles = SLICE;
	fair_adopt(&m->t, weight_number);
}

static void start(uint64_t seed, unsigned kinds)
{
	static const uint8_t choice[] = {FAIR_NICE_0, FAIR_NICE_0 + 5, 0, FAIR_IDLE - 1, FAIR_IDLE,
		10};

	prng_seed(&prng, seed);
	memset(models, 0, sizeof(models));
	last_average = 0;
	memset(&idle, 0, sizeof(idle));
	memset(&real_time, 0, sizeof(real_time));
	runqueue_init(&rq, &policy_linux);
	rank_hold_only(&rq.lock);
	now = rq.charged_cycles = seed * 12345;
	rq.idle = rq.curr = &idle;
	real_time.level = LEVEL_REALTIME + 5;
	for (int i = 0; i < THREADS; i++)
		set_up(&models[i], choice[below(kinds)]);
}

/* The running thread computes until its slice ends, or for `cycles`. */
static void compute(uint64_t cycles)
{
	uint64_t left = (uint64_t)rq.curr->quantum_left_cycles -
			(rq.curr->level == LEVEL_FAIR ? now - rq.charged_cycles : 0);

	if (rq.curr->level == LEVEL_FAIR && cycles >= left) {
		now += left + below(500);
		preempt(false);
	} else {
		now += cycles;
	}
}

static void interrupt_it(void)
{
	preempt(false);
	rq.curr = &real_time;
	rq.first[LEVEL_FAIR] = NULL;
	rq.fair.bucket_head = NULL;
	now += below(SLICE);
	charge_now();
	run_next();
}

static void step(void)
{
	struct model *m = &models[below(THREADS)];

	switch (below(8)) {
	case 0:
		if (m->queued)
			break;
		if (m->napped)
			join_after_nap(m);
		else
			join(m, below(2) ? FAIR_WAKE : FAIR_START);
		break;
	case 1:
		if (rq.curr != &idle && below(4) == 0)
			below(2) ? depart() : go_away();
		break;
	case 2:
		if (rq.curr != &idle && below(10) == 0)
			interrupt_it();
		break;
	case 3:
	case 4:
		for (int i = 0; i < 5 && rq.curr != &idle; i++) {
			now += 1 + below(below(8) ? 1000 : SLICE / 20);
			yield();
		}
		break;
	default:
		compute(1 + below(SLICE));
	}
	check_queue();
}

static void random_round(uint64_t seed)
{
	start(seed, 1 + (unsigned)seed % 6);
	for (int i = 0; i < STEPS; i++)
		step();
}

TEST(random_steps)
{
	for (uint64_t seed = 1; seed <= ROUNDS; seed++)
		random_round(seed);
}

/* Threads that never block. Some of them only yield, each after a time of its own. At any moment
 * each thread's CPU time is in proportion to its weight, to within a slice and a half. */
static void share_round(uint64_t seed)
{
	unsigned count = 2 + (unsigned)(seed % (THREADS - 2));
	uint64_t begin;

	start(seed, seed % 2 ? 1 : 5);
	for (unsigned i = 0; i < count; i++) {
		models[i].yields = below(2);
		join(&models[i], FAIR_START);
	}
	begin = now;
	for (unsigned i = 0; i < count; i++)
		models[i].share_from = models[i].t.usage.runtime_cycles;
	for (int i = 0; i < STEPS; i++) {
		struct model *m = model_of(rq.curr);

		if (m->yields) {
			now += 200 + 100 * (uint64_t)(m - models);
			yield();
		} else {
			compute(SLICE);
		}
	}
	charge_now();
	for (unsigned i = 0; i < count; i++) {
		struct model *m = &models[i];
		double got = (double)(m->t.usage.runtime_cycles - m->share_from);
		double due = (double)(now - begin) * weight(m) / total_weight;

		if (magnitude(got - due) > 2.0 * SLICE)
			print_error("seed %u: weight %g got %g of %g\n", (unsigned)seed, weight(m),
				got, due);
		assert_true(magnitude(got - due) <= 2.0 * SLICE);
	}
}

TEST(shares_by_weight_whoever_yields)
{
	for (uint64_t seed = 1; seed <= ROUNDS; seed++)
		share_round(seed);
}

/* Two threads that compute a little, wake each other and wait, in turn, against one that only
 * computes. One of the two can always run, the other some of the time. So together they get half of
 * the time or more, and one of them at least the third that it would get if both could always
 * run. */
static void pair_round(uint64_t seed)
{
	struct model *hog = &models[0];
	uint64_t begin, naps = 0, turns = 0;
	double got;

	start(seed, 1);
	for (int i = 0; i < 3; i++)
		join(&models[i], FAIR_START);
	begin = now;
	while (now - begin < 400 * (uint64_t)SLICE) {
		struct model *m = model_of(rq.curr), *other = &models[m == &models[1] ? 2 : 1];

		if (m == hog) {
			compute(SLICE);
			continue;
		}
		now += 1000 + below((uint32_t)seed * 1000);
		if (!other->queued)
			join_after_nap(other);
		if (rq.curr == &m->t && models[1].queued && models[2].queued) {
			go_away();
			turns++;
			naps += fair_is_napping(&m->t);
		}
	}
	charge_now();
	got = (double)hog->t.usage.runtime_cycles / (double)(now - begin);
	if (got < 0.33 || got > 0.52)
		print_error("seed %u: %g\n", (unsigned)seed, got);
	assert_true(got >= 0.33 && got <= 0.52);
	assert_true(turns > 100 && naps > 0);
}

TEST(short_waits_neither_gain_nor_lose)
{
	for (uint64_t seed = 1; seed <= 40; seed++)
		pair_round(seed);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(random_steps),
		cmocka_unit_test(shares_by_weight_whoever_yields),
		cmocka_unit_test(short_waits_neither_gain_nor_lose),
	};

	return cmocka_run_group_tests_name("fair", tests, NULL, NULL);
}
