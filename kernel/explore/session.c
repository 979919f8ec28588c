/* SPDX-License-Identifier: MIT */
/*
 * The session. The program stops at its first clone and becomes the template. For each run the
 * template's only thread forks a copy, whose first step is to make that call. The copy and its
 * descendants run under the schedule until the copy has ended or the explorer knows the verdict.
 */
#include <arch/counter.h>
#include <arch/order.h>
#include <arch/signal.h>
#include <arch/trap.h>
#include <fs/dev/random.h>
#include <fs/snapshot/snapshot.h>
#include <kernel/exec/layout.h>
#include <kernel/explore/access.h>
#include <kernel/explore/breakpoint.h>
#include <kernel/explore/buffer.h>
#include <kernel/explore/deadline.h>
#include <kernel/explore/delay.h>
#include <kernel/explore/device.h>
#include <kernel/explore/fault.h>
#include <kernel/explore/hit.h>
#include <kernel/explore/hooks.h>
#include <kernel/explore/lock_call.h>
#include <kernel/explore/place.h>
#include <kernel/explore/schedule/all.h>
#include <kernel/explore/schedule/behaviour.h>
#include <kernel/explore/schedule/policy.h>
#include <kernel/explore/schedule/uses.h>
#include <kernel/explore/session.h>
#include <kernel/explore/steps.h>
#include <kernel/explore/stuck.h>
#include <kernel/explore/template.h>
#include <kernel/explore/trace.h>
#include <kernel/proc/clone.h>
#include <kernel/proc/processors.h>
#include <kernel/proc/thread.h>
#include <kernel/proc/user_thread.h>
#include <kernel/time/clock.h>
#include <kernel/time/wall.h>
#include <lib/string.h>
#include <mm/page.h>
#include <mm/slab.h>
#include <uapi/errno.h>
#include <uapi/signal.h>
#include <uapi/wait.h>

#define START_OF_2020_NS ((uint64_t)1577836800 * 1000000000)

struct session session;
bool explore_active;

static void wake_all(void)
{
	unsigned long flags = spin_lock_irqsave(&session.queue.lock);

	wait_wake_all_locked(&session.queue);
	spin_unlock_irqrestore(&session.queue.lock, flags);
}

void session_end_run(enum explore_verdict verdict)
{
	if (session.stage != SESSION_RUNNING)
		return;
	session.stage = SESSION_DRAINING;
	session.run.result.verdict = verdict;
	schedule_note(&session.schedule, verdict);
	wake_all();
}

void session_refuse(const char *what)
{
	if (session.stage == SESSION_RUNNING)
		strlcpy(session.run.result.what, what, sizeof(session.run.result.what));
	session_end_run(EXPLORE_UNSUPPORTED);
}

bool session_is_own_code(uintptr_t pc)
{
	const struct explore_ranges *ranges = &session.ranges;

	for (uint32_t i = 0; i < ranges->count; i++)
		if (pc >= ranges->range[i].start && pc < ranges->range[i].end)
			return true;
	return false;
}

uint64_t session_steps(void)
{
	return session.run.result.steps;
}

void session_advance(uint64_t ns)
{
	unsigned long flags = arch_irq_save();

	WRITE_ONCE(clock_virtual_ns, clock_virtual_ns + ns);
	timer_queue_run(&timer_queues[0], clock_virtual_ns);
	session.tick_steps = session_steps() + TICK_STEPS;
	arch_irq_restore(flags);
}

void session_end_loading(enum explore_verdict verdict)
{
	session.stage = SESSION_DRAINING;
	session.run.result.verdict = verdict;
	wake_all();
}

/* Fork a copy. The current thread is the template's, which was about to make call `number`. */
static void fork_copy(long number)
{
	struct trapframe *frame = current_user_frame();
	struct trapframe kept = *frame;
	unsigned long arg0 = syscall_arg(frame, 0);

	syscall_restart(frame, number, arg0);
	session.copy_pid = clone_thread(&(struct clone_request){
		.flags = CLONE_PARENT,
		.exit_signal = SIGCHLD,
		.in_place = true,
		.aspace = template_memory(),
	});
	*frame = kept;
	session.run_wanted = false;
}

void explore_clone_begins(void)
{
	long number = syscall_number(current_user_frame());

	buffers_drain_all(); /* the new process gets what is in memory */
	if (session.stage != SESSION_LOADING)
		return;
	session.program = current_process();
	session.start_ns = clock_ns();
	session.start_wall_ns = wall_clock_ns();
	session.start_id = process_next_id();
	session.start_hash = session.schedule.hash;
	trace_keep();
	session.error = template_keep();
	session.stage = SESSION_TEMPLATE;
	wake_all();
	template_leave_memory();
	/* Until the machine halts, or the driver kills the template. */
	while (!wait_event(&session.queue, TIME_NEVER, session.run_wanted)) {
		fork_copy(number);
		wake_all();
	}
}

/* Restore all that a program can see to its state when the template was reached. 0 or -errno. */
static int restore_machine(const struct policy_spec *spec)
{
	template_release_ids();
	WRITE_ONCE(clock_virtual_ns, session.start_ns);
	wall_set_ns(session.start_wall_ns);
	layout_randomize = session.start_randomize;
	process_set_next_id(session.start_id);
	/* With the policy all, the seed is the number of a schedule, nothing else. */
	random_restart(spec->policy == &policy_all ? 0 : session.run.seed);
	return snapshot_restore();
}

/* The template has state that cannot be copied. */
static int refuse_run(void)
{
	session.run.result = (struct explore_result){
		.verdict = EXPLORE_UNSUPPORTED,
		.fault_thread = -1,
	};
	strlcpy(session.run.result.what, snapshot_refusal(), sizeof(session.run.result.what));
	return 0;
}

/* The estimates for a kind of events are those of the last profiling run or, if there are any, of
 * the runs of purpose "learn", which have more events. */
static void forget_estimates(void)
{
	static bool stale[EXPLORE_EVENTS_COUNT];
	uint32_t events = session.settings.events;

	if (session.run.purpose == EXPLORE_TRY)
		return;
	if (session.run.purpose == EXPLORE_PROFILE || stale[events]) {
		memset(session.uses[events], 0, sizeof(*session.uses[events]));
		*session.profile[events] = (struct schedule_profile){.open_events = 1};
	}
	stale[events] = session.run.purpose == EXPLORE_PROFILE;
}

/* With the policy all: prepare the schedule that is asked for. 0, -ENOMEM, or -EINVAL: it is not
 * the next one, or there is none. */
static int search(const struct policy_spec *spec)
{
	const struct explore_run *run = &session.run;

	if (spec->policy != &policy_all || run->purpose != EXPLORE_TRY)
		return 0;
	if (!session.all)
		session.all = kmalloc(sizeof(*session.all));
	if (!session.all)
		return -ENOMEM;
	session.schedule.all = session.all;
	if (run->seed == 1)
		all_start(session.all, spec->parameter, run->part, run->parts,
			run->memory == EXPLORE_SC);
	else if (run->seed == session.all->number)
		all_repeat(session.all);
	else if (run->seed != session.all->number + 1 || !all_next(session.all))
		return -EINVAL;
	return 0;
}

static int begin_run(void)
{
	struct policy_spec spec;
	uint32_t events;
	int error;

	session.settings = mix_settings(&session.run);
	events = session.settings.events;
	error = policy_parse(&spec, session.settings.policy);
	if (!error)
		error = session.error;
	if (!error)
		error = search(&spec);
	if (!error)
		error = restore_machine(&spec);
	if (!error)
		error = trace_begin(session.run.trace);
	if (session.run.purpose != EXPLORE_PROFILE)
		profile_forget();
	else if (!error)
		error = profile_begin();
	if (!error)
		error = breakpoints_choose(events != EXPLORE_APP);
	if (!error && events == EXPLORE_INSN)
		error = breakpoints_add_pairs();
	if (!error)
		error = buffers_begin();
	if (error)
		return error;
	session.run.result = (struct explore_result){.fault_thread = -1};
	memset(session.thread, 0, sizeof(session.thread));
	memset(session.word, 0, sizeof(session.word));
	memset(session.in_event, 0, sizeof(session.in_event));
	memset(session.quiet_start, 0, sizeof(session.quiet_start));
	steps_begin();
	lock_calls_begin();
	hot_begin();
	deadline_begin();
	faults_begin();
	delays_begin();
	session.sleeps = false;
	forget_estimates();
	session.schedule.uses = session.run.purpose != EXPLORE_TRY ? session.uses[events] : NULL;
	session.schedule.behaviour = events == EXPLORE_INSN ? NULL : session.behaviour;
	schedule_begin(&session.schedule, &spec, session.profile[events], session.run.seed);
	schedule_note(&session.schedule, session.start_hash);
	session.live = session.processes = 0;
	session.copy = NULL;
	session.stage = SESSION_RUNNING;
	return 0;
}

static bool end_explored(struct process *process, void *context)
{
	if (process->explored && process != session.program && !process->ended)
		process_end_locked(process, EXIT_STATUS_SIGNAL(SIGKILL));
	return false;
}

/* End the processes of the run that are left, and wait until they have ended. */
static void drain(void)
{
	unsigned long flags = spin_lock_irqsave(&thread_table_lock);

	process_for_each_locked(end_explored, NULL);
	spin_unlock_irqrestore(&thread_table_lock, flags);
	wait_event(&session.queue, TIME_NEVER, READ_ONCE(session.processes) == 0);
	session.stage = SESSION_TEMPLATE;
}

/* Free the processes of the run: they are the current process's children by now. */
static void reap(void)
{
	struct child_wait wait = {.pid = -1, .options = WEXITED | WNOHANG | (int)__WALL};

	while (process_wait_child(&wait) > 0)
		;
}

static void fill_result(void)
{
	struct explore_result *result = &session.run.result;

	result->hash = session.schedule.hash;
	result->events = session.schedule.events;
	result->threads = session.schedule.threads;
	result->breakpoints = breakpoints_count();
	result->choices = session.schedule.made_count;
	if (session.schedule.spec.policy == &policy_all) {
		result->left = (uint32_t)all_left(session.all);
		result->is_cut = session.all->is_cut || session.all->has_strayed;
	}
	if (session.schedule.behaviour)
		result->behaviour =
			behaviour_hash(session.schedule.behaviour, session.schedule.threads,
				(uint64_t)result->verdict << 32 | (uint32_t)result->status);
	result->run_events = session.settings.events;
	result->run_memory = session.settings.memory;
	strlcpy(result->policy, session.settings.policy, sizeof(result->policy));
}

/* Update the profile, from which policies estimate, with this run; of threads, it has the last
 * run's, of words the average. */
static void learn(void)
{
	uint32_t events = session.settings.events;
	struct schedule_profile *profile = session.profile[events];
	uint32_t open_events =
		events == EXPLORE_INSN ? session.schedule.events : session.schedule.open_events;

	faults_learn();
	profile->open_events = MAX(open_events, profile->open_events);
	profile->threads = session.schedule.threads;
	profile->has_accesses = false;
	for (uint32_t i = 0; i < profile->threads; i++)
		profile->has_accesses |= session.schedule.thread[i].accesses > 0;
	for (uint32_t i = 0; i < profile->threads; i++) {
		const struct schedule_thread *t = &session.schedule.thread[i];

		profile->operations[i] = profile->has_accesses ? t->accesses : t->reached;
		profile->parent[i] = session.schedule.thread[i].parent;
	}
	uses_rank(session.uses[events], profile);
}

int session_check(struct explore_run *run)
{
	struct explore_result *result = &run->result;
	struct policy_spec spec;

	*result = (struct explore_result){.fault_thread = -1};
	if (policy_parse(&spec, mix_settings(run).policy))
		policy_explain(run->policy, result->what, sizeof(result->what));
	else if (run->events > EXPLORE_EVENTS_MIX)
		strlcpy(result->what, "there are no such events", sizeof(result->what));
	else if (run->memory > EXPLORE_MEMORY_MIX)
		strlcpy(result->what, "there is no such memory", sizeof(result->what));
	else if (run->memory == EXPLORE_WEAK && !arch_order_is_weak())
		strlcpy(result->what,
			"memory weak: on this architecture stores reach memory in order; use tso",
			sizeof(result->what));
	else if (run->memory != EXPLORE_SC &&
		 (run->events == EXPLORE_SYNC || run->events == EXPLORE_INSN))
		strlcpy(result->what, "memory tso or weak: the events shared or app are needed",
			sizeof(result->what));
	else if (!run->budget)
		strlcpy(result->what, "budget 0: at least 1 step is needed", sizeof(result->what));
	else if (run->given_count > EXPLORE_CHOICES_MAX || run->made_room > EXPLORE_CHOICES_MAX)
		strlcpy(result->what, "too many choices", sizeof(result->what));
	else if (spec.policy == &policy_all && (!run->part || run->part > run->parts))
		strlcpy(result->what, "there is no such part", sizeof(result->what));
	else if (spec.policy == &policy_all && run->purpose != EXPLORE_TRY)
		strlcpy(result->what, "policy all: not before the first seed",
			sizeof(result->what));
	else if (spec.policy == &policy_all &&
		 (run->events == EXPLORE_EVENTS_MIX || run->memory == EXPLORE_MEMORY_MIX))
		strlcpy(result->what, "policy all: events and memory cannot be mixed",
			sizeof(result->what));
	return result->what[0] ? -EINVAL : 0;
}

int session_code(void)
{
	int error;

	if (session.stage != SESSION_TEMPLATE || session.ranges.count > EXPLORE_RANGES_MAX ||
		session.ranges.calls > EXPLORE_RANGES_MAX)
		return -EINVAL;
	error = lock_calls_check();
	for (uint32_t i = 0; i < session.ranges.calls && !error; i++)
		error = breakpoint_add((uintptr_t)session.ranges.call[i].start, 0, false, true);
	return error;
}

int session_run(void)
{
	uint64_t begin = arch_instret();
	int error;

	DEBUG_ASSERT(may_sleep());
	if (session.stage != SESSION_TEMPLATE)
		return -EINVAL;
	if (session.error == -EOPNOTSUPP)
		return refuse_run();
	error = begin_run();
	if (error)
		return error;
	spin_lock_irq(&session.queue.lock);
	session.run_wanted = true;
	wait_wake_all_locked(&session.queue);
	spin_unlock_irq(&session.queue.lock);
	error = wait_event(&session.queue, TIME_NEVER,
		!session.run_wanted && (session.copy_pid < 0 || session.stage == SESSION_DRAINING));
	if (session.copy_pid < 0)
		error = (int)session.copy_pid;
	session_end_run(EXPLORE_UNSUPPORTED);
	if (session.run.result.verdict == EXPLORE_DEADLOCK) {
		session_note_stuck();
		place_note_stuck();
	}
	drain();
	reap();
	session.run.result.instructions = arch_instret() - begin;
	if (!error && session.run.purpose == EXPLORE_PROFILE)
		error = profile_end(&session.run.result);
	fill_result();
	if (session.run.purpose != EXPLORE_TRY)
		learn();
	return error;
}

int session_wait(struct explore_result *result)
{
	int error = wait_event(&session.queue, TIME_NEVER,
		session.stage == SESSION_TEMPLATE || session.stage == SESSION_DRAINING);

	if (session.run.result.verdict == EXPLORE_DEADLOCK)
		session_note_stuck();
	fill_result();
	*result = session.run.result;
	return error ? error : session.stage == SESSION_TEMPLATE;
}

int session_join(const struct explore_start *start)
{
	int error;

	static_assert(EXPLORE_PROCESSORS_MAX == PROCESSORS_MAX, "the same");
	if (session.stage != SESSION_NONE || !explore_active || !start->processors ||
		start->processors > PROCESSORS_MAX)
		return -EINVAL;
	if (!steps_are_exact())
		return -EAGAIN;
	for (unsigned i = 0; i < EXPLORE_EVENTS_COUNT; i++) {
		if (!session.profile[i])
			session.profile[i] = kzalloc(sizeof(*session.profile[i]));
		if (!session.uses[i])
			session.uses[i] = kzalloc(sizeof(*session.uses[i]));
		if (!session.profile[i] || !session.uses[i])
			return -ENOMEM;
		session.profile[i]->open_events = 1;
	}
	if (!session.behaviour)
		session.behaviour = kzalloc(sizeof(*session.behaviour));
	if (!session.behaviour)
		return -ENOMEM;
	error = trace_begin(true);
	if (error)
		return error;
	processors_show(start->processors);
	current_process()->explored = true;
	session.thread[0] = current_thread();
	session.run.budget = start->budget;
	hot_begin();
	session.stage = SESSION_LOADING;
	return 0;
}

void explore_init(void)
{
	wait_queue_init(&session.queue, "explore");
	fault_calls_init();
	explore_devices_init();
	random_restart(0);
	page_free_pin(page_total_count() / 2); /* the true number depends on earlier runs */
	arch_counters_hide();
	clock_is_virtual = explore_active = true;
	for (unsigned i = 0; i < CPU_MAX; i++)
		cpus[i].explores = true;
	wall_set_ns(START_OF_2020_NS);
}
