/* SPDX-License-Identifier: MIT */
/*
 * futex(2) and the robust lists.
 */
#include <arch/time.h>
#include <kernel/explore/hooks.h>
#include <kernel/proc/futex.h>
#include <kernel/proc/process.h>
#include <kernel/proc/thread.h>
#include <kernel/proc/user_thread.h>
#include <kernel/sys/syscall.h>
#include <kernel/sys/time.h>
#include <kernel/time/wall.h>
#include <mm/usercopy.h>
#include <uapi/errno.h>
#include <uapi/futex.h>

/* The register arguments, decoded. */
struct futex_call {
	uintptr_t word, word2;
	int command;
	bool shared, realtime;
	uint32_t value, value2, value3;
	uint64_t deadline_ns;
};

static long wait_again(const struct restart_args *args);

static long wait(const struct futex_call *call, uint32_t bitset, bool relative)
{
	bool ends = unlikely(explore_active) && explore_fault_wait();
	struct user_thread *user = current_user();
	struct futex_key key;
	int result;

	if (!bitset)
		return -EINVAL;
	result = futex_key_of(call->word, call->shared, &key);
	if (!result)
		do {
			result = futex_wait(&key, call->word, call->value, bitset,
				ends ? 0 : call->deadline_ns);
		} while (result == -ESTALE && relative);
	if (ends && result == -ETIMEDOUT)
		return 0;
	if (result != -ERESTARTSYS || call->deadline_ns == TIME_NEVER)
		return result;
	if (!relative)
		return -ERESTARTNOHAND;
	user->restart.resume = wait_again;
	user->restart.args = (struct restart_args){
		.deadline_ns = call->deadline_ns,
		.words = {call->word, call->value, call->shared},
	};
	return -ERESTART_RESTARTBLOCK;
}

static long wait_again(const struct restart_args *args)
{
	const struct futex_call call = {
		.word = args->words[0],
		.value = (uint32_t)args->words[1],
		.shared = args->words[2],
		.deadline_ns = args->deadline_ns,
	};

	return wait(&call, FUTEX_BITSET_MATCH_ANY, true);
}

static long wake(const struct futex_call *call, uint32_t bitset)
{
	struct futex_key key;
	int error;

	if (!bitset)
		return -EINVAL;
	error = futex_key_of(call->word, call->shared, &key);
	/* As on Linux, a count below 1 wakes one waiter. */
	return error ? error : futex_wake(&key, (int)call->value < 1 ? 1 : call->value, bitset);
}

static long with_two_words(const struct futex_call *call)
{
	struct futex_key from, to;
	int error;

	if (call->command != FUTEX_WAKE_OP && ((int)call->value < 0 || (int)call->value2 < 0))
		return -EINVAL;
	error = futex_key_of(call->word, call->shared, &from);
	if (!error)
		error = futex_key_of(call->word2, call->shared, &to);
	if (error)
		return error;
	if (call->command == FUTEX_WAKE_OP)
		return futex_wake_op(&from, &to, call->word2, call->value, call->value2,
			call->value3);
	return futex_requeue(&from, &to, call->word,
		call->command == FUTEX_CMP_REQUEUE ? &call->value3 : NULL, call->value,
		call->value2);
}

/* Mark the user thread `tid` as the owner of a lock that others wait for. False: no such thread. */
static bool find_owner(int tid)
{
	unsigned long flags = spin_lock_irqsave(&thread_table_lock);
	struct thread *t = thread_find_locked(tid);

	if (t)
		t->user->owns_pi = true;
	spin_unlock_irqrestore(&thread_table_lock, flags);
	return t != NULL;
}

static long lock(const struct futex_call *call)
{
	struct futex_key key;
	int result = futex_key_of(call->word, call->shared, &key);
	int tid = current_thread()->tid;

	if (result)
		return result;
	if (call->command == FUTEX_UNLOCK_PI)
		return futex_unlock_pi(&key, call->word, tid);
	result = futex_lock_pi(&key, call->word, tid, call->command != FUTEX_TRYLOCK_PI,
		call->deadline_ns, find_owner);
	return result == -ERESTARTSYS ? -ERESTARTNOINTR : result;
}

static long dispatch(const struct futex_call *call)
{
	if (call->realtime && call->command != FUTEX_WAIT_BITSET && call->command != FUTEX_LOCK_PI2)
		return -ENOSYS;
	switch (call->command) {
	case FUTEX_WAIT:
		return wait(call, FUTEX_BITSET_MATCH_ANY, true);
	case FUTEX_WAIT_BITSET:
		return wait(call, call->value3, false);
	case FUTEX_WAKE:
		return wake(call, FUTEX_BITSET_MATCH_ANY);
	case FUTEX_WAKE_BITSET:
		return wake(call, call->value3);
	case FUTEX_REQUEUE:
	case FUTEX_CMP_REQUEUE:
	case FUTEX_WAKE_OP:
		return with_two_words(call);
	case FUTEX_LOCK_PI:
	case FUTEX_LOCK_PI2:
	case FUTEX_UNLOCK_PI:
	case FUTEX_TRYLOCK_PI:
		return lock(call);
	default:
		return -ENOSYS;
	}
}

static bool takes_timeout(int command)
{
	return command == FUTEX_WAIT || command == FUTEX_WAIT_BITSET || command == FUTEX_LOCK_PI ||
	       command == FUTEX_LOCK_PI2;
}

/* The timeout of FUTEX_WAIT is relative, all others are absolute. FUTEX_LOCK_PI's is always on the
 * realtime clock. */
static uint64_t deadline_of(const struct futex_call *call, const struct linux_timespec64 *time)
{
	uint64_t ns = timespec_to_ns(time);

	if (call->command == FUTEX_WAIT)
		return deadline_after(ns);
	return call->realtime || call->command == FUTEX_LOCK_PI ? wall_to_clock_ns(ns) : ns;
}

static long futex(const unsigned long args[6],
	int (*read_time)(struct linux_timespec64 *time, uintptr_t from))
{
	struct linux_timespec64 time;
	long result;
	struct futex_call call = {
		.word = args[0],
		.word2 = args[4],
		.command = (int)args[1] & ~(FUTEX_PRIVATE_FLAG | FUTEX_CLOCK_REALTIME),
		.shared = !(args[1] & FUTEX_PRIVATE_FLAG),
		.realtime = args[1] & FUTEX_CLOCK_REALTIME,
		.value = (uint32_t)args[2],
		.value2 = (uint32_t)args[3],
		.value3 = (uint32_t)args[5],
		.deadline_ns = TIME_NEVER,
	};

	if (args[3] && takes_timeout(call.command)) {
		if (read_time(&time, args[3]))
			return -EFAULT;
		if (!timespec_is_valid(&time))
			return -EINVAL;
		call.deadline_ns = deadline_of(&call, &time);
	}
	while ((result = dispatch(&call)) == -ESTALE)
		call.deadline_ns = deadline_of(&call, &time);
	return result;
}

/* Fast paths of the commonest calls: private words, waits without a timeout. */
static long private_wake(uintptr_t word, uint32_t count)
{
	struct futex_key key;
	int error = futex_key_of_private(word, &key);

	if (error)
		return error;
	return futex_wake(&key, (int)count < 1 ? 1 : count, FUTEX_BITSET_MATCH_ANY);
}

static long private_wait(uintptr_t word, uint32_t expected)
{
	struct futex_key key;
	int error = futex_key_of_private(word, &key);

	if (error)
		return error;
	return futex_wait(&key, word, expected, FUTEX_BITSET_MATCH_ANY, TIME_NEVER);
}

/* A separate function, so that the fast paths save no registers for it. */
static NOINLINE SYSCALL(other_futex)
{
	return futex((const unsigned long[]){a0, a1, a2, a3, a4, a5}, timespec_from_user);
}

SYSCALL(futex)
{
	if (a1 == (FUTEX_WAKE | FUTEX_PRIVATE_FLAG))
		return private_wake(a0, (uint32_t)a2);
	if (a1 == (FUTEX_WAIT | FUTEX_PRIVATE_FLAG) && !a3)
		return private_wait(a0, (uint32_t)a2);
	return sys_other_futex(a0, a1, a2, a3, a4, a5);
}

/* No fast paths: C libraries use this call only with a timeout. */
SYSCALL(futex_time64)
{
	return futex((const unsigned long[]){a0, a1, a2, a3, a4, a5}, timespec64_from_user);
}

SYSCALL(set_robust_list)
{
	if (a1 != sizeof(struct linux_robust_list_head))
		return -EINVAL;
	current_user()->robust_list = a0;
	return 0;
}

SYSCALL(get_robust_list)
{
	unsigned long head = current_user()->robust_list;
	const size_t size = sizeof(struct linux_robust_list_head);
	const struct thread *t;
	unsigned long flags;
	bool mine;

	if (a0) {
		flags = spin_lock_irqsave(&thread_table_lock);
		t = thread_find_locked((int)a0);
		head = t ? t->user->robust_list : 0;
		mine = t &&
		       may_inspect(&current_process()->attributes.ids, &t->process->attributes.ids);
		spin_unlock_irqrestore(&thread_table_lock, flags);
		if (!mine)
			return t ? -EPERM : -ESRCH;
	}
	if (copy_to_user(a2, &size, sizeof(size)))
		return -EFAULT;
	return copy_to_user(a1, &head, sizeof(head));
}
