/* SPDX-License-Identifier: MIT */
/*
 * A running thread cannot queue itself on another CPU, since it is still using its stack. Instead
 * it blocks, and a kernel thread, the mover, wakes it on the other CPU.
 */
#include <kernel/proc/schedparam.h>
#include <kernel/proc/thread.h>
#include <kernel/sync/mutex.h>
#include <uapi/sched.h>

#define EXPLORED_PRIORITY 50

static struct spinlock moving_lock = SPINLOCK_INIT("moving", LOCK_RANK_WAIT);
static struct list moving = LIST_INIT(moving); /* blocked threads, by wait_link */
static struct semaphore moves = SEMAPHORE_INIT(moves, "move", 0);

void schedparam_inherit(struct sched_parameters *own, const struct sched_parameters *parent)
{
	*own = *parent;
	if (!parent->reset_on_fork)
		return;
	*own = (struct sched_parameters){.nice = parent->nice > 0 ? parent->nice : 0};
	if (parent->policy == SCHED_IDLE || parent->policy == SCHED_BATCH)
		own->policy = parent->policy;
}

uint64_t schedparam_quantum_ns(const struct thread *t)
{
	int policy = t->user->sched.policy;

	if (policy == SCHED_FIFO)
		return 0;
	return policy == SCHED_RR ? RR_QUANTUM_NS : (uint64_t)sched_quantum_ns;
}

void schedparam_apply(struct thread *t)
{
	const struct sched_parameters *own = &t->user->sched;
	bool real_time = own->policy == SCHED_FIFO || own->policy == SCHED_RR;
	const struct sched_class class = {
		.realtime = real_time ? (unsigned)own->priority : 0,
		.quantum_ns = own->policy == SCHED_RR ? RR_QUANTUM_NS : 0,
		.weight =
			own->policy == SCHED_IDLE ? FAIR_IDLE : (unsigned)(own->nice + FAIR_NICE_0),
		.batch = own->policy == SCHED_BATCH,
	};

	if (t->state != THREAD_NEW)
		assert_locked(&thread_table_lock);
	if (t->user->explored) /* its own parameters are ignored */
		sched_set_class(t, &(struct sched_class){.realtime = EXPLORED_PRIORITY});
	else if (t->explicit_class || real_time || class.weight != FAIR_NICE_0 || class.batch)
		sched_set_class(t, &class);
}

void schedparam_set_cpus(struct thread *t, unsigned allowed)
{
	assert_locked(&thread_table_lock);
	WRITE_ONCE(t->excluded_cpus, ~allowed);
	thread_set_flag(t, THREAD_MIGRATE);
	sched_affinity_changed(t);
	sched_poke(t);
}

static uintptr_t mover(uintptr_t arg0, uintptr_t arg1, uintptr_t arg2)
{
	struct list *first;

	while (sem_down(&moves) == 0) {
		spin_lock_irq(&moving_lock);
		first = list_pop_front(&moving);
		if (first) {
			struct thread *t = list_entry(first, struct thread, wait_link);

			sched_affinity_changed(t);
			sched_wake(t);
		}
		spin_unlock_irq(&moving_lock);
	}
	return 0;
}

/* Start the mover, unless it exists. False when out of memory. */
static bool have_mover(void)
{
	static int started;
	const struct thread_spec spec = {
		.name = "mover",
		.entry = mover,
		.priority = THREAD_PRIORITIES - 1,
		.flags = THREAD_DETACHED,
	};

	if (__atomic_exchange_n(&started, 1, __ATOMIC_ACQ_REL) || thread_spawn(&spec))
		return true;
	__atomic_store_n(&started, 0, __ATOMIC_RELEASE);
	return false;
}

void schedparam_leave_cpu(void)
{
	struct thread *self = current_thread();

	DEBUG_ASSERT(may_sleep());
	thread_clear_flag(self, THREAD_MIGRATE);
	while (READ_ONCE(self->excluded_cpus) >> this_cpu()->id & 1 && have_mover()) {
		spin_lock_irq(&moving_lock);
		list_push_back(&moving, &self->wait_link);
		spin_unlock_irq(&moving_lock);
		sem_up(&moves);
		spin_lock_irq(&moving_lock);
		if (list_is_linked(&self->wait_link)) {
			sched_block(&moving_lock.raw, "move", THREAD_KILLED);
			rawlock_acquire(&moving_lock.raw);
		}
		if (list_is_linked(&self->wait_link))
			list_remove(&self->wait_link); /* woken, but not by the mover */
		spin_unlock_irq(&moving_lock);
		if (thread_has_flag(self, THREAD_KILLED))
			return;
	}
}
