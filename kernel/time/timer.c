/* SPDX-License-Identifier: MIT */
/*
 * The timer queue: a red-black tree by deadline, which caches its first timer. A timer's function
 * is called without the lock, so it may start timers and wake threads. `firing` lets timer_cancel()
 * wait for a function that runs on another CPU.
 */
#include <kernel/sched/irq.h>
#include <kernel/sched/sched.h>
#include <kernel/time/clock.h>
#include <kernel/time/timer.h>

struct timer_queue timer_queues[CPU_MAX];

static bool earlier(const struct rb_node *a, const struct rb_node *b)
{
	return rb_entry(a, struct timer, node)->deadline_ns <
	       rb_entry(b, struct timer, node)->deadline_ns;
}

void timer_queue_init(struct timer_queue *queue)
{
	*queue = (struct timer_queue){0};
	rawlock_init(&queue->lock, "timers", LOCK_RANK_TIMER);
}

uint64_t timer_queue_first_ns(const struct timer_queue *queue)
{
	struct rb_node *first = rb_first(&queue->tree);

	if (cpu_count > 1)
		assert_locked(&queue->lock);
	return first ? rb_entry(first, struct timer, node)->deadline_ns : TIME_NEVER;
}

uint64_t timer_queue_first_other_ns(const struct timer_queue *queue,
	void (*fire)(struct timer *timer))
{
	struct rb_node *node = rb_first(&queue->tree);

	if (cpu_count > 1)
		assert_locked(&queue->lock);
	while (node && rb_entry(node, struct timer, node)->fire == fire)
		node = rb_next(node);
	return node ? rb_entry(node, struct timer, node)->deadline_ns : TIME_NEVER;
}

bool timer_queue_add(struct timer_queue *queue, struct timer *timer, uint64_t deadline_ns)
{
	bool first;

	assert_irqs_off();
	rawlock_acquire(&queue->lock);
	ASSERT(!rb_is_linked(&timer->node));
	timer->deadline_ns = deadline_ns;
	timer->queue = queue;
	rb_insert(&queue->tree, &timer->node, earlier);
	first = rb_first(&queue->tree) == &timer->node;
	rawlock_release(&queue->lock);
	return first;
}

uint64_t timer_queue_run(struct timer_queue *queue, uint64_t now_ns)
{
	uint64_t first_ns;

	assert_irqs_off();
	rawlock_acquire(&queue->lock);
	while ((first_ns = timer_queue_first_ns(queue)) <= now_ns) {
		struct timer *timer = rb_entry(rb_first(&queue->tree), struct timer, node);

		rb_remove(&queue->tree, &timer->node);
		WRITE_ONCE(queue->firing, timer);
		rawlock_release(&queue->lock);
		timer->fire(timer);
		rawlock_acquire(&queue->lock);
		WRITE_ONCE(queue->firing, NULL);
	}
	rawlock_release(&queue->lock);
	return first_ns;
}

void timer_init(struct timer *timer, void (*fire)(struct timer *timer))
{
	*timer = (struct timer){.fire = fire};
}

void timer_start(struct timer *timer, uint64_t deadline_ns)
{
	struct cpu *cpu = this_cpu();

	assert_irqs_off();
	if (!timer_queue_add(&timer_queues[cpu->id], timer, deadline_ns))
		return;
	sched_set_timer_deadline(cpu, deadline_ns);
	sched_arm_timer(cpu, false);
}

bool timer_cancel(struct timer *timer)
{
	struct timer_queue *queue = timer->queue;
	unsigned long flags;
	bool in_time;

	if (!queue)
		return false;
	for (;;) {
		flags = arch_irq_save();
		rawlock_acquire(&queue->lock);
		if (READ_ONCE(queue->firing) != timer)
			break;
		rawlock_release(&queue->lock);
		arch_irq_restore(flags);
		arch_cpu_relax();
	}
	in_time = rb_is_linked(&timer->node);
	if (in_time)
		rb_remove(&queue->tree, &timer->node);
	rawlock_release(&queue->lock);
	arch_irq_restore(flags);
	return in_time;
}

/* The hardware timer has fired, at the deadline or before it: fire the timers that are due, and arm
 * it for the rest. */
static void timer_interrupt(unsigned irq)
{
	struct cpu *cpu = this_cpu();
	struct timer_queue *queue = &timer_queues[cpu->id];
	uint64_t now = arch_cycles();

	assert_irqs_off();
	cpu->armed_cycles = TIME_NEVER;
	if (now >= cpu->timer_cycles)
		sched_set_timer_deadline(cpu, timer_queue_run(queue, clock_ns()));
	sched_tick(now);
	sched_arm_timer(cpu, false);
}

void timers_init_cpu(unsigned cpu)
{
	timer_queue_init(&timer_queues[cpu]);
	if (cpu == 0)
		irq_set_handler(IRQ_TIMER, timer_interrupt);
}
