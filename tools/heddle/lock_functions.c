/* SPDX-License-Identifier: MIT */
/*
 * The list of the functions by which threads synchronize.
 */
#include "lock_functions.h"
#include "util.h"
#include <stdbool.h>
#include <string.h>
#include <uapi/explore.h>

enum group {
	LOCK,
	TRY_LOCK,
	UNLOCK,
	READ_LOCK,
	WRITE_LOCK,
	TRY_READ_LOCK,
	TRY_WRITE_LOCK,
	RW_UNLOCK,
	SPIN_LOCK,
	SPIN_TRY_LOCK,
	SPIN_UNLOCK,
	WAIT,
	SIGNAL,
	BROADCAST,
	TAKE,
	TRY_TAKE,
	GIVE,
	ONCE,
	BARRIER,
	JOIN,
	GO,
};

/* clang-format off */
#define OBJECT(name, group)       {name, EXPLORE_CALL_OBJECT, group, EXPLORE_NO_RESULT}
#define WAITS(name)               {name, EXPLORE_CALL_WAIT, WAIT, 0}
#define RUNS_ONCE(name)           {name, EXPLORE_CALL_ONCE, ONCE, EXPLORE_NO_RESULT}
#define JOINS(name)               {name, EXPLORE_CALL_JOIN, JOIN, EXPLORE_NO_RESULT}
#define GO_OBJECT(name)           {name, EXPLORE_CALL_GO, GO, EXPLORE_NO_RESULT}
#define GO_ANY(name)              {name, EXPLORE_CALL_GO_ANY, GO, EXPLORE_NO_RESULT}

/* Condition waits end without cause. mtx_trylock() may fail; "busy" is 1 in all libraries.
 * pthread_mutex_trylock() may not. */
static const struct lock_function functions[] = {
	OBJECT("pthread_mutex_lock", LOCK),
	OBJECT("pthread_mutex_timedlock", LOCK),
	OBJECT("pthread_mutex_clocklock", LOCK),
	OBJECT("pthread_mutex_trylock", TRY_LOCK),
	OBJECT("pthread_mutex_unlock", UNLOCK),
	OBJECT("pthread_rwlock_rdlock", READ_LOCK),
	OBJECT("pthread_rwlock_timedrdlock", READ_LOCK),
	OBJECT("pthread_rwlock_clockrdlock", READ_LOCK),
	OBJECT("pthread_rwlock_tryrdlock", TRY_READ_LOCK),
	OBJECT("pthread_rwlock_wrlock", WRITE_LOCK),
	OBJECT("pthread_rwlock_timedwrlock", WRITE_LOCK),
	OBJECT("pthread_rwlock_clockwrlock", WRITE_LOCK),
	OBJECT("pthread_rwlock_trywrlock", TRY_WRITE_LOCK),
	OBJECT("pthread_rwlock_unlock", RW_UNLOCK),
	{"pthread_spin_lock", EXPLORE_CALL_SPIN, SPIN_LOCK, EXPLORE_NO_RESULT},
	OBJECT("pthread_spin_trylock", SPIN_TRY_LOCK),
	OBJECT("pthread_spin_unlock", SPIN_UNLOCK),
	WAITS("pthread_cond_wait"),
	WAITS("pthread_cond_timedwait"),
	WAITS("pthread_cond_clockwait"),
	OBJECT("pthread_cond_signal", SIGNAL),
	OBJECT("pthread_cond_broadcast", BROADCAST),
	OBJECT("sem_wait", TAKE),
	OBJECT("sem_timedwait", TAKE),
	OBJECT("sem_clockwait", TAKE),
	OBJECT("sem_trywait", TRY_TAKE),
	OBJECT("sem_post", GIVE),
	RUNS_ONCE("pthread_once"),
	OBJECT("pthread_barrier_wait", BARRIER),
	JOINS("pthread_join"),
	JOINS("pthread_tryjoin_np"),
	JOINS("pthread_timedjoin_np"),
	JOINS("pthread_clockjoin_np"),
	OBJECT("mtx_lock", LOCK),
	OBJECT("mtx_timedlock", LOCK),
	{"mtx_trylock", EXPLORE_CALL_OBJECT, TRY_LOCK, 1},
	OBJECT("mtx_unlock", UNLOCK),
	WAITS("cnd_wait"),
	WAITS("cnd_timedwait"),
	OBJECT("cnd_signal", SIGNAL),
	OBJECT("cnd_broadcast", BROADCAST),
	RUNS_ONCE("call_once"),
	JOINS("thrd_join"),
};

/* A thread looks for its next goroutine in the first. */
static const struct lock_function go_functions[] = {
	GO_ANY("runtime.schedule"),
	GO_OBJECT("runtime.chansend"),
	GO_OBJECT("runtime.chanrecv"),
	GO_OBJECT("runtime.closechan"),
	GO_ANY("runtime.selectgo"),
	GO_OBJECT("sync.(*Mutex).Lock"),
	GO_OBJECT("sync.(*Mutex).lockSlow"),
	GO_OBJECT("sync.(*Mutex).TryLock"),
	GO_OBJECT("sync.(*Mutex).Unlock"),
	GO_OBJECT("sync.(*Mutex).unlockSlow"),
	GO_OBJECT("sync.(*RWMutex).Lock"),
	GO_OBJECT("sync.(*RWMutex).Unlock"),
	GO_OBJECT("sync.(*RWMutex).RLock"),
	GO_OBJECT("sync.(*RWMutex).RUnlock"),
	GO_OBJECT("sync.(*WaitGroup).Add"),
	GO_OBJECT("sync.(*WaitGroup).Wait"),
	GO_OBJECT("sync.(*Cond).Wait"),
	GO_OBJECT("sync.(*Cond).Signal"),
	GO_OBJECT("sync.(*Cond).Broadcast"),
	GO_OBJECT("sync.(*Once).doSlow"),
};
/* clang-format on */

/* A part of a symbol. */
struct part {
	const char *start;
	size_t length;
};

static bool drop_start(struct part *part, const char *start)
{
	size_t length = strlen(start);

	if (part->length <= length || memcmp(part->start, start, length) != 0)
		return false;
	part->start += length;
	part->length -= length;
	return true;
}

static bool drop_end(struct part *part, const char *end)
{
	size_t length = strlen(end);

	if (part->length <= length || memcmp(part->start + part->length - length, end, length) != 0)
		return false;
	part->length -= length;
	return true;
}

static const struct lock_function *find(const struct lock_function *list, size_t count,
	const struct part *name)
{
	for (size_t i = 0; i < count; i++)
		if (strncmp(list[i].name, name->start, name->length) == 0 &&
			!list[i].name[name->length])
			return &list[i];
	return NULL;
}

/* A C library's internal names start with two underscores; glibc's and musl's functions with 64-bit
 * times have an end of their own on 32-bit processors. */
const struct lock_function *lock_function_find(const char *symbol)
{
	struct part name = {symbol, strcspn(symbol, "@")}; /* without the version */
	const struct lock_function *go = find(go_functions, ARRAY_SIZE(go_functions), &name);

	if (go)
		return go;
	drop_start(&name, "__GI_");
	if (drop_start(&name, "__")) {
		drop_start(&name, "_");
		if (!drop_start(&name, "new_"))
			drop_start(&name, "old_");
		if (!drop_end(&name, "_time64"))
			drop_end(&name, "64");
	}
	return find(functions, ARRAY_SIZE(functions), &name);
}
