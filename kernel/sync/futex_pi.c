/* SPDX-License-Identifier: MIT */
/*
 * Futexes that are locks. The word holds the owner's tid; FUTEX_WAITERS in it says that a release
 * needs the kernel, which hands the lock to the longest waiter. There is no priority inheritance:
 * an owner of low priority delays its waiters while other threads keep it from running.
 */
#include <arch/irq.h>
#include <arch/user.h>
#include <kernel/sync/futex_queue.h>
#include <uapi/errno.h>
#include <uapi/futex.h>

static struct futex_waiter *next_owner(struct futex_bucket *bucket, const struct futex_key *key,
	const struct futex_waiter *but)
{
	struct futex_waiter *waiter;

	assert_locked(&bucket->lock);
	list_for_each_entry(waiter, &bucket->waiters, link)
		if (waiter != but && !waiter->bitset && futex_key_equal(&waiter->key, key))
			return waiter;
	return NULL;
}

/* Take the lock, or mark it as waited for. 0: taken. -EAGAIN: *owner has it and, with `mark`, its
 * word is marked. -EDEADLK: `tid` itself has it. -EFAULT: the page must be faulted in. -ESRCH: the
 * word says that there are waiters, but not who the owner is. Lock: bucket. */
static int take_or_mark(struct futex_bucket *bucket, const struct futex_key *key, uintptr_t word,
	int tid, bool mark, int *owner)
{
	uint32_t value, new, old;

	assert_locked(&bucket->lock);
	for (;;) {
		if (arch_user_load32(word, &value))
			return -EFAULT;
		*owner = (int)(value & FUTEX_TID_MASK);
		if (*owner == tid)
			return -EDEADLK;
		if (*owner && (!mark || value & FUTEX_WAITERS))
			return -EAGAIN;
		new = *owner ? value | FUTEX_WAITERS
			     : (uint32_t)tid | (value & FUTEX_OWNER_DIED) |
				       (next_owner(bucket, key, NULL) ? FUTEX_WAITERS : 0);
		if (arch_user_cmpxchg32(word, value, new, &old))
			return -EFAULT;
		if (old == value)
			return *owner ? -EAGAIN : 0;
	}
}

int futex_lock_pi(const struct futex_key *key, uintptr_t word, int tid, bool wait,
	uint64_t deadline_ns, bool (*find)(int tid))
{
	struct futex_bucket *bucket = futex_bucket_of(key);
	struct futex_waiter waiter = {
		.thread = current_thread(),
		.key = *key,
		.word = word,
		.tid = tid,
	};
	int result, known = 0, gone = 0;

	for (;;) {
		spin_lock_irq(&bucket->lock);
		result = take_or_mark(bucket, key, word, tid, wait, &waiter.owner);
		if (result == -EAGAIN && wait && waiter.owner == known)
			return futex_block(bucket, &waiter, deadline_ns);
		spin_unlock_irq(&bucket->lock);
		if (result == -EFAULT && futex_fault_in(word, true) == 0)
			continue;
		if (result != -EAGAIN || !wait)
			return result;
		/* The table of threads cannot be searched under the bucket's lock, so the word is
		 * read again afterwards. The owner may release the lock and exit before the search.
		 * Only if the word still names it after that has the lock no owner. */
		if (find(waiter.owner))
			known = waiter.owner;
		else if (waiter.owner == gone)
			return -ESRCH;
		else
			gone = waiter.owner;
	}
}

/* Give the lock, owned by `tid`, to the longest waiter. `died` is FUTEX_OWNER_DIED or 0. 0, -EPERM
 * or -EFAULT. Lock: bucket. */
static int hand_over(struct futex_bucket *bucket, const struct futex_key *key, uintptr_t word,
	int tid, uint32_t died)
{
	struct futex_waiter *heir = next_owner(bucket, key, NULL);
	uint32_t value, new, old;

	assert_locked(&bucket->lock);
	do {
		if (arch_user_load32(word, &value))
			return -EFAULT;
		if ((int)(value & FUTEX_TID_MASK) != tid)
			return -EPERM;
		new = died;
		if (heir)
			new |= (uint32_t)heir->tid |
			       (next_owner(bucket, key, heir) ? FUTEX_WAITERS : 0);
		if (arch_user_cmpxchg32(word, value, new, &old))
			return -EFAULT;
	} while (old != value);
	if (heir)
		futex_wake_waiter(heir);
	return 0;
}

int futex_unlock_pi(const struct futex_key *key, uintptr_t word, int tid)
{
	struct futex_bucket *bucket = futex_bucket_of(key);
	int result;

	do {
		spin_lock_irq(&bucket->lock);
		result = hand_over(bucket, key, word, tid, 0);
		spin_unlock_irq(&bucket->lock);
	} while (result == -EFAULT && futex_fault_in(word, true) == 0);
	return result;
}

int futex_owner_died_pi(const struct futex_key *key, uintptr_t word, int tid, bool only_to_heir)
{
	struct futex_bucket *bucket = futex_bucket_of(key);
	int result;

	do {
		spin_lock_irq(&bucket->lock);
		result = only_to_heir && !next_owner(bucket, key, NULL)
				 ? -ESRCH
				 : hand_over(bucket, key, word, tid, FUTEX_OWNER_DIED);
		spin_unlock_irq(&bucket->lock);
	} while (result == -EFAULT && futex_fault_in(word, true) == 0);
	return result;
}

static bool find_abandoned(struct futex_bucket *bucket, uintptr_t space, int tid,
	struct futex_key *key, uintptr_t *word)
{
	struct futex_waiter *waiter;

	assert_locked(&bucket->lock);
	list_for_each_entry(waiter, &bucket->waiters, link) {
		if (waiter->bitset || waiter->owner != tid || waiter->key.space != space)
			continue;
		*key = waiter->key;
		*word = waiter->word;
		waiter->owner = 0; /* hand it over once */
		return true;
	}
	return false;
}

void futex_exit_pi(uintptr_t space, int tid)
{
	struct futex_key key;
	uintptr_t word;
	bool found;

	for (unsigned i = 0; i < FUTEX_BUCKETS; i++) {
		struct futex_bucket *bucket = &futex_buckets[i];

		do {
			int result;

			spin_lock_irq(&bucket->lock);
			found = find_abandoned(bucket, space, tid, &key, &word);
			spin_unlock_irq(&bucket->lock);
			if (!found)
				break;
			do {
				spin_lock_irq(&bucket->lock);
				result = hand_over(bucket, &key, word, tid, FUTEX_OWNER_DIED);
				spin_unlock_irq(&bucket->lock);
			} while (result == -EFAULT && futex_fault_in(word, true) == 0);
		} while (found);
	}
}
