/* SPDX-License-Identifier: MIT */
/*
 * The hooks that the rest of the kernel calls, and the events at which the schedule decides.
 *
 * Explored threads share one level without a quantum, so one of them runs until it blocks, ends or
 * yields. At an event, the thread that the schedule chooses is put right behind the running one. So
 * the schedule needs no runqueue of its own, and the kernel's own threads are scheduled as usual.
 */
#include <arch/counter.h>
#include <arch/step.h>
#include <kernel/explore/access.h>
#include <kernel/explore/breakpoint.h>
#include <kernel/explore/buffer.h>
#include <kernel/explore/calls.h>
#include <kernel/explore/counter.h>
#include <kernel/explore/deadline.h>
#include <kernel/explore/delay.h>
#include <kernel/explore/device.h>
#include <kernel/explore/fault.h>
#include <kernel/explore/hit.h>
#include <kernel/explore/hooks.h>
#include <kernel/explore/lock_call.h>
#include <kernel/explore/place.h>
#include <kernel/explore/schedule/behaviour.h>
#include <kernel/explore/session.h>
#include <kernel/explore/template.h>
#include <kernel/explore/trace.h>
#include <kernel/proc/clone_state.h>
#include <kernel/proc/processors.h>
#include <kernel/proc/schedparam.h>
#include <kernel/proc/thread.h>
#include <kernel/proc/user_thread.h>
#include <kernel/time/clock.h>
#include <lib/printf.h>
#include <mm/usercopy.h>
#include <uapi/errno.h>
#include <uapi/signal.h>

#define CALL_NS 1000 /* the time that a system call takes on the programs' clock */
#define NO_CALL (-1) /* no system call has this number */

/* The system call that fails because of a fault, from its begin to its end; there is no other
 * thread in between. */
static struct {
	long number, result; /* result 0: none does */
} failed;

static bool is_profiled(void)
{
	return session_decides() && session.run.purpose == EXPLORE_PROFILE;
}

static void note_wake(uint32_t woken, uint32_t by)
{
	trace_add(&(struct explore_record){
		.kind = EXPLORE_RECORD_WAKE,
		.thread = (uint16_t)woken,
		.other = (uint16_t)by,
		.event = session.schedule.events,
		.step = session_steps(),
	});
}

/* Can `t` run, although `self`, which is running, perhaps `leaves`? */
static bool can_run(const struct thread *t, const struct thread *self, bool leaves)
{
	return (t != self || !leaves) && (t->state == THREAD_READY || t->state == THREAD_RUNNING);
}

/* Tell the schedule which threads can run, by their states, and which others have deadlines that
 * may pass. `self` is running; if it `leaves`, it no longer can. Lock: the runqueue's. */
static void update_enabled(const struct thread *self, bool leaves)
{
	assert_locked(&this_cpu()->rq.lock);
	for (uint32_t i = 0; i < session.schedule.threads; i++) {
		const struct thread *t = session.thread[i];
		bool can = t && can_run(t, self, leaves);

		if (can && t != self && !session.schedule.thread[i].enabled)
			note_wake(i, session_number(self));
		schedule_enable(&session.schedule, i, can);
		if (!can)
			schedule_time(&session.schedule, i, t && deadline_is_near(t, 0));
	}
}

static uintptr_t user_pc(const struct thread *t)
{
	return frame_pc(frame_place_user(t->arch.stack_top));
}

static enum explore_why why_of(const struct operation *operation)
{
	switch (operation->kind) {
	case OPERATION_YIELD:
		return EXPLORE_WHY_YIELD;
	case OPERATION_BLOCK:
	case OPERATION_SLEEP:
		return EXPLORE_WHY_BLOCK;
	case OPERATION_END:
		return EXPLORE_WHY_EXIT;
	default:
		return EXPLORE_WHY_EVENT;
	}
}

static void note_switch(uint32_t from, uint32_t to, const struct operation *operation)
{
	struct thread *self = session.thread[from];
	struct explore_record record = {
		.kind = EXPLORE_RECORD_SWITCH,
		.thread = (uint16_t)from,
		.other = (uint16_t)to,
		.detail = (uint16_t)why_of(operation),
		.event = session.schedule.events,
		.step = session_steps(),
		.pc = user_pc(self),
		.word = operation->word,
	};

	session.run.result.switches++;
	arch_step_forget();
	schedule_note(&session.schedule, (uint64_t)from << 32 | to);
	schedule_note(&session.schedule, record.pc);
	schedule_note(&session.schedule, record.step);
	trace_add_stack(from);
	trace_add(&record);
}

/* Choose the thread that runs next, which may be the current one, even if it `leaves`: its wait is
 * over then. NULL: none can. Interrupts off. Lock: the runqueue's. */
static struct thread *decide(const struct operation *operation, bool leaves)
{
	struct thread *self = current_thread();
	uint32_t number = session_number(self), next;

	assert_irqs_off();
	assert_locked(&this_cpu()->rq.lock);
	update_enabled(self, leaves);
	next = schedule_choose(&session.schedule, number, operation);
	if (next == SCHEDULE_NOBODY)
		return NULL;
	if (next != number)
		note_switch(number, next, operation);
	if (!can_run(session.thread[next], self, leaves))
		deadline_pass(next, 0);
	return session.thread[next];
}

/* The current thread has reached an event, so it was not spinning. */
static void note_quiet(uint32_t number)
{
	uint64_t own = current_user()->explored_ns;

	if (session.run.purpose != EXPLORE_TRY)
		session.quiet_steps = MAX(session.quiet_steps, own - session.quiet_start[number]);
	session.quiet_start[number] = own;
}

static void event(const struct operation *operation)
{
	struct runqueue *rq = &this_cpu()->rq;
	struct thread *self = current_thread(), *next;
	unsigned long flags;

	DEBUG_ASSERT(may_sleep() && session_decides());
	trace_take_stack(self, session_number(self));
	session.event_steps = session_steps();
	buffer_lift();
	buffers_drain_some();
	if (session.settings.events == EXPLORE_INSN)
		schedule_reach(&session.schedule, session_number(self), session_steps());
	flags = arch_irq_save();
	session.word[session_number(self)] = operation->word;
	rawlock_acquire(&rq->lock);
	next = decide(operation, false);
	if (next && next != self)
		runqueue_put_next(rq, next);
	rawlock_release(&rq->lock);
	arch_irq_restore(flags);
	if (next && next != self) {
		if (session.run.purpose == EXPLORE_PROFILE)
			profile_thread_switches();
		sched_yield();
	}
	buffer_lay();
}

void session_offer(const struct operation *operation)
{
	delays_end(false);
	deadline_pick();
	event(operation);
	while (deadline_pick_is_due() && deadline_pick())
		event(operation);
}

void session_event(const struct operation *operation)
{
	note_quiet(session_number(current_thread()));
	session_offer(operation);
}

void session_timers_event(void)
{
	if (deadline_pick())
		event(&session.schedule.thread[session_number(current_thread())].next);
}

/* What a thread that blocks in a call does when it continues is what the call does. */
static struct operation leaving_operation(uint32_t number, bool ends)
{
	struct operation operation = {.kind = OPERATION_END};

	if (ends)
		return operation;
	if (session.in_event[number])
		operation = session.schedule.thread[number].next;
	else
		operation_touches_anything(&operation);
	operation.kind = session.sleeps ? OPERATION_SLEEP : OPERATION_BLOCK;
	operation.varies = !session.sleeps;
	operation.word = session.word[number];
	return operation;
}

bool explore_thread_leaves(struct runqueue *rq, struct thread *self, bool ends, bool interruptible)
{
	uint32_t number = session_number(self);
	const struct operation block = leaving_operation(number, ends);
	struct thread *next = NULL;

	assert_irqs_off();
	assert_locked(&rq->lock);
	if (interruptible && fault_interrupts(self))
		return false;
	session.sleeps = false;
	buffer_leave(self);
	if (session.stage == SESSION_RUNNING) {
		note_quiet(number);
		next = decide(&block, true);
	}
	if (next == self)
		return false;
	if (next) {
		deadline_note_block();
		runqueue_put_next(rq, next);
	}
	if (ends)
		session.thread[number] = NULL;
	return true;
}

uint64_t explore_runtime_ns(const struct thread *t)
{
	return t->user ? t->user->explored_ns : 0;
}

bool explore_idle(void)
{
	uint64_t first_ns = timer_queue_first_ns(&timer_queues[0]);

	assert_irqs_off();
	if (session.stage == SESSION_RUNNING && delays_end(true))
		return true;
	if (first_ns != TIME_NEVER) {
		if (session.stage != SESSION_RUNNING || !deadline_choose(first_ns))
			session_advance(first_ns > clock_ns() ? first_ns - clock_ns() : 0);
		return true;
	}
	if (session.stage == SESSION_LOADING)
		session_end_loading(EXPLORE_DEADLOCK);
	else if (session.stage == SESSION_RUNNING)
		session_end_run(EXPLORE_DEADLOCK);
	else
		return false;
	return true;
}

void explore_thread_created(struct thread *t)
{
	uint32_t number = SCHEDULE_NOBODY;

	DEBUG_ASSERT(may_sleep() && t->state == THREAD_NEW && current_process()->explored);
	session.live++;
	session.processes += t->process != current_process();
	t->process->explored = true;
	if (current_process() == session.program) { /* the copy's first thread: number 0 */
		number = 0;
		session.copy = t->process;
		template_give_ids(t->process);
		template_keep_memory(t->process->aspace);
		if (process_clone_state(t))
			session_refuse("more memory than there is");
	} else if (session.stage == SESSION_RUNNING && current_user()->explored) {
		number = schedule_add(&session.schedule, session_number(current_thread()));
	}
	if (number == SCHEDULE_NOBODY) {
		session_refuse("more threads than the explorer can count");
		return;
	}
	session.thread[number] = t;
	t->user->explored = (uint16_t)(number + 1);
	schedparam_apply(t);
	thread_set_flag(t, THREAD_EXPLORED);
	if (session.run.purpose == EXPLORE_PROFILE &&
		t->process->aspace != current_process()->aspace)
		profile_close(t->process->aspace);
	trace_add(&(struct explore_record){
		.kind = EXPLORE_RECORD_THREAD,
		.thread = (uint16_t)number,
		.other = number ? (uint16_t)session_number(current_thread()) : EXPLORE_NO_THREAD,
		.event = session.schedule.events,
		.step = session_steps(),
	});
}

void explore_thread_exits(struct thread *self)
{
	const struct process *process = self->process;

	buffer_drain();
	if (!process->explored || process == session.program)
		return;
	session.live--;
	if (process == session.copy && process->exit_status & 0x7f)
		place_note_signal();
	if (session.stage != SESSION_LOADING)
		return;
	session.run.result.status = process->exit_status;
	session_end_loading(EXPLORE_ENDED);
	/* Keep its memory until the machine halts, so that the driver can read its mappings. */
	wait_event(&session.queue, TIME_NEVER, session.stage != SESSION_DRAINING);
}

bool explore_run_waits_for(const struct process *process)
{
	return process->explored && process != session.program && !process->unborn;
}

void explore_process_gone(void)
{
	unsigned long flags = spin_lock_irqsave(&session.queue.lock);

	if (session.stage >= SESSION_RUNNING && --session.processes == 0)
		wait_wake_all_locked(&session.queue);
	spin_unlock_irqrestore(&session.queue.lock, flags);
}

void explore_process_ended(struct process *process)
{
	if (!process->explored || process != session.copy)
		return;
	session.run.result.status = process->exit_status;
	session_end_run(EXPLORE_ENDED);
}

void explore_fault(int signal, uintptr_t address, uintptr_t pc)
{
	struct explore_result *result = &session.run.result;

	result->signal = signal;
	result->fault_address = address;
	result->fault_pc = pc;
	result->fault_thread = session_decides() ? (int)session_number(current_thread()) : -1;
}

/* If the instruction at the frame's pc reads a counter, let it read the virtual clock. */
static bool counter_read(struct trapframe *frame)
{
	uint8_t code[COUNTER_CODE_MAX] = {0};

	if (copy_from_user(code, frame_pc(frame), sizeof(code)) &&
		copy_from_user(code, frame_pc(frame), sizeof(code) / 2)) /* at a mapping's end */
		return false;
	return arch_counter_emulate(frame, code, clock_ns(), processor_of(current_thread()));
}

bool explore_handles_fault(struct trapframe *frame, const struct fault *fault)
{
	if (!current_process()->explored)
		return false;
	if (fault->kind != FAULT_BREAKPOINT && fault->kind != FAULT_PAGE)
		buffer_drain();
	if (fault->kind == FAULT_PROTECTION || fault->kind == FAULT_ILLEGAL)
		return counter_read(frame);
	if (fault->kind == FAULT_BREAKPOINT)
		return (current_user()->explored && breakpoint_hit(frame)) ||
		       (!arch_counters_trap() && counter_read(frame));
	if (!current_user()->explored)
		return false;
	return fault->kind == FAULT_PAGE && session.run.purpose == EXPLORE_PROFILE &&
	       !fault->execute && profile_fault(frame, fault->addr, fault->write);
}

void explore_page_faulted_in(uintptr_t addr)
{
	if (is_profiled())
		profile_page_faulted_in(addr);
}

void explore_signal_begins(struct trapframe *frame)
{
	if (!current_user()->explored)
		return;
	step_interrupt(frame);
	buffer_drain();
	if (is_profiled())
		profile_thread_leaves();
}

/* The call would change state that all runs share: end the run. */
static NORETURN void refuse_call(const char *name)
{
	char what[64];

	snprintf(what, sizeof(what), "%s() after the first thread's start", name);
	session_refuse(what);
	process_end(current_process(), EXIT_STATUS_SIGNAL(SIGKILL));
	thread_exit(0);
}

void explore_call_begins(long number, const unsigned long args[6])
{
	const char *refused = call_refused(number);
	struct operation operation;
	bool *in_event;

	DEBUG_ASSERT(may_sleep() && current_process()->explored);
	buffer_settle();
	if (is_profiled())
		profile_thread_leaves();
	session_advance(CALL_NS);
	current_user()->explored_ns += CALL_NS;
	if (unlikely(refused) && session_decides())
		refuse_call(refused);
	session.sleeps = false;
	if (!session_decides())
		return;
	in_event = &session.in_event[session_number(current_thread())];
	*in_event = call_is_event(number, args, &operation);
	if (operation.varies)
		lock_call_touches(current_user_frame(), session_number(current_thread()),
			&operation);
	if (*in_event) {
		if (operation.kind == OPERATION_SLEEP) {
			session.sleeps = true; /* to block is the event */
			trace_take_stack(current_thread(), session_number(current_thread()));
		} else {
			session_event(&operation);
		}
	} else {
		buffers_drain_all(); /* it may change what is mapped */
	}
	failed.result = fault_of_call(number, args);
	if (!failed.result)
		return;
	failed.number = number;
	syscall_set_number(current_user_frame(), NO_CALL);
}

/* The result for the program, if the call has failed because of a fault, or was interrupted. */
static long result_of(struct trapframe *frame, long result)
{
	if (unlikely(failed.result)) {
		syscall_set_number(frame, failed.number);
		result = failed.result;
		failed.result = 0;
	}
	if (session_decides() && fault_interrupted(session_number(current_thread())) &&
		result == -EINTR && current_user()->restart.result != -ERESTARTNOINTR)
		current_user()->restart.result = 0;
	return result;
}

long explore_call_ended(long result)
{
	struct trapframe *frame = current_user_frame();
	const unsigned long args[] = {syscall_arg(frame, 0), syscall_arg(frame, 1),
		syscall_arg(frame, 2)};
	uintptr_t start;

	result = result_of(frame, result);
	if (unlikely(call_maps_code(syscall_number(frame), args, result, &start)))
		counters_replace(start, start + args[1]);
	if (is_profiled() && call_opens_pages(syscall_number(frame)))
		profile_close(current_process()->aspace);
	if (!session_decides())
		return result;
	schedule_note(&session.schedule, (uint64_t)result);
	if (session.schedule.behaviour)
		behaviour_note(session.schedule.behaviour, session_number(current_thread()),
			(uint64_t)result);
	if (session.sleeps) { /* the time had come already */
		session.sleeps = false;
		session_event(&(struct operation){.kind = OPERATION_YIELD});
	}
	return result;
}
