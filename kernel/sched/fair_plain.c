/* SPDX-License-Identifier: MIT */
/*
 * The fair class when all queued threads are of nice 0, as they mostly are: what fair.c does,
 * without weights, and with naps. See fair.h. docs/scheduler.md measures what this gains and lists,
 * for each step, the rule of fair.c that it stands for.
 */
#include <kernel/sched/fair_inside.h>

static ALWAYS_INLINE void plain_sum(struct fair_queue *queue, uint64_t until)
{
	queue->sum += (int64_t)(until - queue->summed_cycles) << VIRTUAL_SHIFT;
	queue->summed_cycles = until;
}

/* weighted_offset(), average_offset() and fair_virtual_now() for weight 1024. A 32-bit division is
 * enough unless the sum is large. */
static ALWAYS_INLINE int64_t plain_offset(const struct fair_queue *queue, const struct thread *t)
{
	return (t->fair.vtime - queue->base) & -(int64_t)WEIGHT_NICE_0;
}

static ALWAYS_INLINE int64_t plain_now(const struct fair_queue *queue)
{
	int64_t cycles = queue->sum >> VIRTUAL_SHIFT;

	if (queue->count <= 2)
		cycles >>= queue->count - 1;
	else if (likely(cycles == (int32_t)cycles))
		cycles = (int32_t)cycles / (int32_t)queue->count;
	else
		cycles /= queue->count;
	return queue->base + cycles * WEIGHT_NICE_0;
}

/* End the nap of `t`: take it out of the sums, as fair_remove() would have done when it left. The
 * queue's virtual time has advanced by at most the time that others ran since then, so the credit
 * shrinks by that much. */
static void end_nap(struct fair_queue *queue, struct thread *t)
{
	int64_t slept = (int64_t)(queue->summed_cycles - t->fair.napped_cycles) * WEIGHT_NICE_0;

	t->fair.vtime +=
		(int64_t)(t->usage.runtime_cycles - t->fair.settled_cycles) * WEIGHT_NICE_0;
	t->fair.settled_cycles = t->usage.runtime_cycles;
	list_remove(&t->fair.link);
	queue->sum -= plain_offset(queue, t);
	queue->weight -= WEIGHT_NICE_0;
	queue->count--;
	fair_note_lag(t, plain_now(queue) - slept, t->quantum_cycles * WEIGHT_NICE_0);
}

void fair_end_naps(struct fair_queue *queue, uint64_t since_cycles)
{
	while (!list_is_empty(&queue->napping)) {
		struct thread *t = list_entry(queue->napping.next, struct thread, fair.link);

		if ((int64_t)(t->fair.napped_cycles - since_cycles) > 0)
			break;
		end_nap(queue, t);
	}
}

/* Set the CPU time up to which `t` may nap: until then, a short request, as after a wait, would be
 * due in `bucket`, where `t` is now. */
static ALWAYS_INLINE void limit_naps(struct thread *t, int64_t bucket)
{
	int64_t room = bucket + ((int64_t)1 << t->fair.span_shift) - t->fair.vtime -
		       (t->quantum_cycles >> FAIR_SHORT_SHIFT) * WEIGHT_NICE_0;

	t->fair.nap_limit_cycles = t->fair.settled_cycles;
	if (room > 0 && !(room >> t->fair.span_shift))
		t->fair.nap_limit_cycles += (uint64_t)(room >> VIRTUAL_SHIFT);
}

/*
 * May `t`, which has woken and is due in `bucket`, join the running thread's earlier bucket? Yes,
 * if the running thread has only begun: the two may be exchanging messages, and in one bucket they
 * can nap. If more than two threads are queued, `t` must not gain more than a bucket. Its CPU time
 * counts as before.
 */
static ALWAYS_INLINE bool joins_running(const struct runqueue *rq, const struct thread *t,
	int64_t bucket, uint64_t ran_cycles)
{
	int64_t later = bucket - rq->curr->fair.bucket;

	return later > 0 && (rq->fair.count == 2 || later == (int64_t)1 << t->fair.span_shift) &&
	       fair_has_just_begun(t, ran_cycles);
}

void fair_plain_add(struct runqueue *rq, struct thread *t, enum fair_reason reason)
{
	struct fair_queue *queue = &rq->fair;
	struct thread *other =
		list_entry(queue->buckets[FAIR_NICE_0].prev, struct thread, fair.link);
	uint64_t ran_cycles = rq->charged_cycles - queue->summed_cycles;
	int64_t bucket;
	bool joins;

	assert_locked(&rq->lock);
	plain_sum(queue, rq->charged_cycles);
	/* Stands for fair_remove(): `t` leaves as of when its nap began. */
	if (fair_is_napping(t))
		end_nap(queue, t);
	/* Stands for update(), which ends all naps; here only those that have lasted too long. */
	if (!list_is_empty(&queue->napping))
		fair_end_naps(queue, rq->charged_cycles - fair_nap_max_cycles(t));
	/* Stands for update(): a queue of one is where its thread is. */
	if (queue->count == 1) {
		queue->base += queue->sum;
		queue->sum = 0;
	}
	fair_place(t, plain_now(queue), reason);
	/* As in fair_add(), with a weight of 1024. */
	queue->count++;
	queue->weight += WEIGHT_NICE_0;
	queue->sum += plain_offset(queue, t);
	bucket = (t->fair.vtime + t->quantum_left_cycles * WEIGHT_NICE_0) &
		 -((int64_t)1 << t->fair.span_shift);
	joins = reason == FAIR_WAKE && joins_running(rq, t, bucket, ran_cycles);
	if (joins)
		other = rq->curr;
	/* Stands for fair_bucket_add(), which searches from the last bucket: often that is the
	 * one. */
	if (!joins && other->fair.bucket != bucket) {
		fair_bucket_add(queue, t, false);
	} else {
		t->fair.bucket = other->fair.bucket;
		t->yield_limit_cycles = 0;
		list_push_back(&other->run_link, &t->run_link);
	}
	limit_naps(t, bucket);
}

/* `t` runs, is the head of its bucket, and is not the only thread. */
void fair_plain_leave(struct runqueue *rq, struct thread *t)
{
	struct fair_queue *queue = &rq->fair;
	struct thread *next = runqueue_next(t);

	assert_locked(&rq->lock);
	DEBUG_ASSERT(t == rq->curr && t == queue->bucket_head);
	plain_sum(queue, rq->charged_cycles);
	t->fair.vtime +=
		(int64_t)(t->usage.runtime_cycles - t->fair.settled_cycles) * WEIGHT_NICE_0;
	t->fair.settled_cycles = t->usage.runtime_cycles;
	/* Stands for bucket_remove(): other threads of nice 0 remain, so the weight stays
	 * present. */
	list_remove(&t->run_link);
	if (next == t)
		list_remove(&t->fair.link);
	else
		fair_replace_head(t, next);
	t->level = LEVEL_FAIR_UNQUEUED;
	queue->sum -= plain_offset(queue, t);
	queue->weight -= WEIGHT_NICE_0;
	queue->count--;
	fair_note_lag(t, plain_now(queue), t->quantum_cycles * WEIGHT_NICE_0);
	rq->first[LEVEL_FAIR] = NULL;
	queue->bucket_head = NULL;
}

/* --- Naps ------------------------------------------------------------------------------------- */

/* Others must be in its bucket: the next of the ring is then what fair_pick() would choose. */
static ALWAYS_INLINE bool may_nap(const struct runqueue *rq, const struct thread *curr)
{
	return rq->fair.plain && rq->top == LEVEL_FAIR_BUSY &&
	       curr->usage.runtime_cycles < curr->fair.nap_limit_cycles &&
	       curr->state != THREAD_ZOMBIE && runqueue_next(curr) != curr;
}

struct thread *fair_leave(struct runqueue *rq, struct thread *t)
{
	struct fair_queue *queue = &rq->fair;
	struct thread *next = runqueue_next(t);

	assert_locked(&rq->lock);
	DEBUG_ASSERT(t == rq->curr && t->level == LEVEL_FAIR);
	if (unlikely(!may_nap(rq, t)))
		return runqueue_leave_slow(rq, t);
	/* Stands for fair_remove(), but sum, weight and count stay as they are: that is the nap. */
	rq->linked--;
	list_remove(&t->run_link);
	if (queue->bucket_head == t) {
		fair_replace_head(t, next);
		queue->bucket_head = next;
	}
	t->level = LEVEL_FAIR_UNQUEUED;
	t->fair.napped_cycles = rq->charged_cycles;
	list_push_back(&queue->napping, &t->fair.link);
	rq->first[LEVEL_FAIR] = next;
	return next;
}
