/* SPDX-License-Identifier: MIT */
/*
 * System calls by kind. Calls that are in no list (memory, ids, time, signal masks ...) are not
 * events: if they were, the few orders that matter would be found less often.
 */
#include <arch/trap.h>
#include <fs/files.h>
#include <kernel/explore/calls.h>
#include <kernel/sys/syscall.h>

enum call_kind {
	CALL_OTHER,
	CALL_FUTEX, /* the first argument is the word */
	CALL_SYNC,
	CALL_YIELD,   /* lets other threads run first */
	CALL_SLEEP,   /* blocks until a time */
	CALL_MAP,     /* maps memory, or makes it executable */
	CALL_REFUSED, /* changes machine-wide state that is not restored after a run */
	/* An event if its descriptor passes bytes on: a pipe, a socket ... */
	CALL_FILE,
};

/* clang-format off */
#define FUTEX_CALLS(X) X(futex) X(futex_time64)
/* Threads, signals and waiting; file names, for which processes may race. */
#define FORK_CALLS(X) X(clone) X(clone_backwards) X(clone3) X(fork) X(vfork)
#define SYNC_CALLS(X) \
	X(exit) X(exit_group) X(execve) \
	X(wait4) X(waitid) X(waitpid) X(kill) X(tkill) X(tgkill) X(rt_sigqueueinfo) \
	X(rt_tgsigqueueinfo) X(rt_sigtimedwait) X(rt_sigtimedwait_time64) X(rt_sigsuspend) \
	X(sigsuspend) X(pause) X(poll) X(ppoll) X(ppoll_time64) X(select) X(pselect6) \
	X(pselect6_time64) X(epoll_wait) X(epoll_pwait) X(epoll_pwait2) X(flock) X(open) \
	X(openat) X(creat) X(unlink) X(unlinkat) X(rename) X(renameat) X(renameat2) X(link) \
	X(linkat) X(symlink) X(symlinkat) X(mkdir) X(mkdirat) X(rmdir) X(mknod) X(mknodat) \
	X(stat) X(lstat) X(stat64) X(lstat64) X(newfstatat) X(fstatat64) X(statx) X(access) \
	X(faccessat) X(faccessat2) X(truncate) X(ftruncate) X(readlink) X(readlinkat)
#define YIELD_CALLS(X) X(sched_yield)
#define SLEEP_CALLS(X) X(nanosleep) X(clock_nanosleep) X(clock_nanosleep_time64)
#define FILE_CALLS(X) \
	X(read) X(write) X(readv) X(writev) X(close) X(accept) X(accept4) X(connect) \
	X(sendto) X(recvfrom) X(sendmsg) X(recvmsg) X(shutdown) X(fcntl) X(fcntl64) X(fsync)
#define MAP_CALLS(X) X(mmap) X(mprotect)
#define REFUSED_CALLS(X) \
	X(mount) X(umount2) X(umount) X(sethostname) X(setdomainname)
/* clang-format on */

#define DECLARE(name)      SYSCALL(name);
#define DECLARE_FORK(name) extern syscall_fn SYSCALL_WITH_REGISTERS(sys_##name);
FORK_CALLS(DECLARE_FORK)
FUTEX_CALLS(DECLARE)
SYNC_CALLS(DECLARE)
YIELD_CALLS(DECLARE)
SLEEP_CALLS(DECLARE)
FILE_CALLS(DECLARE)
REFUSED_CALLS(DECLARE)
MAP_CALLS(DECLARE)

static const struct {
	syscall_fn *call;
	enum call_kind kind;
	const char *name;
} calls[] = {
#define FUTEX(name)   {sys_##name, CALL_FUTEX, #name},
#define SYNC(name)    {sys_##name, CALL_SYNC, #name},
#define YIELD(name)   {sys_##name, CALL_YIELD, #name},
#define SLEEP(name)   {sys_##name, CALL_SLEEP, #name},
#define FILE_(name)   {sys_##name, CALL_FILE, #name},
#define MAP(name)     {sys_##name, CALL_MAP, #name},
#define REFUSED(name) {sys_##name, CALL_REFUSED, #name},
#define FORK(name)    {SYSCALL_WITH_REGISTERS(sys_##name), CALL_SYNC, #name},
	FUTEX_CALLS(FUTEX) FORK_CALLS(FORK) SYNC_CALLS(SYNC) YIELD_CALLS(YIELD) SLEEP_CALLS(SLEEP)
		FILE_CALLS(FILE_) REFUSED_CALLS(REFUSED) MAP_CALLS(MAP)};

#define NUMBERS_MAX 512
static uint8_t kind_of[NUMBERS_MAX];

void calls_init(void)
{
	for (unsigned long n = 0; n < SYSCALL_TABLE_SIZE && n < NUMBERS_MAX; n++)
		for (size_t i = 0; i < ARRAY_SIZE(calls); i++)
			if (syscall_table[n] == calls[i].call)
				kind_of[n] = (uint8_t)calls[i].kind;
}

static bool passes_bytes_on(unsigned long fd)
{
	struct file *file = files_find(files_current(), (unsigned)fd);
	bool does = file && !(file->mode & FILE_SEEK) && !file->ops->has_no_place;

	if (file)
		file_put(file);
	return does;
}

bool call_maps_code(long number, const unsigned long args[3], long result, uintptr_t *start)
{
	if (number < 0 || number >= NUMBERS_MAX || kind_of[number] != CALL_MAP)
		return false;
	*start = syscall_table[number] == sys_mprotect ? args[0] : (uintptr_t)result;
	return args[2] & PROT_EXEC && (unsigned long)result < -4095ul;
}

const char *call_refused(long number)
{
	if (number < 0 || number >= NUMBERS_MAX || kind_of[number] != CALL_REFUSED)
		return NULL;
	for (size_t i = 0; i < ARRAY_SIZE(calls); i++)
		if (syscall_table[number] == calls[i].call)
			return calls[i].name;
	return NULL;
}

uintptr_t call_word(long number, unsigned long arg0)
{
	return number >= 0 && number < NUMBERS_MAX && kind_of[number] == CALL_FUTEX ? arg0 : 0;
}

bool call_is_event(long number, const unsigned long args[6], struct operation *operation)
{
	enum call_kind kind =
		number >= 0 && number < NUMBERS_MAX ? (enum call_kind)kind_of[number] : CALL_OTHER;

	*operation = (struct operation){.kind = OPERATION_SYNC, .write = true};
	switch (kind) {
	case CALL_FUTEX:
		operation->word = args[0];
		return true;
	case CALL_SYNC:
		return true;
	case CALL_YIELD:
		operation->kind = OPERATION_YIELD;
		return true;
	case CALL_SLEEP:
		operation->kind = OPERATION_SLEEP;
		return true;
	case CALL_FILE:
		return passes_bytes_on(args[0]);
	default:
		return false;
	}
}
