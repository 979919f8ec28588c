/* SPDX-License-Identifier: MIT */
/*
 * Deadlocks: where each thread waits, for which word, and which thread holds it, if the word says
 * so. A thread id is in locks with priority inheritance, robust locks, musl's locks with an owner,
 * and the word that a join waits for. The GNU C library's mutexes have it two words behind the lock
 * word, which is 2 while a thread waits.
 */
#include <arch/trap.h>
#include <kernel/explore/calls.h>
#include <kernel/explore/session.h>
#include <kernel/explore/stuck.h>
#include <kernel/explore/trace.h>
#include <mm/aspace.h>
#include <uapi/futex.h>

#define GNU_CONTENDED 2
#define GNU_OWNER     2 /* words behind the lock */

/* The number of threads. Before the first clone there is only thread 0, which is not in the
 * schedule yet. */
static uint32_t numbers_used(void)
{
	return MAX(session.schedule.threads, 1u);
}

/* The thread with this id that has not ended; EXPLORE_NO_THREAD: none. */
static uint16_t with_tid(uint32_t tid)
{
	for (uint32_t i = 0; i < numbers_used(); i++)
		if (session.thread[i] && (uint32_t)session.thread[i]->tid == tid)
			return (uint16_t)i;
	return EXPLORE_NO_THREAD;
}

static uint16_t holder_of(const struct thread *waiter, uintptr_t word)
{
	uint32_t words[GNU_OWNER + 1];
	struct aspace *as = waiter->process->aspace;

	if (!word || aspace_read(as, word, words, sizeof(words[0])))
		return EXPLORE_NO_THREAD;
	if (words[0] != GNU_CONTENDED)
		return with_tid(words[0] & FUTEX_TID_MASK);
	if (aspace_read(as, word, words, sizeof(words)))
		return EXPLORE_NO_THREAD;
	return with_tid(words[GNU_OWNER]);
}

/* Thread 0 waits before the first clone, so no event has recorded its stack and its word: do so
 * now. */
static void record_first(void)
{
	const struct thread *t = session.thread[0];
	const struct trapframe *frame = frame_place_user(t->arch.stack_top);

	trace_take_stack(t, 0);
	session.word[0] = call_word(syscall_number(frame), syscall_arg(frame, 0));
}

void session_note_stuck(void)
{
	if (!session.schedule.threads)
		record_first();
	for (uint32_t i = 0; i < numbers_used(); i++) {
		const struct thread *t = session.thread[i];

		if (!t)
			continue;
		trace_add_stack(i);
		trace_add(&(struct explore_record){
			.kind = EXPLORE_RECORD_STUCK,
			.thread = (uint16_t)i,
			.other = holder_of(t, session.word[i]),
			.event = session.schedule.events,
			.step = session_steps(),
			.pc = frame_pc(frame_place_user(t->arch.stack_top)),
			.word = session.word[i],
		});
	}
}
