/* SPDX-License-Identifier: MIT */
/*
 * Threads from creation to reaping. The thread table (one list of all) and every thread's joining
 * state are under thread_table_lock; DEAD is entered only under it, so a joiner that finds its
 * thread not DEAD and blocks on the lock cannot miss the end.
 */
#include <arch/boot.h>
#include <arch/mmu.h>
#include <arch/trap.h>
#include <kernel/debug/panic.h>
#include <kernel/proc/futex.h>
#include <kernel/proc/process.h>
#include <kernel/proc/schedparam.h>
#include <kernel/proc/thread.h>
#include <kernel/proc/user_thread.h>
#include <kernel/time/clock.h>
#include <kernel/time/sleep.h>
#include <kernel/time/timer.h>
#include <lib/printf.h>
#include <lib/string.h>
#include <mm/kstack.h>
#include <mm/slab.h>
#include <uapi/errno.h>

struct spinlock thread_table_lock = SPINLOCK_INIT("threads", LOCK_RANK_THREAD_TABLE);

static struct list all_threads = LIST_INIT(all_threads);
static unsigned threads;
struct thread main_thread;
static struct slab_cache thread_cache;

static void thread_setup(struct thread *t, const struct thread_spec *spec, void *stack)
{
	struct thread *parent = current_thread();
	struct process *process = spec->process ? spec->process : &kernel_process;
	bool is_user = spec->process && spec->process->aspace;
	unsigned long flags;

	*t = (struct thread){
		.arch = t == parent ? t->arch
				    : (struct arch_thread){0}, /* main is its own parent */
		.parent_tid = parent->tid,
		.entry = spec->entry,
		.args = {spec->args[0], spec->args[1], spec->args[2]},
		.stack = stack,
		.process = process,
		.flags = spec->flags,
		.priority = (uint8_t)spec->priority,
		.excluded_cpus = is_user ? parent->excluded_cpus : 0,
		.cpu = this_cpu(), /* any will do: it may be killed or shown before its start */
		.wake_ns = TIME_NEVER,
	};
	strlcpy(t->name, spec->name, sizeof(t->name));
	*(uintptr_t *)stack = KSTACK_CANARY;
	t->arch.stack_top = (char *)stack + KSTACK_SIZE;
	if (is_user)
		t->user = t->arch.stack_top = user_thread_init(t->arch.stack_top, t);
	t->arch.aspace = process_arch_aspace(process);

	flags = spin_lock_irqsave(&thread_table_lock);
	list_push_back(&all_threads, &t->all_link);
	threads++;
	process_add_thread_locked(process, t);
	spin_unlock_irqrestore(&thread_table_lock, flags);
}

struct thread *thread_create(const struct thread_spec *spec)
{
	struct thread *t;
	void *stack;

	ASSERT(spec->priority < THREAD_PRIORITIES);
	t = slab_alloc(&thread_cache);
	if (!t)
		return NULL;
	stack = kstack_alloc();
	if (!stack) {
		slab_free(&thread_cache, t);
		return NULL;
	}
	thread_setup(t, spec, stack);
	if (t->user)
		schedparam_apply(t);
	arch_thread_init(&t->arch, thread_start);
	return t;
}

struct thread *thread_spawn(const struct thread_spec *spec)
{
	struct thread *t = thread_create(spec);

	if (t)
		sched_start(t);
	return t;
}

void thread_abandon(struct thread *t)
{
	t->process->unborn = t->process != current_process();
	thread_kill(t);
	sched_start(t);
}

/*
 * A THREAD_FROM_FRAME thread's frame enters here, with three arguments in the registers that the
 * frame set. It calls the entry function as thread_start() does for other threads.
 */
static NORETURN void run_from_frame(uintptr_t arg0, uintptr_t arg1, uintptr_t arg2)
{
	thread_exit(current_thread()->entry(arg0, arg1, arg2));
}

void thread_enter_frame(struct thread *t)
{
	struct trapframe *frame = frame_place_kernel(t->arch.stack_top);

	frame_init_kernel(frame, (uintptr_t)run_from_frame, (uintptr_t)t->arch.stack_top, t->args);
	arch_irq_disable();
	frame_enter(frame);
}

void thread_exit(uintptr_t value)
{
	struct thread *self = current_thread();

	assert_may_sleep();
	ASSERT(self->mutexes_held == 0 && self != &main_thread);
	ASSERT(!(thread_set_flag(self, THREAD_EXITING) & THREAD_EXITING)); /* only once */
	thread_clear_flag(self, THREAD_KILLED); /* from here on waits must succeed again */
	if (self->user)
		futex_thread_exit(self);
	process_thread_exit(self);
	self->end.value = value;
	arch_irq_disable();
	sched_exit();
}

static void unlink_locked(struct thread *t)
{
	assert_locked(&thread_table_lock);
	list_remove(&t->all_link);
	threads--;
}

void thread_reap(struct thread *t)
{
	bool detached;

	assert_irqs_off();
	DEBUG_ASSERT(t != current_thread());
	arch_thread_destroy(&t->arch);
	kstack_free(t->stack);
	rawlock_acquire(&thread_table_lock.raw);
	thread_set_state(t, THREAD_ZOMBIE, THREAD_DEAD);
	detached = thread_has_flag(t, THREAD_DETACHED);
	if (detached)
		unlink_locked(t);
	else if (t->end.joiner)
		sched_wake(t->end.joiner);
	rawlock_release(&thread_table_lock.raw);
	if (detached)
		slab_free(&thread_cache, t);
}

int thread_join_until(struct thread *t, uintptr_t *value, uint64_t deadline_ns)
{
	struct thread *self = current_thread();
	unsigned long flags;
	int result = 0;

	assert_may_sleep();
	if (t == self)
		return -EDEADLK;
	flags = spin_lock_irqsave(&thread_table_lock);
	if (t->end.joiner || thread_has_flag(t, THREAD_DETACHED)) {
		spin_unlock_irqrestore(&thread_table_lock, flags);
		return -EINVAL;
	}
	t->end.joiner = self;
	while (t->state != THREAD_DEAD && !result) {
		if (thread_has_flag(self, THREAD_KILLED)) {
			result = -EINTR;
		} else if (deadline_ns != TIME_NEVER && clock_ns() >= deadline_ns) {
			result = -ETIMEDOUT;
		} else {
			thread_block_until(&thread_table_lock.raw, "join", deadline_ns,
				THREAD_KILLED);
			rawlock_acquire(&thread_table_lock.raw);
		}
	}
	t->end.joiner = NULL;
	if (!result) {
		if (value)
			*value = t->end.value;
		unlink_locked(t);
	}
	spin_unlock_irqrestore(&thread_table_lock, flags);
	if (!result)
		slab_free(&thread_cache, t);
	return result;
}

void thread_kill(struct thread *t)
{
	unsigned long flags;
	bool woken;

	if (thread_has_flag(t, THREAD_EXITING))
		return;
	thread_set_flag(t, THREAD_KILLED);
	flags = arch_irq_save();
	woken = sched_wake(t);
	arch_irq_restore(flags);
	preempt_check();
	if (!woken)
		sched_poke(t);
}

void thread_stop(struct thread *t)
{
	thread_set_flag(t, THREAD_STOPPING);
	sched_poke(t);
}

void thread_cancellation_point(void)
{
	struct thread *self = current_thread();
	unsigned long flags;

	DEBUG_ASSERT(may_sleep());
	if (thread_has_flag(self, THREAD_KILLED) && !self->mutexes_held)
		thread_exit(THREAD_EXIT_KILLED);
	flags = spin_lock_irqsave(&thread_table_lock);
	if (thread_has_flag(self, THREAD_STOPPING) && !thread_has_flag(self, THREAD_KILLED)) {
		sched_stop(&thread_table_lock.raw);
		rawlock_acquire(&thread_table_lock.raw);
	}
	spin_unlock_irqrestore(&thread_table_lock, flags);
	if (thread_has_flag(self, THREAD_KILLED) && !self->mutexes_held)
		thread_exit(THREAD_EXIT_KILLED);
}

unsigned thread_count(void)
{
	return READ_ONCE(threads);
}

void threads_visit_unlocked(void (*visit)(struct thread *t, void *context), void *context)
{
	struct thread *t;

	list_for_each_entry(t, &all_threads, all_link)
		visit(t, context);
}

void thread_for_each(void (*visit)(struct thread *t, void *context), void *context)
{
	unsigned long flags = spin_lock_irqsave(&thread_table_lock);

	threads_visit_unlocked(visit, context);
	spin_unlock_irqrestore(&thread_table_lock, flags);
}

static uintptr_t idle_entry(uintptr_t arg0, uintptr_t arg1, uintptr_t arg2)
{
	sched_idle_loop();
}

struct thread *thread_create_idle(unsigned cpu)
{
	char name[THREAD_NAME_MAX];
	struct thread_spec spec = {.name = name, .entry = idle_entry, .flags = THREAD_DETACHED};

	snprintf(name, sizeof(name), "idle/%u", cpu);
	return thread_create(&spec);
}

void threads_init(const struct sched_policy *policy)
{
	static const struct thread_spec spec = {.name = "main",
		.priority = THREAD_PRIORITIES - 1,
		.flags = THREAD_DETACHED};
	struct thread *idle;

	slab_cache_init(&thread_cache, "thread", sizeof(struct thread), 64);
	process_init();
	thread_setup(&main_thread, &spec, boot_stack_bottom);
	idle = thread_create_idle(0);
	if (!idle)
		panic("no memory for the first threads");
	sched_init_cpu(&cpus[0], policy, &main_thread, idle);
	cpu_count = 1;
}
