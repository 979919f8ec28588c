/* SPDX-License-Identifier: MIT */
/*
 * Futex queues. User words are read and changed with interrupts off under a bucket's lock, where an
 * absent page cannot be faulted in. In that case the lock is released, the page is faulted in, and
 * everything is done again.
 */
#include <arch/irq.h>
#include <arch/time.h>
#include <arch/user.h>
#include <kernel/sync/futex_queue.h>
#include <kernel/time/clock.h>
#include <kernel/time/sleep.h>
#include <uapi/errno.h>
#include <uapi/futex.h>

struct futex_bucket futex_buckets[FUTEX_BUCKETS];

void futex_init(void)
{
	for (unsigned i = 0; i < FUTEX_BUCKETS; i++) {
		spin_init(&futex_buckets[i].lock, "futex", LOCK_RANK_FUTEX);
		list_init(&futex_buckets[i].waiters);
	}
}

struct futex_bucket *futex_bucket_of(const struct futex_key *key)
{
	uint32_t hash = (uint32_t)(key->space >> 4) ^ (uint32_t)key->offset >> 2;
	struct futex_bucket *bucket;

	hash *= 0x9e3779b1; /* Fibonacci hashing */
	bucket = &futex_buckets[hash >> 24];
	asm("" : "+r"(bucket)); /* otherwise compilers compute it again at each use */
	return bucket;
}

int futex_fault_in(uintptr_t word, bool write)
{
	uint32_t value, old;

	if (arch_user_load32(word, &value))
		return -EFAULT;
	return write ? arch_user_cmpxchg32(word, value, value, &old) : 0;
}

/* Lock the bucket that the waiter is in now; it may be requeued meanwhile. Interrupts off. */
static struct futex_bucket *lock_bucket_of(struct futex_waiter *waiter)
{
	assert_irqs_off();
	for (;;) {
		struct futex_bucket *bucket = READ_ONCE(waiter->bucket);

		rawlock_acquire(&bucket->lock.raw);
		if (likely(bucket == READ_ONCE(waiter->bucket)))
			return bucket;
		rawlock_release(&bucket->lock.raw);
	}
}

/* futex_block(), inlined into futex_wait() too. */
static ALWAYS_INLINE int block(struct futex_bucket *bucket, struct futex_waiter *waiter,
	uint64_t deadline_ns)
{
	const unsigned unless = THREAD_KILLED | THREAD_SIGNAL;
	int result = 0;

	assert_irqs_off();
	assert_locked(&bucket->lock);
	waiter->bucket = bucket;
	list_push_back(&bucket->waiters, &waiter->link);
	while (list_is_linked(&waiter->link)) {
		if (thread_has_flag(waiter->thread, THREAD_KILLED | THREAD_SIGNAL))
			result = thread_has_flag(waiter->thread, THREAD_KILLED) ? -EINTR
										: -ERESTARTSYS;
		else if (deadline_ns != TIME_NEVER && clock_ns() >= deadline_ns)
			result = -ETIMEDOUT;
		else if (unlikely(waiter->stale))
			result = -ESTALE;
		if (result) {
			list_remove(&waiter->link);
			break;
		}
		thread_block_until(&bucket->lock.raw, "futex", deadline_ns, unless);
		bucket = lock_bucket_of(waiter);
	}
	/* The waker held the lock, so it no longer uses the waiter on our stack. */
	spin_unlock_irq(&bucket->lock);
	return result;
}

int futex_block(struct futex_bucket *bucket, struct futex_waiter *waiter, uint64_t deadline_ns)
{
	assert_locked(&bucket->lock);
	return block(bucket, waiter, deadline_ns);
}

void futex_wake_waiter(struct futex_waiter *waiter)
{
	struct thread *t = waiter->thread;

	assert_locked(&waiter->bucket->lock);
	list_remove(&waiter->link);
	sched_wake(t);
}

void futex_clock_stepped(void)
{
	struct futex_waiter *waiter;

	for (unsigned i = 0; i < FUTEX_BUCKETS; i++) {
		spin_lock_irq(&futex_buckets[i].lock);
		list_for_each_entry(waiter, &futex_buckets[i].waiters, link) {
			if (waiter->thread->wake_ns == TIME_NEVER)
				continue;
			waiter->stale = true;
			sched_wake(waiter->thread);
		}
		spin_unlock_irq(&futex_buckets[i].lock);
	}
}

int futex_wait(const struct futex_key *key, uintptr_t word, uint32_t expected, uint32_t bitset,
	uint64_t deadline_ns)
{
	struct futex_bucket *bucket = futex_bucket_of(key);
	struct futex_waiter waiter; /* the fields that are not set are for locks */
	uint32_t value;

	waiter.link.next = NULL; /* not linked */
	waiter.thread = current_thread();
	waiter.key = *key;
	waiter.bitset = bitset;
	waiter.stale = false;
	for (;;) {
		spin_lock_irq(&bucket->lock);
		if (likely(arch_user_load32(word, &value) == 0))
			break;
		spin_unlock_irq(&bucket->lock);
		if (futex_fault_in(word, false))
			return -EFAULT;
	}
	if (value != expected) {
		spin_unlock_irq(&bucket->lock);
		return -EAGAIN;
	}
	return block(bucket, &waiter, deadline_ns);
}

static ALWAYS_INLINE int wake_locked(struct futex_bucket *bucket, const struct futex_key *key,
	unsigned count, uint32_t bitset)
{
	struct futex_waiter *waiter, *next;
	int woken = 0;

	assert_locked(&bucket->lock);
	list_for_each_entry_safe(waiter, next, &bucket->waiters, link) {
		if (!count)
			break;
		if (!(waiter->bitset & bitset) || !futex_key_equal(&waiter->key, key))
			continue;
		futex_wake_waiter(waiter);
		woken++;
		if ((unsigned)woken == count)
			break;
	}
	return woken;
}

int futex_wake(const struct futex_key *key, unsigned count, uint32_t bitset)
{
	struct futex_bucket *bucket = futex_bucket_of(key);
	int woken;

	spin_lock_irq(&bucket->lock);
	woken = wake_locked(bucket, key, count, bitset);
	spin_unlock_irq(&bucket->lock);
	return woken;
}

/* Lock two buckets, which may be the same one; the lower address first. Disables interrupts. */
static void lock_two(struct futex_bucket *a, struct futex_bucket *b)
{
	arch_irq_disable();
	rawlock_acquire(&MIN(a, b)->lock.raw);
	if (a != b)
		rawlock_acquire(&MAX(a, b)->lock.raw);
}

static void unlock_two(struct futex_bucket *a, struct futex_bucket *b)
{
	if (a != b)
		rawlock_release(&MAX(a, b)->lock.raw);
	spin_unlock_irq(&MIN(a, b)->lock);
}

static int move_locked(struct futex_bucket *source, struct futex_bucket *target,
	const struct futex_key *from, const struct futex_key *to, unsigned count)
{
	struct futex_waiter *waiter, *next;
	int moved = 0;

	assert_locked(&source->lock);
	assert_locked(&target->lock);
	if (futex_key_equal(from, to))
		return 0;
	list_for_each_entry_safe(waiter, next, &source->waiters, link) {
		if ((unsigned)moved >= count)
			break;
		if (!waiter->bitset || !futex_key_equal(&waiter->key, from))
			continue;
		list_remove(&waiter->link);
		waiter->key = *to;
		WRITE_ONCE(waiter->bucket, target);
		list_push_back(&target->waiters, &waiter->link);
		moved++;
	}
	return moved;
}

int futex_requeue(const struct futex_key *from, const struct futex_key *to, uintptr_t word,
	const uint32_t *expected, unsigned wake, unsigned move)
{
	struct futex_bucket *source = futex_bucket_of(from), *target = futex_bucket_of(to);
	uint32_t value;
	int result;

	for (;;) {
		lock_two(source, target);
		if (!expected || likely(arch_user_load32(word, &value) == 0))
			break;
		unlock_two(source, target);
		if (futex_fault_in(word, false))
			return -EFAULT;
	}
	if (expected && value != *expected) {
		result = -EAGAIN;
	} else {
		result = wake_locked(source, from, wake, FUTEX_BITSET_MATCH_ANY);
		result += move_locked(source, target, from, to, move);
	}
	unlock_two(source, target);
	return result;
}

/* FUTEX_WAKE_OP's val3 has an operation and its argument, a comparison and its argument. The
 * arguments are signed 12-bit numbers. */
static uint32_t op_argument(uint32_t op)
{
	int32_t argument = (int32_t)(op << 8) >> 20;

	return op >> 28 & FUTEX_OP_OPARG_SHIFT ? 1u << (argument & 31) : (uint32_t)argument;
}

static bool op_apply(uint32_t op, uint32_t old, uint32_t *new)
{
	uint32_t argument = op_argument(op);

	switch (op >> 28 & 7) {
	case 0:
		*new = argument;
		return true;
	case 1:
		*new = old + argument;
		return true;
	case 2:
		*new = old | argument;
		return true;
	case 3:
		*new = old & ~argument;
		return true;
	case 4:
		*new = old ^ argument;
		return true;
	default:
		return false;
	}
}

/* 1 or 0: the comparison's result. -ENOSYS: there is no such comparison. */
static int op_compare(uint32_t op, uint32_t value)
{
	int32_t old = (int32_t)value, argument = (int32_t)(op << 20) >> 20;

	switch (op >> 24 & 15) {
	case 0:
		return old == argument;
	case 1:
		return old != argument;
	case 2:
		return old < argument;
	case 3:
		return old <= argument;
	case 4:
		return old > argument;
	case 5:
		return old >= argument;
	default:
		return -ENOSYS;
	}
}

/* Change the word as `op` says; its previous value in *old. Lock: both buckets. 0, -EFAULT (the
 * page must be faulted in) or -ENOSYS. */
static int change_word(uintptr_t word, uint32_t op, uint32_t *old)
{
	uint32_t expected, new;

	do {
		if (arch_user_load32(word, &expected))
			return -EFAULT;
		if (!op_apply(op, expected, &new))
			return -ENOSYS;
		if (arch_user_cmpxchg32(word, expected, new, old))
			return -EFAULT;
	} while (*old != expected);
	return 0;
}

int futex_wake_op(const struct futex_key *from, const struct futex_key *to, uintptr_t word,
	unsigned wake, unsigned wake_to, uint32_t op)
{
	struct futex_bucket *source = futex_bucket_of(from), *target = futex_bucket_of(to);
	uint32_t old = 0;
	int result;

	for (;;) {
		lock_two(source, target);
		result = change_word(word, op, &old);
		if (result != -EFAULT)
			break;
		unlock_two(source, target);
		if (futex_fault_in(word, true))
			return -EFAULT;
	}
	if (!result)
		result = op_compare(op, old);
	if (result >= 0) {
		bool both = result;

		result = wake_locked(source, from, wake, FUTEX_BITSET_MATCH_ANY);
		if (both)
			result += wake_locked(target, to, wake_to, FUTEX_BITSET_MATCH_ANY);
	}
	unlock_two(source, target);
	return result;
}
