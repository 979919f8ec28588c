/* SPDX-License-Identifier: MIT */
/*
 * Timers: the queue as an object against a plain array; timers of several CPUs, started, cancelled
 * and fired at random; sleeping threads. With a clock that advances only while all CPUs wait, every
 * event must happen at its exact time.
 */
#include <kernel/time/sleep.h>
#include <kernel/time/timer.h>
#include <string.h>
#include <tests/host/sim.h>

#define ROUNDS 10000

/* --- The queue as an object ------------------------------------------------------------------- */

#define TIMERS 12
#define STEPS  60

struct checked_timer {
	struct timer timer;
	uint64_t number; /* sequence number: equal deadlines fire in this order */
};

static struct checked_timer timers[TIMERS];
static struct timer_queue timer_queue;
static uint64_t added, now_ns;
static unsigned fired;

static bool is_queued(const struct checked_timer *t)
{
	return rb_is_linked(&t->timer.node);
}

static void add(struct checked_timer *t)
{
	uint64_t deadline_ns = host_random(8) ? now_ns + host_random(30) : TIME_NEVER;
	uint64_t first_ns = timer_queue_first_ns(&timer_queue);
	bool first = deadline_ns < first_ns || !rb_first(&timer_queue.tree);

	t->number = ++added;
	SIM_CHECK(timer_queue_add(&timer_queue, &t->timer, deadline_ns) == first);
}

static bool before(const struct checked_timer *a, const struct checked_timer *b)
{
	return a->timer.deadline_ns < b->timer.deadline_ns ||
	       (a->timer.deadline_ns == b->timer.deadline_ns && a->number < b->number);
}

static void object_fires(struct timer *timer)
{
	struct checked_timer *self = container_of(timer, struct checked_timer, timer);

	SIM_CHECK(!is_queued(self) && timer->deadline_ns <= now_ns);
	for (unsigned i = 0; i < TIMERS; i++)
		SIM_CHECK(!is_queued(&timers[i]) || before(self, &timers[i]));
	fired++;
	if (host_random(8) == 0)
		add(self);
}

static void check_first(void)
{
	uint64_t first_ns = TIME_NEVER;

	for (unsigned i = 0; i < TIMERS; i++)
		if (is_queued(&timers[i]))
			first_ns = MIN(first_ns, timers[i].timer.deadline_ns);
	SIM_CHECK(timer_queue_first_ns(&timer_queue) == first_ns);
}

static void object_step(void)
{
	struct checked_timer *t = &timers[host_random(TIMERS)];
	unsigned due = 0;
	uint64_t first_ns;

	if (host_random(3) == 0) {
		now_ns += host_random(20);
		for (unsigned i = 0; i < TIMERS; i++)
			due += is_queued(&timers[i]) && timers[i].timer.deadline_ns <= now_ns;
		fired = 0;
		first_ns = timer_queue_run(&timer_queue, now_ns);
		SIM_CHECK(first_ns > now_ns && first_ns == timer_queue_first_ns(&timer_queue));
		SIM_CHECK(fired >= due); /* more if a timer restarts itself for now */
	} else if (is_queued(t)) {
		SIM_CHECK(timer_cancel(&t->timer));
		SIM_CHECK(!timer_cancel(&t->timer));
	} else {
		add(t);
	}
	check_first();
}

static void round_of_queue(uint64_t seed)
{
	struct sim_options options = {.seed = seed, .policy = &policy_rr, .cpus = 1};

	sim_start(&options);
	timer_queue_init(&timer_queue);
	for (unsigned i = 0; i < TIMERS; i++)
		timer_init(&timers[i].timer, object_fires);
	now_ns = 0;
	for (unsigned i = 0; i < STEPS; i++) {
		arch_irq_disable();
		object_step();
		arch_irq_enable();
	}
	sim_stop();
}

TEST(queue_against_array)
{
	sim_rounds(ROUNDS, round_of_queue);
}

/* --- Timers of several CPUs ------------------------------------------------------------------- */

#define OWNERS 4

struct owned_timer {
	struct timer timer;
	uint64_t started_ns;
	bool expected; /* started, neither fired nor cancelled */
	bool running;
	unsigned restarts; /* how often its function restarts it */
};

static struct owned_timer owned[OWNERS];

static void start_owned(struct owned_timer *t)
{
	t->expected = true;
	t->started_ns = host_now_ns;
	timer_start(&t->timer, host_now_ns + sim_some_ns(10));
}

static void owned_fires(struct timer *timer)
{
	struct owned_timer *self = container_of(timer, struct owned_timer, timer);

	SIM_CHECK(self->expected && !self->running && !arch_irqs_enabled());
	SIM_CHECK(host_now_ns >= timer->deadline_ns);
	if (!sim_time_passes())
		SIM_CHECK(host_now_ns == timer->deadline_ns);
	for (unsigned i = 0; i < OWNERS; i++)
		SIM_CHECK(!rb_is_linked(&owned[i].timer.node) ||
			  owned[i].timer.queue != timer->queue ||
			  owned[i].timer.deadline_ns >= timer->deadline_ns);
	self->expected = false;
	self->running = true;
	host_point();
	host_point();
	self->running = false;
	if (self->restarts) {
		self->restarts--;
		start_owned(self);
	}
}

static uintptr_t own_timer(uintptr_t id, uintptr_t arg1, uintptr_t arg2)
{
	struct owned_timer *self = &owned[id];

	for (unsigned i = host_random(6); i > 0; i--) {
		bool in_time;

		arch_irq_disable();
		timer_init(&self->timer, owned_fires);
		self->restarts = host_random(3);
		start_owned(self);
		arch_irq_enable();
		if (host_random(2))
			thread_sleep_ns(sim_some_ns(20));
		else
			sim_work();
		in_time = timer_cancel(&self->timer);
		SIM_CHECK(in_time == self->expected && !self->running);
		self->expected = false;
		sim_work();
		SIM_CHECK(!self->running);
	}
	return 0;
}

static void round_of_owners(uint64_t seed)
{
	struct sim_options options = sim_draw(seed);
	struct thread *threads[OWNERS];

	memset(owned, 0, sizeof(owned));
	sim_start(&options);
	for (unsigned i = 0; i < OWNERS; i++)
		threads[i] = sim_spawn("owner", own_timer, i, host_random(THREAD_PRIORITIES));
	for (unsigned i = 0; i < OWNERS; i++)
		SIM_CHECK(thread_join(threads[i], NULL) == 0);
	sim_stop();
}

TEST(started_cancelled_fired)
{
	sim_rounds(ROUNDS, round_of_owners);
}

/* --- Sleepers --------------------------------------------------------------------------------- */

#define SLEEPERS 5

static uint64_t last_woken_ns;

static uintptr_t sleep_again(uintptr_t id, uintptr_t arg1, uintptr_t arg2)
{
	for (unsigned i = host_random(6); i > 0; i--) {
		uint64_t until_ns = host_now_ns + 1 + sim_some_ns(10);

		SIM_CHECK(thread_sleep_until(until_ns) == 0);
		SIM_CHECK(host_now_ns >= until_ns);
		if (sim_time_passes())
			continue;
		SIM_CHECK(host_now_ns == until_ns && until_ns >= last_woken_ns);
		last_woken_ns = until_ns;
	}
	return 0;
}

static void round_of_sleepers(uint64_t seed)
{
	struct sim_options options = sim_draw(seed);
	struct thread *threads[SLEEPERS];

	last_woken_ns = 0;
	sim_start(&options);
	for (unsigned i = 0; i < SLEEPERS; i++)
		threads[i] = sim_spawn("sleeper", sleep_again, i, host_random(THREAD_PRIORITIES));
	for (unsigned i = 0; i < SLEEPERS; i++)
		SIM_CHECK(thread_join(threads[i], NULL) == 0);
	sim_stop();
}

TEST(sleepers_wake_on_time)
{
	sim_rounds(ROUNDS, round_of_sleepers);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(queue_against_array),
		cmocka_unit_test(started_cancelled_fired),
		cmocka_unit_test(sleepers_wake_on_time),
	};

	return cmocka_run_group_tests_name("timer", tests, NULL, NULL);
}
