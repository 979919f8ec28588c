/* SPDX-License-Identifier: MIT */
/*
 * Keys of futexes, robust lists. The key of a word in private memory is address space and address,
 * even if the caller says that the futex is shared; in a shared mapping it is object and offset.
 */
#include <arch/irq.h>
#include <arch/user.h>
#include <kernel/proc/futex.h>
#include <kernel/proc/process.h>
#include <kernel/proc/user_thread.h>
#include <mm/area.h>
#include <mm/usercopy.h>
#include <uapi/errno.h>
#include <uapi/futex.h>

int futex_key_of(uintptr_t word, bool shared, struct futex_key *key)
{
	struct aspace *as = current_process()->aspace;
	int error = futex_key_of_private(word, key);
	struct vm_area *area;

	if (error || !shared)
		return error;
	mutex_lock(&as->lock);
	area = area_find(as, word);
	if (area && area->object && area->flags & AREA_SHARED) {
		key->space = (uintptr_t)area->object;
		key->offset = (area->first_page << PAGE_SHIFT) + (word - area->start);
	}
	mutex_unlock(&as->lock);
	return area ? 0 : -EFAULT;
}

static void wake_one(uintptr_t word)
{
	struct futex_key key;

	if (futex_key_of(word, true, &key) == 0)
		futex_wake(&key, 1, FUTEX_BITSET_MATCH_ANY);
}

/* Hand a PI lock of a robust list over to a waiter, found by its private key or by its shared one.
 * False when the word cannot be used. */
static bool bequeath(uintptr_t word, int tid)
{
	struct futex_key key;

	if (futex_key_of(word, false, &key) || futex_owner_died_pi(&key, word, tid, true) == 0)
		return true;
	return futex_key_of(word, true, &key) == 0 &&
	       futex_owner_died_pi(&key, word, tid, false) != -EFAULT;
}

/* Release a lock of a robust list if thread `tid` owns it. `pending`: the thread may have ended
 * between releasing it and waking a waiter. False when the word cannot be used. */
static bool release_robust(uintptr_t word, int tid, bool pi, bool pending)
{
	uint32_t value, old;

	if (word % sizeof(value) || !user_range_ok(word, sizeof(value)))
		return false;
	if (pi)
		return bequeath(word, tid);
	do {
		if (arch_user_load32(word, &value))
			return false;
		if (pending && !value) {
			wake_one(word);
			return true;
		}
		if ((int)(value & FUTEX_TID_MASK) != tid)
			return true;
		if (arch_user_cmpxchg32(word, value, (value & FUTEX_WAITERS) | FUTEX_OWNER_DIED,
			    &old))
			return false;
	} while (old != value);
	if (value & FUTEX_WAITERS)
		wake_one(word);
	return true;
}

/* The lowest bit of an entry's address marks a PI lock. */
static void walk_robust_list(uintptr_t head_at, int tid)
{
	struct linux_robust_list_head head;
	unsigned long entry, next;

	if (copy_from_user(&head, head_at, sizeof(head)))
		return;
	entry = head.first;
	for (int left = ROBUST_LIST_LIMIT; (entry & ~1ul) != head_at && left; left--) {
		int error = copy_from_user(&next, entry & ~1ul, sizeof(next));

		if (entry != head.pending &&
			!release_robust((entry & ~1ul) + (uintptr_t)head.futex_offset, tid,
				entry & 1, false))
			return;
		if (error)
			return;
		entry = next;
	}
	if (head.pending)
		release_robust((head.pending & ~1ul) + (uintptr_t)head.futex_offset, tid,
			head.pending & 1, true);
}

void futex_thread_exit(struct thread *self)
{
	struct user_thread *user = self->user;
	struct aspace *as = self->process->aspace;
	const uint32_t none = 0;

	DEBUG_ASSERT(self == current_thread() && may_sleep());
	if (user->robust_list)
		walk_robust_list(user->robust_list, self->tid);
	user->robust_list = 0;
	if (READ_ONCE(user->owns_pi))
		futex_exit_pi((uintptr_t)as, self->tid);
	/* Nothing can wait for the word if no other thread or process has the memory. */
	if (user->clear_tid && (as->threads > 1 || as->refs > 1) &&
		copy_to_user(user->clear_tid, &none, sizeof(none)) == 0)
		wake_one(user->clear_tid);
	user->clear_tid = 0;
}
