/* SPDX-License-Identifier: MIT */
/*
 * Advisory locks: a list per inode, one mutex for all, one event at which all waiters check again.
 * A lock belongs to a descriptor table (fcntl) or to an open file (flock, OFD locks). A list holds
 * each waiter that a process's record lock blocks. Before a process waits for a record lock,
 * is_circle() follows that list, so that a deadlock is refused.
 */
#include <fs/lock.h>
#include <fs/upcalls.h>
#include <mm/slab.h>
#include <mm/usercopy.h>
#include <uapi/errno.h>

enum lock_kind { KIND_RECORD, KIND_FLOCK };

struct file_lock {
	struct list link; /* on inode->record_locks */
	enum lock_kind kind;
	bool exclusive;
	const void *owner;   /* struct files, or struct file */
	uint64_t start, end; /* bytes [start, end] */
	int pid;             /* for F_GETLK; -1: the owner is an open file */
};

/* The search for a deadlock follows at most this many waits, as on Linux. */
#define CIRCLE_STEPS 11

#define F_RDLCK   0
#define F_WRLCK   1
#define F_UNLCK   2
#define LOCK_SH   1u
#define LOCK_EX   2u
#define LOCK_NB   4u
#define LOCK_UN   8u
#define LOCK_MAND 32u /* mandatory locks: accepted without effect */

/* An owner that waits for a process's lock. */
struct lock_wait {
	struct list link; /* on `waits`, lock: locks_mutex */
	const void *owner, *blocker;
};

static struct list waits = LIST_INIT(waits);
static struct mutex locks_mutex = MUTEX_INIT(locks_mutex, "file locks");
static struct event changed = EVENT_INIT(changed, "file lock"); /* lock: its own */
static unsigned generation; /* lock: locks_mutex; read anywhere */

/* Wake all waiters. Lock: locks_mutex. */
static void notify_locked(void)
{
	assert_locked(&locks_mutex);
	WRITE_ONCE(generation, generation + 1);
	event_notify(&changed);
}

/* The first lock of another owner that conflicts with `wanted`; NULL: none. Lock: locks_mutex. */
static struct file_lock *find_conflict(struct inode *inode, const struct file_lock *wanted)
{
	struct file_lock *lock;

	assert_locked(&locks_mutex);
	list_for_each_entry(lock, &inode->record_locks, link) {
		if (lock->kind == wanted->kind && lock->owner != wanted->owner &&
			(lock->exclusive || wanted->exclusive) && lock->start <= wanted->end &&
			wanted->start <= lock->end)
			return lock;
	}
	return NULL;
}

/* Remove the bytes of `range` from the locks of its kind and owner. If that leaves two pieces of a
 * lock, `spare` becomes the second one. Returns whether it did. Lock: locks_mutex. */
static bool cut(struct inode *inode, const struct file_lock *range, struct file_lock *spare)
{
	struct file_lock *lock, *next;
	bool used = false;

	assert_locked(&locks_mutex);
	list_for_each_entry_safe(lock, next, &inode->record_locks, link) {
		if (lock->kind != range->kind || lock->owner != range->owner ||
			lock->end < range->start || range->end < lock->start)
			continue;
		if (lock->start < range->start && lock->end > range->end) {
			*spare = *lock;
			spare->link = (struct list){0};
			spare->start = range->end + 1;
			lock->end = range->start - 1;
			list_push_back(&inode->record_locks, &spare->link);
			used = true;
		} else if (lock->start < range->start) {
			lock->end = range->start - 1;
		} else if (lock->end > range->end) {
			lock->start = range->end + 1;
		} else {
			list_remove(&lock->link);
			kfree(lock);
		}
	}
	return used;
}

/* Merge adjacent locks of the same kind, owner and mode into `lock`. Lock: locks_mutex. */
static void join(struct inode *inode, struct file_lock *lock)
{
	struct file_lock *other, *next;

	assert_locked(&locks_mutex);
	list_for_each_entry_safe(other, next, &inode->record_locks, link) {
		if (other == lock || other->kind != lock->kind || other->owner != lock->owner ||
			other->exclusive != lock->exclusive)
			continue;
		if ((other->end != UINT64_MAX && other->end + 1 == lock->start) ||
			(lock->end != UINT64_MAX && lock->end + 1 == other->start)) {
			lock->start = MIN(lock->start, other->start);
			lock->end = MAX(lock->end, other->end);
			list_remove(&other->link);
			kfree(other);
		}
	}
}

/* The owner whose lock blocks `owner`; NULL: none that is known. Lock: locks_mutex. */
static const void *blocker_of(const void *owner)
{
	struct lock_wait *wait;

	assert_locked(&locks_mutex);
	list_for_each_entry(wait, &waits, link)
		if (wait->owner == owner)
			return wait->blocker;
	return NULL;
}

/* Would `owner` wait for itself, through others, if it waited for `blocker`? Lock: locks_mutex. */
static bool is_circle(const void *owner, const void *blocker)
{
	assert_locked(&locks_mutex);
	/* The others may wait in a circle without `owner`, since each thread of a process can wait
	 * for a lock. The bound then ends the search. */
	for (int step = 0; step < CIRCLE_STEPS && blocker; step++) {
		blocker = blocker_of(blocker);
		if (blocker == owner)
			return true;
	}
	return false;
}

static bool is_of_process(const struct file_lock *lock)
{
	return lock->pid >= 0;
}

/* Wait until any lock has changed. 0, -EDEADLK or the wait's error. Lock: locks_mutex, which is
 * released during the wait. */
static long wait_change(const struct file_lock *range, const struct file_lock *conflict)
{
	struct lock_wait own = {.owner = range->owner, .blocker = conflict->owner};
	unsigned seen = generation;
	long result;

	assert_locked(&locks_mutex);
	if (is_of_process(range) && is_circle(own.owner, own.blocker))
		return -EDEADLK;
	/* Any process may unlock what an open file has locked: waiting for it is no deadlock. */
	if (is_of_process(conflict))
		list_push_front(&waits, &own.link);
	mutex_unlock(&locks_mutex);
	result = event_wait(&changed, READ_ONCE(generation) != seen);
	mutex_lock(&locks_mutex);
	if (list_is_linked(&own.link))
		list_remove(&own.link);
	return result;
}

/* Set `range` on the inode, or clear it (`unlock`). With `wait`, wait for conflicting locks to
 * go. */
static long set_lock(struct inode *inode, const struct file_lock *range, bool unlock, bool wait)
{
	struct file_lock *lock = kzalloc(sizeof(*lock)), *spare = kzalloc(sizeof(*spare));
	long result = lock && spare ? 0 : -ENOMEM;

	mutex_lock(&locks_mutex);
	while (!result && !unlock) {
		const struct file_lock *conflict = find_conflict(inode, range);

		if (!conflict)
			break;
		result = wait ? wait_change(range, conflict) : -EAGAIN;
	}
	if (!result) {
		if (cut(inode, range, spare))
			spare = NULL;
		if (!unlock) {
			*lock = *range;
			list_push_back(&inode->record_locks, &lock->link);
			join(inode, lock);
			lock = NULL;
		}
		notify_locked();
	}
	mutex_unlock(&locks_mutex);
	kfree(lock);
	kfree(spare);
	return result;
}

static void drop_all(struct inode *inode, const void *owner)
{
	struct file_lock *lock, *next;

	mutex_lock(&locks_mutex);
	list_for_each_entry_safe(lock, next, &inode->record_locks, link) {
		if (lock->owner == owner) {
			list_remove(&lock->link);
			kfree(lock);
		}
	}
	notify_locked();
	mutex_unlock(&locks_mutex);
}

/* The list is checked without the mutex: only the owner's own calls put its locks there. */
void lock_drop_process(struct files *files, struct file *file)
{
	if (unlikely(!list_is_empty(&file->inode->record_locks)))
		drop_all(file->inode, files);
}

void lock_drop_file(struct file *file)
{
	if (unlikely(!list_is_empty(&file->inode->record_locks)))
		drop_all(file->inode, file);
}

void lock_freeze(struct inode *inode, struct list *locks)
{
	mutex_lock(&locks_mutex);
	list_splice_back(locks, &inode->record_locks);
	mutex_unlock(&locks_mutex);
}

int lock_copy(const struct list *locks, struct inode *inode, struct files *table,
	void *(*copy_of)(const void *original))
{
	const struct file_lock *lock;

	list_for_each_entry(lock, locks, link) {
		const void *owner = lock->pid >= 0 ? table : copy_of(lock->owner);
		struct file_lock *copy = owner ? kzalloc(sizeof(*copy)) : NULL;

		if (!owner) /* the owner has no copy */
			continue;
		if (!copy)
			return -ENOMEM;
		*copy = *lock;
		copy->link = (struct list){0};
		copy->owner = owner;
		mutex_lock(&locks_mutex);
		list_push_back(&inode->record_locks, &copy->link);
		mutex_unlock(&locks_mutex);
	}
	return 0;
}

long lock_flock(struct file *file, unsigned operation)
{
	unsigned what = operation & ~LOCK_NB;
	struct file_lock range = {
		.kind = KIND_FLOCK,
		.exclusive = what == LOCK_EX,
		.owner = file,
		.end = UINT64_MAX,
		.pid = -1,
	};

	if (operation & LOCK_MAND)
		return 0;
	if (what != LOCK_SH && what != LOCK_EX && what != LOCK_UN)
		return -EINVAL;
	return set_lock(file->inode, &range, what == LOCK_UN, !(operation & LOCK_NB));
}

/* struct flock has offsets of a word, struct flock64 (32-bit architectures) of 64 bits. */
struct flock_long {
	short type, whence;
	long start, length;
	int pid;
};

struct flock64 {
	short type, whence;
	int64_t start, length;
	int pid;
};

static int flock_get(uintptr_t user, bool is64, struct flock64 *request)
{
	struct flock_long small;

	if (is64)
		return copy_from_user(request, user, sizeof(*request));
	if (copy_from_user(&small, user, sizeof(small)))
		return -EFAULT;
	*request = (struct flock64){small.type, small.whence, small.start, small.length, small.pid};
	return 0;
}

static int flock_put(uintptr_t user, bool is64, const struct flock64 *answer)
{
	struct flock_long small = {answer->type, answer->whence, (long)answer->start,
		(long)answer->length, answer->pid};

	return is64 ? copy_to_user(user, answer, sizeof(*answer))
		    : copy_to_user(user, &small, sizeof(small));
}

/* The range of bytes that a request names. 0, -EINVAL, -EOVERFLOW. */
static int flock_range(struct file *file, const struct flock64 *request, struct file_lock *range)
{
	int64_t start = request->start, end;

	if (request->whence == SEEK_CUR)
		start += (int64_t)file->pos;
	else if (request->whence == SEEK_END)
		start += S_ISREG(file->inode->mode) && file->ops->page
				 ? (int64_t)page_cache_size(&file->inode->pages)
				 : 0;
	else if (request->whence != SEEK_SET)
		return -EINVAL;
	if (start < 0)
		return -EINVAL;
	end = INT64_MAX;
	if (request->length > 0) {
		if (request->length - 1 > INT64_MAX - start)
			return -EOVERFLOW;
		end = start + request->length - 1;
	} else if (request->length < 0) {
		end = start - 1;
		start += request->length;
		if (start < 0)
			return -EINVAL;
	}
	range->start = (uint64_t)start;
	range->end = (uint64_t)end;
	return 0;
}

static void get_lock(struct inode *inode, const struct file_lock *range, struct flock64 *answer)
{
	const struct file_lock *lock;

	mutex_lock(&locks_mutex);
	lock = find_conflict(inode, range);
	answer->type = F_UNLCK;
	if (lock) {
		answer->type = lock->exclusive ? F_WRLCK : F_RDLCK;
		answer->whence = SEEK_SET;
		answer->start = (int64_t)lock->start;
		answer->length =
			lock->end == INT64_MAX ? 0 : (int64_t)(lock->end - lock->start + 1);
		answer->pid = lock->pid;
	}
	mutex_unlock(&locks_mutex);
}

long lock_fcntl(struct file *file, unsigned command, uintptr_t arg, bool is64)
{
	bool of_file = command >= LOCK_OFD_GET;
	struct file_lock range = {
		.kind = KIND_RECORD,
		.owner = of_file ? (const void *)file : files_current(),
		.pid = of_file ? -1 : process_current_pid(),
	};
	struct flock64 request;
	int error;

	is64 = is64 || of_file || command >= LOCK_GET64;
	if (flock_get(arg, is64, &request))
		return -EFAULT;
	error = flock_range(file, &request, &range);
	if (error)
		return error;
	if (of_file && request.pid)
		return -EINVAL;
	range.exclusive = request.type == F_WRLCK;
	if (command == LOCK_GET || command == LOCK_GET64 || command == LOCK_OFD_GET) {
		if (request.type != F_RDLCK && request.type != F_WRLCK)
			return -EINVAL;
		get_lock(file->inode, &range, &request);
		return flock_put(arg, is64, &request) ? -EFAULT : 0;
	}
	if (request.type != F_RDLCK && request.type != F_WRLCK && request.type != F_UNLCK)
		return -EINVAL;
	if ((request.type == F_RDLCK && !(file->mode & FILE_READ)) ||
		(request.type == F_WRLCK && !(file->mode & FILE_WRITE)))
		return -EBADF;
	return set_lock(file->inode, &range, request.type == F_UNLCK,
		command == LOCK_WAIT || command == LOCK_WAIT64 || command == LOCK_OFD_WAIT);
}
