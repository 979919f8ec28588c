/* SPDX-License-Identifier: MIT */
/*
 * The naive wait queue: see sim_queue.h.
 */
#include <kernel/time/timer.h>
#include <string.h>
#include <tests/host/sim_queue.h>
#include <uapi/errno.h>

void sim_queue_init(struct sim_queue *model, const struct wait_queue *queue)
{
	*model = (struct sim_queue){.queue = queue};
}

static unsigned read_queue(const struct wait_queue *queue, struct thread **at)
{
	struct thread *waiter;
	unsigned count = 0;

	list_for_each_entry(waiter, &queue->waiters, wait_link) {
		SIM_CHECK(count < SIM_QUEUE_ROOM);
		at[count++] = waiter;
	}
	return count;
}

static bool same(struct thread *const *a, struct thread *const *b, unsigned count)
{
	return memcmp(a, b, count * sizeof(*a)) == 0;
}

static enum sim_queue_event compare(struct sim_queue *model, struct thread *const *now,
	unsigned count)
{
	struct thread *self = current_thread();
	unsigned i = 0;

	if (count == model->count && same(model->at, now, count))
		return SIM_QUEUE_SAME;
	if (count == model->count + 1) {
		SIM_CHECK(same(model->at, now, model->count) && now[count - 1] == self);
		model->who = self;
		return SIM_QUEUE_JOINED;
	}
	if (count + 1 != model->count) {
		SIM_CHECK(count == 0);
		return SIM_QUEUE_ALL;
	}
	while (i < count && model->at[i] == now[i])
		i++;
	SIM_CHECK(same(&model->at[i + 1], &now[i], count - i));
	model->who = model->at[i];
	if (model->who == self) {
		SIM_CHECK(thread_has_flag(self, THREAD_KILLED) || host_now_ns >= self->wake_ns ||
			  self->wake_ns == TIME_NEVER);
		return SIM_QUEUE_LEFT;
	}
	SIM_CHECK(i == 0); /* first come, first served */
	return SIM_QUEUE_SERVED;
}

enum sim_queue_event sim_queue_update(struct sim_queue *model)
{
	struct thread *now[SIM_QUEUE_ROOM];
	unsigned count = read_queue(model->queue, now);
	enum sim_queue_event event = compare(model, now, count);

	memcpy(model->at, now, sizeof(now));
	model->count = count;
	return event;
}

/* --- Deadlines -------------------------------------------------------------------------------- */

static uint64_t deadlines[4096];
static uint64_t began[4096];

static unsigned slot(void)
{
	return (unsigned)current_thread()->tid % ARRAY_SIZE(deadlines);
}

void sim_wait_begins(uint64_t deadline_ns)
{
	deadlines[slot()] = deadline_ns;
	began[slot()] = host_now_ns;
}

void sim_wait_ended(int result)
{
	uint64_t deadline_ns = deadlines[slot()];

	SIM_CHECK(result == 0 || result == -ETIMEDOUT || result == -EINTR);
	if (result == -EINTR)
		SIM_CHECK(thread_has_flag(current_thread(), THREAD_KILLED));
	if (result != -ETIMEDOUT)
		return;
	SIM_CHECK(deadline_ns != TIME_NEVER && host_now_ns >= deadline_ns);
	if (!sim_time_passes())
		SIM_CHECK(host_now_ns == MAX(deadline_ns, began[slot()]));
}

uint64_t sim_draw_deadline(uint32_t turns)
{
	switch (host_random(4)) {
	case 0:
		return TIME_NEVER;
	case 1:
		return host_now_ns - MIN(host_now_ns, (uint64_t)host_random(3));
	default:
		return host_now_ns + sim_some_ns(turns);
	}
}
