/* SPDX-License-Identifier: MIT */
/*
 * EEVDF over buckets: see fair.h.
 *
 * Virtual times are in 1/1024 of a cycle at nice 0. They may wrap around, so only differences are
 * compared. `sum` is the sum of weight * offset over the queued threads; a thread's offset is its
 * virtual time minus `base`, in whole cycles. For threads of nice 0, weight * offset is CPU time,
 * so their running time is added to `sum` as a whole, whichever of them runs: the short path of
 * sched_yield() leaves no other trace. For them this is exact.
 */
#include <kernel/sched/fair_inside.h>

#define RAN_MAX ((int64_t)1 << 32) /* more in one piece would overflow below */

/* Each step of nice is worth a tenth of the CPU: a factor of 1.25 (sched(7)). */
#define WEIGHTS(W)                                                                                 \
	W(88761), W(71755), W(56483), W(46273), W(36291), W(29154), W(23254), W(18705), W(14949),  \
		W(11916), W(9548), W(7620), W(6100), W(4904), W(3906), W(3121), W(2501), W(1991),  \
		W(1586), W(1277), W(1024), W(820), W(655), W(526), W(423), W(335), W(272), W(215), \
		W(172), W(137), W(110), W(87), W(70), W(56), W(45), W(36), W(29), W(23), W(18),    \
		W(15), W(3)
#define WEIGHT(w)     (w)
#define INVERSE(w)    (uint32_t)(((uint64_t)1 << 32) / (w))
#define INVERSE_SHIFT (32 - 2 * VIRTUAL_SHIFT)

static const uint32_t weights[FAIR_WEIGHTS] = {WEIGHTS(WEIGHT)};
static const uint32_t inverses[FAIR_WEIGHTS] = {WEIGHTS(INVERSE)};

void fair_init(struct fair_queue *queue)
{
	*queue = (struct fair_queue){0};
	for (size_t i = 0; i < FAIR_WEIGHTS; i++)
		list_init(&queue->buckets[i]);
	list_init(&queue->napping);
}

unsigned fair_weight(unsigned index)
{
	return weights[index];
}

static int64_t virtual_time(const struct thread *t, int64_t cycles)
{
	if (t->fair.weight == FAIR_NICE_0)
		return cycles * (1 << VIRTUAL_SHIFT);
	return MIN(cycles, RAN_MAX) * inverses[t->fair.weight] >> INVERSE_SHIFT;
}

void fair_adopt(struct thread *t, unsigned weight)
{
	uint64_t slice;

	ASSERT(weight < FAIR_WEIGHTS);
	if (weight != t->fair.weight && t->fair.lag)
		t->fair.lag = t->fair.lag * weights[t->fair.weight] / weights[weight];
	t->fair.weight = (uint8_t)weight;
	slice = (uint64_t)virtual_time(t, t->quantum_cycles);
	/* A span of an eighth to a quarter of the slice. */
	t->fair.span_shift = slice >> 32
				     ? (uint8_t)(30 + bit_fls((unsigned long)(slice >> 32)))
				     : (uint8_t)(MAX(bit_fls((unsigned long)slice | 8), 3u) - 2);
}

static int64_t deadline(const struct thread *t)
{
	return t->fair.vtime + virtual_time(t, t->quantum_left_cycles);
}

static int64_t bucket_of(const struct thread *t)
{
	return deadline(t) & -((int64_t)1 << t->fair.span_shift);
}

static int64_t weighted_offset(const struct fair_queue *queue, const struct thread *t)
{
	return weights[t->fair.weight] * ((t->fair.vtime - queue->base) >> VIRTUAL_SHIFT);
}

/* The average of the offsets, by weight, in cycles. */
static int64_t average_offset(const struct fair_queue *queue)
{
	if (!queue->sum)
		return 0;
	if (queue->weight % WEIGHT_NICE_0 == 0) /* smaller numbers, for machines without division */
		return (queue->sum >> VIRTUAL_SHIFT) / (queue->weight / WEIGHT_NICE_0);
	return queue->sum / queue->weight;
}

int64_t fair_virtual_now(const struct fair_queue *queue)
{
	return queue->base + average_offset(queue) * (1 << VIRTUAL_SHIFT);
}

/* --- Buckets ---------------------------------------------------------------------------------- */

/* Yields may have rotated the ring of the running thread's bucket: make the running thread its
 * head. */
static void refresh_head(struct runqueue *rq)
{
	struct fair_queue *queue = &rq->fair;
	struct thread *first = rq->first[LEVEL_FAIR];

	if (queue->bucket_head && queue->bucket_head != first) {
		fair_replace_head(queue->bucket_head, first);
		queue->bucket_head = first;
	}
}

/* Set the CPU time up to which a yield of `t` leaves it in its bucket: until then, a new request
 * would be due in the same span. */
static void limit_yields(const struct fair_queue *queue, struct thread *t)
{
	int64_t room = t->fair.bucket + ((int64_t)1 << t->fair.span_shift) - t->fair.vtime -
		       virtual_time(t, t->quantum_cycles);

	t->yield_limit_cycles = 0; /* each yield has to choose */
	if (room > 0 && queue->groups == 1 && t->fair.weight == FAIR_NICE_0)
		t->yield_limit_cycles = t->fair.settled_cycles + (uint64_t)(room >> VIRTUAL_SHIFT);
}

static void update_plain(struct fair_queue *queue)
{
	queue->plain = queue->groups == 1 && bitmap_test(queue->present, FAIR_NICE_0);
}

void fair_bucket_add(struct fair_queue *queue, struct thread *t, bool first)
{
	int64_t bucket = bucket_of(t);
	struct list *head = &queue->buckets[t->fair.weight], *before = head->prev;
	struct thread *other = NULL;

	t->fair.bucket = bucket;
	t->yield_limit_cycles = 0;
	t->fair.nap_limit_cycles = 0;
	for (; before != head; before = before->prev) {
		other = list_entry(before, struct thread, fair.link);
		if (other->fair.bucket - bucket <= 0)
			break;
	}
	if (list_is_empty(head)) {
		bitmap_set(queue->present, t->fair.weight);
		queue->groups++;
		update_plain(queue);
	}
	if (before != head && other->fair.bucket == bucket) {
		list_push_back(&other->run_link, &t->run_link);
		if (first)
			fair_replace_head(other, t);
	} else {
		list_init(&t->run_link);
		list_link_between(&t->fair.link, before, before->next);
	}
}

static void bucket_remove(struct fair_queue *queue, struct thread *t)
{
	struct thread *next = runqueue_next(t);

	list_remove(&t->run_link);
	if (!list_is_linked(&t->fair.link))
		return;
	if (next != t) {
		fair_replace_head(t, next);
		return;
	}
	list_remove(&t->fair.link);
	if (list_is_empty(&queue->buckets[t->fair.weight])) {
		bitmap_clear(queue->present, t->fair.weight);
		queue->groups--;
		update_plain(queue);
	}
}

/* --- Time ------------------------------------------------------------------------------------- */

/* Bring the virtual time of `t` up to its CPU time. */
static void settle(struct fair_queue *queue, struct thread *t)
{
	int64_t before = weighted_offset(queue, t);

	t->fair.vtime +=
		virtual_time(t, (int64_t)(t->usage.runtime_cycles - t->fair.settled_cycles));
	t->fair.settled_cycles = t->usage.runtime_cycles;
	if (t->fair.weight != FAIR_NICE_0)
		queue->sum += weighted_offset(queue, t) - before;
}

/* Bring the queue up to rq->charged_cycles: head, sum, the running thread's virtual time. Ends
 * naps. */
static void update(struct runqueue *rq)
{
	struct fair_queue *queue = &rq->fair;
	struct thread *curr = rq->curr;

	assert_locked(&rq->lock);
	if (curr->level != LEVEL_FAIR)
		return;
	refresh_head(rq);
	if (curr->fair.weight == FAIR_NICE_0)
		queue->sum += (int64_t)(rq->charged_cycles - queue->summed_cycles) << VIRTUAL_SHIFT;
	queue->summed_cycles = rq->charged_cycles;
	settle(queue, curr);
	if (!list_is_empty(&queue->napping))
		fair_end_naps(queue, rq->charged_cycles);
	if (queue->count == 1) {
		queue->base = curr->fair.vtime;
		queue->sum = 0;
	} else if (queue->sum > SUM_MAX || queue->sum < -SUM_MAX) {
		int64_t cycles = average_offset(queue);

		queue->base += cycles * (1 << VIRTUAL_SHIFT);
		queue->sum -= cycles * queue->weight;
	}
}

/* --- Joining and leaving ---------------------------------------------------------------------- */

void fair_add(struct runqueue *rq, struct thread *t, enum fair_reason reason)
{
	struct fair_queue *queue = &rq->fair;

	assert_locked(&rq->lock);
	ASSERT(t->level == LEVEL_FAIR_UNQUEUED && !list_is_linked(&t->run_link));
	if (fair_is_plain(rq, t)) {
		fair_plain_add(rq, t, reason);
		return;
	}
	update(rq);
	fair_place(t, fair_virtual_now(queue), reason);
	if (queue->count++ == 0) {
		queue->base = t->fair.vtime;
		bitmap_set(rq->bitmap, LEVEL_FAIR_BUSY);
		rq->top = MAX(rq->top, (int)LEVEL_FAIR_BUSY);
	}
	queue->weight += weights[t->fair.weight];
	queue->sum += weighted_offset(queue, t);
	fair_bucket_add(queue, t, false);
	/* With several weights, each yield has to compare them. */
	if (queue->groups > 1 && rq->curr->level == LEVEL_FAIR)
		rq->curr->yield_limit_cycles = 0;
}

/* `t`, head of its bucket, runs from rq->charged_cycles on. */
static void run(struct runqueue *rq, struct thread *t)
{
	struct fair_queue *queue = &rq->fair;

	assert_locked(&rq->lock);
	DEBUG_ASSERT(list_is_linked(&t->fair.link));
	if (queue->groups > 1)
		t->yield_limit_cycles = 0;
	queue->bucket_head = t;
	rq->first[LEVEL_FAIR] = t;
	queue->summed_cycles = rq->charged_cycles;
}

void fair_add_running(struct runqueue *rq, struct thread *t)
{
	DEBUG_ASSERT(t == rq->curr);
	fair_add(rq, t, FAIR_START);
	bucket_remove(&rq->fair, t);
	fair_bucket_add(&rq->fair, t, true);
	run(rq, t);
}

void fair_remove(struct runqueue *rq, struct thread *t)
{
	struct fair_queue *queue = &rq->fair;

	assert_locked(&rq->lock);
	DEBUG_ASSERT(t->level == LEVEL_FAIR && list_is_linked(&t->run_link));
	if (!list_is_empty(&queue->napping))
		update(rq);
	if (fair_is_plain(rq, t) && t == rq->curr && queue->bucket_head == t && queue->count > 1) {
		fair_plain_leave(rq, t);
		return;
	}
	update(rq);
	settle(queue, t);
	bucket_remove(queue, t);
	if (t == rq->curr) {
		rq->first[LEVEL_FAIR] = NULL;
		queue->bucket_head = NULL;
	}
	t->level = LEVEL_FAIR_UNQUEUED;
	queue->weight -= weights[t->fair.weight];
	queue->sum -= weighted_offset(queue, t);
	if (--queue->count == 0) {
		queue->base = t->fair.vtime;
		queue->sum = 0;
		bitmap_clear(rq->bitmap, LEVEL_FAIR_BUSY);
		if (rq->top == LEVEL_FAIR_BUSY)
			rq->top = bitmap_last(rq->bitmap, LEVEL_FAIR_BUSY);
	}
	fair_note_lag(t, fair_virtual_now(queue), virtual_time(t, t->quantum_cycles));
}

void fair_cancel_nap(struct runqueue *rq, struct thread *t)
{
	assert_locked(&rq->lock);
	if (t->level == LEVEL_FAIR_UNQUEUED && list_is_linked(&t->fair.link))
		update(rq);
}

void fair_change_queue(const struct runqueue *rq, struct thread *t)
{
	assert_locked(&rq->lock);
	DEBUG_ASSERT(!list_is_linked(&t->run_link));
	t->fair.vtime = fair_virtual_now(&rq->fair) - t->fair.lag;
}

/* --- Choosing --------------------------------------------------------------------------------- */

void fair_requeue(struct runqueue *rq, struct thread *t, bool yield)
{
	struct fair_queue *queue = &rq->fair;
	bool last = yield || t->quantum_left_cycles <= 0;

	assert_locked(&rq->lock);
	DEBUG_ASSERT(t == rq->curr && t->level == LEVEL_FAIR);
	update(rq);
	if (last)
		t->quantum_left_cycles = t->quantum_cycles;
	if (last || bucket_of(t) != t->fair.bucket) {
		bucket_remove(queue, t);
		fair_bucket_add(queue, t, !last);
		limit_yields(queue, t);
	}
	queue->bucket_head = NULL;
	rq->first[LEVEL_FAIR] = NULL;
}

static struct thread *first_of(const struct fair_queue *queue, unsigned weight)
{
	return list_entry(queue->buckets[weight].next, struct thread, fair.link);
}

/* Of the eligible requests, the one with the earliest deadline. The average is no less than the
 * least virtual time, so some request is eligible; if rounding denies that, the earliest deadline
 * wins. */
static struct thread *best_of_all(const struct fair_queue *queue)
{
	int64_t now = fair_virtual_now(queue), earliest = 0;
	struct thread *best = NULL;
	bool best_eligible = false;

	for (int weight = bitmap_last(queue->present, FAIR_WEIGHTS); weight >= 0;
		weight = bitmap_last(queue->present, (unsigned)weight)) {
		struct thread *t = first_of(queue, (unsigned)weight);
		int64_t slice = virtual_time(t, t->quantum_cycles), due = deadline(t);
		bool eligible = t->fair.bucket - slice - now <= 0;

		if (best && (eligible == best_eligible ? due - earliest >= 0 : best_eligible))
			continue;
		best = t;
		best_eligible = eligible;
		earliest = due;
	}
	return best;
}

struct thread *fair_pick(struct runqueue *rq)
{
	struct fair_queue *queue = &rq->fair;
	struct thread *t;

	assert_locked(&rq->lock);
	DEBUG_ASSERT(queue->count > 0);
	/* Of one weight, the earliest deadline is always eligible: see docs/scheduler.md. */
	if (likely(queue->plain))
		t = first_of(queue, FAIR_NICE_0);
	else if (queue->groups == 1)
		t = first_of(queue, (unsigned)bitmap_last(queue->present, FAIR_WEIGHTS));
	else
		t = best_of_all(queue);

	run(rq, t);
	return t;
}

bool fair_preempts(const struct runqueue *rq, const struct thread *t, uint64_t ran_cycles)
{
	const struct thread *curr = rq->curr;

	assert_locked(&rq->lock);
	DEBUG_ASSERT(t != curr && curr->level == LEVEL_FAIR);
	if (t->fair.weight == FAIR_IDLE || t->fair.batch)
		return false;
	if (likely(rq->fair.plain)) {
		if (fair_has_just_begun(t, ran_cycles))
			return false;
		/* Equals take turns: a thread that is due only a little earlier waits for its
		 * turn. */
		int64_t cycles = (int64_t)(curr->usage.runtime_cycles - curr->fair.settled_cycles) +
				 curr->quantum_left_cycles;

		return t->fair.bucket + ((int64_t)1 << t->fair.span_shift) <=
		       curr->fair.vtime + cycles * WEIGHT_NICE_0;
	}
	if (curr->fair.weight == FAIR_IDLE)
		return true;
	return deadline(t) - deadline(curr) < 0 &&
	       deadline(t) - virtual_time(t, t->quantum_cycles) - fair_virtual_now(&rq->fair) <= 0;
}

struct thread *fair_next_bucket(const struct fair_queue *queue, const struct thread *first)
{
	int weight = first ? first->fair.weight : FAIR_WEIGHTS;

	if (first && first->fair.link.next != &queue->buckets[weight])
		return list_entry(first->fair.link.next, struct thread, fair.link);
	weight = bitmap_last(queue->present, (unsigned)weight);
	return weight < 0 ? NULL : first_of(queue, (unsigned)weight);
}

struct thread *fair_last(const struct runqueue *rq, unsigned cpus, int64_t most)
{
	struct thread *last = NULL, *found;

	assert_locked(&rq->lock);
	for (struct thread *first = fair_next_bucket(&rq->fair, NULL); first;
		first = fair_next_bucket(&rq->fair, first)) { /* lightest weights first */
		if (last && weights[first->fair.weight] > most)
			break;
		found = runqueue_ring_last(rq, first, cpus);
		if (found)
			last = found;
	}
	return last;
}

/* --- Several CPUs ----------------------------------------------------------------------------- */

int64_t fair_clock(struct runqueue *rq)
{
	update(rq);
	return fair_virtual_now(&rq->fair) + rq->fair.clock_offset;
}

int64_t fair_clock_slack(const struct thread *t)
{
	return virtual_time(t, 2 * t->quantum_cycles);
}

int64_t fair_clock_lag(struct runqueue *from, struct runqueue *to, const struct thread *t)
{
	int64_t ahead = fair_clock(to) - fair_clock(from);
	int64_t most = to->fair.count ? 4 * fair_clock_slack(t) : 0;
	int64_t owed = MAX(MIN(ahead, most), -most);

	assert_locked(&from->lock);
	assert_locked(&to->lock);
	to->fair.clock_offset -= ahead - owed;
	return owed;
}
