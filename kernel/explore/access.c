/* SPDX-License-Identifier: MIT */
/*
 * In a profiling run the pages that the program may write are closed to user mode (watch.h). A page
 * that only one thread uses stays open to it. Otherwise each access faults, is logged, and its page
 * is opened for one instruction. An instruction that reads and then writes faults twice, since a
 * page opened for reading stays closed to writes. After the run, the instructions that touched
 * shared bytes (accesses.h) get breakpoints.
 *
 * A page is known to be shared only when a second thread uses it. What the first one did there is
 * unknown, unless an earlier run has shown that the page is shared.
 */
#include <arch/insn.h>
#include <arch/step.h>
#include <kernel/explore/access.h>
#include <kernel/explore/accesses.h>
#include <kernel/explore/breakpoint.h>
#include <kernel/explore/hit.h>
#include <kernel/explore/hot.h>
#include <kernel/explore/session.h>
#include <kernel/explore/unwatched.h>
#include <kernel/explore/watch.h>
#include <lib/string.h>
#include <mm/aspace.h>
#include <mm/usercopy.h>
#include <uapi/errno.h>

#define ACCESS_SIZE 8 /* bytes that an access is taken to touch if that is not known */

static uint64_t lost; /* accesses for which there was no memory */
static bool in_use;   /* there is memory to be freed */
static struct {
	char policy[sizeof(session.run.policy)];
	uint64_t seed;
	uint32_t stop;
} previous;

/* The accesses of the program's own code to shared memory, in the order in which they were found,
 * and whether the run's stop is still ahead. */
#define STOPS_MAX 256
static uintptr_t stops[STOPS_MAX];
static uint32_t stop_count;
static bool stop_is_ahead;

int profile_begin(void)
{
	bool repeats = in_use && previous.seed == session.run.seed &&
		       previous.stop == session.run.stop &&
		       strcmp(previous.policy, session.run.policy) == 0;

	in_use = true;
	previous.seed = session.run.seed;
	strlcpy(previous.policy, session.run.policy, sizeof(previous.policy));
	previous.stop = session.run.stop;
	stop_is_ahead = session.run.stop && session.run.stop <= stop_count;
	accesses_clear();
	watch_begin();
	hot_pages_begin(repeats);
	return slots_prepare();
}

void profile_forget(void)
{
	if (!in_use)
		return;
	in_use = false;
	accesses_free();
	watch_free();
	hot_pages_free();
}

void profile_close(struct aspace *as)
{
	watch_close_aspace(as);
}

/* The kernel's own accesses do not need the page to be open, so close it. */
void profile_page_faulted_in(uintptr_t addr)
{
	watch_close_new(addr);
}

/* The memory that the instruction at the frame's pc accesses at `addr`. Its registers are those at
 * its start, although it may be in a slot and half done. */
static struct insn_access access_at(const struct trapframe *frame, uintptr_t addr, bool write)
{
	struct insn_access found[INSN_ACCESSES_MAX], best = {.address = addr, .size = ACCESS_SIZE};
	uint8_t code[STEP_CODE_MAX];
	size_t length = sizeof(code);
	int count;

	/* The instruction may be the last of a mapping. */
	while (length && copy_from_user(code, frame_pc(frame), length))
		length /= 2;
	count = arch_insn_accesses(frame, code, length, found);
	for (int i = count - 1; i >= 0; i--)
		if (addr - found[i].address < found[i].size &&
			(write ? found[i].write : found[i].read))
			best = found[i];
	return best;
}

/* Log an access to a page that several threads use. Returns whether it is new. */
static enum access_news note(uintptr_t pc, const struct insn_access *memory, unsigned space,
	bool write)
{
	struct access access = {
		.address = access_address(memory->address, space),
		.pc = pc,
		.thread = session_number(current_thread()),
		.size = memory->size,
		.write = write,
	};
	enum access_news news = accesses_add(&access);

	lost += news == ACCESS_LOST;
	hot_pages_note(access.thread, pc, news);
	return news;
}

void profile_note(uintptr_t pc, uintptr_t addr, bool write)
{
	/* A load-reserved or store-conditional. */
	struct insn_access memory = {.address = addr, .size = ALIGN_DOWN(addr, 8) == addr ? 8 : 4};
	struct aspace *as = current_process()->aspace;
	struct watched *w;
	unsigned flags;

	if (session.live <= 1 || watch_bring_in(as, addr, write, &flags) <= 0)
		return;
	w = watch_page(as, ALIGN_DOWN(addr, PAGE_SIZE), flags);
	if (w)
		watch_use(w, session_number(current_thread()), write);
	note(pc, &memory, watch_space(as, flags), write);
}

/* May the thread use the page from now on? Then it is open. */
static bool is_opened(struct trapframe *frame, uintptr_t addr, bool write, unsigned flags)
{
	struct aspace *as = current_process()->aspace;
	uint32_t number = session_number(current_thread());
	uintptr_t page = ALIGN_DOWN(addr, PAGE_SIZE);
	struct watched *w = watch_page(as, page, flags), unlisted = {0};
	const struct step *step = step_of(number);
	struct insn_access memory;
	bool hot;

	if (!w) {
		lost++;
		watch_open(as, &unlisted, page, true, WATCH_HOLD);
		return true;
	}
	if (session.live <= 1 || !watch_use(w, number, write)) {
		bool known = session.live <= 1 || (w->written && !w->others);

		lost += !watch_open(as, w, page, write || known, WATCH_HOLD);
		return true;
	}
	memory = access_at(frame, addr, write);
	note(step->slot ? step->pc : frame_pc(frame), &memory, watch_space(as, flags), write);
	hot = !step->slot && hot_pages_wanted(number);
	if (hot)
		hot_pages_open(as, w, page, write);
	else
		lost += !watch_open(as, w, page, write, WATCH_STEP);
	return hot;
}

bool profile_fault(struct trapframe *frame, uintptr_t addr, bool write)
{
	uint32_t number = session_number(current_thread());
	struct aspace *as = current_process()->aspace;
	struct step *step = step_of(number);
	uintptr_t pc = frame_pc(frame), slot;
	unsigned flags;
	int result = watch_bring_in(as, addr, write, &flags);

	if (result <= 0)
		return false;
	if (is_opened(frame, addr, write, flags) || step->slot)
		return true;
	if (!arch_step_in_place() && breakpoint_add_pair(pc) > 0) {
		profile_step_done();
		return true;
	}
	slot = arch_step_in_place() ? pc : scratch_slot(pc);
	if (slot)
		step_begin_at(frame, number, slot);
	else
		lost++; /* its page stays open */
	return true;
}

void profile_step_done(void)
{
	watch_close(WATCH_STEP);
}

/* The running thread leaves user mode for longer than a fault. */
static void close_all(enum hot_end why)
{
	hot_pages_end(why);
	watch_close(WATCH_STEP);
	watch_close(WATCH_HOLD);
}

void profile_thread_switches(void)
{
	close_all(HOT_END_SWITCH);
}

void profile_thread_leaves(void)
{
	close_all(HOT_END_LEAVES);
}

uint64_t profile_stop_steps(void)
{
	return hot_pages_stop();
}

void profile_stop(void)
{
	if (session_steps() >= hot_pages_stop())
		hot_pages_end(HOT_END_STEPS);
}

const struct operation *profile_event(uintptr_t pc, struct operation *operation)
{
	if (session.run.purpose == EXPLORE_PROFILE && stop_is_ahead &&
		stops[session.run.stop - 1] == pc) {
		stop_is_ahead = false;
		operation->kind = OPERATION_YIELD;
	}
	return operation;
}

static void add_stop(uintptr_t pc)
{
	uint32_t i = 0;

	while (i < stop_count && stops[i] != pc)
		i++;
	if (i == stop_count && i < STOPS_MAX && session_is_own_code(pc))
		stops[stop_count++] = pc;
}

static int add_breakpoint(const struct access *access, void *context)
{
	uintptr_t pc = (uintptr_t)access->pc;
	uintptr_t word = access_va(access->address);

	if (session.settings.events == EXPLORE_APP && !session_is_own_code(pc))
		return 0;
	add_stop(pc);
	return breakpoint_add(pc, word, access->write, false);
}

int profile_end(struct explore_result *result)
{
	int error = accesses_for_shared(add_breakpoint, NULL);

	result->late_pages = watch_late_count();
	result->missed_steps = hot_pages_missed();
	result->lost = lost;
	unwatched_report(result);
	result->stops = stop_count;
	return error;
}
