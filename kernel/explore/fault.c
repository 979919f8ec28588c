/* SPDX-License-Identifier: MIT */
/*
 * Where faults happen. As with PCT's change points, the places are drawn before the run, so that
 * each is as likely, however many there are.
 */
#include <arch/trap.h>
#include <kernel/explore/fault.h>
#include <kernel/explore/pick.h>
#include <kernel/explore/trace.h>
#include <kernel/proc/thread.h>
#include <lib/string.h>

#define FAULTS_MAX  3          /* of one schedule */
#define SEED_STREAM 0x6661756c /* any number: not the random numbers of other choices */

static const uint8_t fault_of[SITE_COUNT] = {
	[SITE_FUTEX] = EXPLORE_FAULT_SPURIOUS,
	[SITE_CALL] = EXPLORE_FAULT_SPURIOUS,
	[SITE_STORE] = EXPLORE_FAULT_SPURIOUS,
	[SITE_BLOCK] = EXPLORE_FAULT_EINTR,
	[SITE_TRANSFER] = EXPLORE_FAULT_SHORT,
	[SITE_MEMORY] = EXPLORE_FAULT_NOMEM,
	[SITE_CLONE] = EXPLORE_FAULT_NOMEM,
	[SITE_OPEN] = EXPLORE_FAULT_NOMEM,
	[SITE_FILE] = EXPLORE_FAULT_IO,
	[SITE_CLOCK] = EXPLORE_FAULT_CLOCK,
};

static uint32_t met[SITE_COUNT]; /* places in this run */
/* The most in any run with these events that was learnt from. */
static uint32_t most[EXPLORE_EVENTS_COUNT][SITE_COUNT];
static bool interrupted[SCHEDULE_THREADS_MAX];

/* The faults of this run: place number `at` of `site`, from 0. */
static struct {
	enum fault_site site;
	uint32_t at;
} planned[FAULTS_MAX];
static unsigned planned_count;

static bool is_enabled(enum fault_site site)
{
	return session.run.faults >> fault_of[site] & 1;
}

void faults_begin(void)
{
	const uint32_t *expected = most[session.settings.events];
	struct prng random;
	unsigned count = 0;
	uint8_t sites[SITE_COUNT];

	memset(met, 0, sizeof(met));
	memset(interrupted, 0, sizeof(interrupted));
	planned_count = 0;
	for (unsigned site = 0; site < SITE_COUNT; site++)
		if (is_enabled(site) && expected[site])
			sites[count++] = (uint8_t)site;
	if (!count)
		return;
	prng_seed(&random, session.run.seed ^ (uint64_t)SEED_STREAM << 32);
	planned_count = prng_below(&random, FAULTS_MAX + 1);
	for (unsigned i = 0; i < planned_count; i++) {
		planned[i].site = sites[prng_below(&random, count)];
		planned[i].at = prng_below(&random, expected[planned[i].site]);
	}
}

void faults_learn(void)
{
	uint32_t *expected = most[session.settings.events];

	for (unsigned site = 0; site < SITE_COUNT; site++)
		expected[site] = MAX(expected[site], met[site]);
}

/* How likely a fault is at the next place of `site`, which is here. */
static uint32_t chance_at(enum fault_site site)
{
	uint32_t at = met[site]++;

	for (unsigned i = 0; i < planned_count; i++)
		if (planned[i].site == site && planned[i].at == at)
			return SCHEDULE_CERTAIN;
	return 0;
}

static enum explore_choice_kind kind_of(enum fault_site site)
{
	return EXPLORE_CHOICE_FAULT + fault_of[site];
}

uint32_t fault_at(enum fault_site site, uint32_t ways)
{
	DEBUG_ASSERT(may_sleep());
	if (!session_decides() || !is_enabled(site))
		return 0;
	return session_pick(kind_of(site), ways, chance_at(site), 0);
}

uint32_t explore_fault_wait(void)
{
	return fault_at(SITE_FUTEX, 2);
}

size_t explore_fault_transfer(size_t n, size_t whole)
{
	if (n < 2 || n <= whole)
		return n;
	switch (fault_at(SITE_TRANSFER, 4)) {
	case 1:
		return 1;
	case 2:
		return n / 2;
	case 3:
		return n - 1;
	default:
		return n;
	}
}

/* --- Interrupted calls --- */

/* Is there a handler that might interrupt a call of `self` for good? */
static bool has_handler(const struct thread *self)
{
	const struct signal_action *actions = self->process->signals.sighand->actions;

	for (int i = 0; i < SIGRTMAX; i++)
		if (actions[i].handler > SIG_IGN && !(actions[i].flags & SA_RESTART) &&
			!(self->user->signals.blocked >> i & 1))
			return true;
	return false;
}

/* No handler runs: it may have been one that does nothing. But a program may expect that its
 * handler has run when pause() or sigsuspend() returns. */
bool fault_interrupts(struct thread *self)
{
	uint32_t number = session_number(self);

	assert_irqs_off();
	if (session.stage != SESSION_RUNNING || session.run.purpose == EXPLORE_PROFILE ||
		!is_enabled(SITE_BLOCK) || !has_handler(self) ||
		fault_call_is_pause(syscall_number(current_user_frame())))
		return false;
	if (!session_pick_locked(kind_of(SITE_BLOCK), 2, chance_at(SITE_BLOCK)))
		return false;
	interrupted[number] = true;
	thread_set_flag(self, THREAD_SIGNAL);
	return true;
}

bool fault_interrupted(uint32_t number)
{
	bool is = interrupted[number];

	interrupted[number] = false;
	return is;
}
