/* SPDX-License-Identifier: MIT */
/*
 * System calls that may fail, with which error, and library functions that may return at once.
 */
#include <arch/trap.h>
#include <fs/files.h>
#include <kernel/explore/fault.h>
#include <kernel/explore/lock_call.h>
#include <kernel/explore/session.h>
#include <kernel/sync/futex.h>
#include <kernel/sync/wall_watch.h>
#include <kernel/sys/syscall.h>
#include <kernel/sys/time.h>
#include <kernel/time/wall.h>
#include <mm/usercopy.h>
#include <uapi/errno.h>
#include <uapi/stat.h>
#include <uapi/time.h>

#define NS_PER_S ((int64_t)1000000000)

/* clang-format off */
#define MEMORY_CALLS(X) X(mmap) X(mmap2) X(old_mmap) X(mremap) X(brk)
#define CLONE_CALLS(X)  X(clone) X(clone_backwards) X(clone3) X(fork) X(vfork)
#define OPEN_CALLS(X) \
	X(open) X(openat) X(creat) X(pipe) X(pipe2) X(socket) X(socketpair) X(accept) X(accept4) \
	X(dup) X(eventfd) X(eventfd2) X(epoll_create) X(epoll_create1) X(timerfd_create)
#define READ_CALLS(X)  X(read) X(readv) X(pread64) X(preadv) X(fsync) X(fdatasync)
#define WRITE_CALLS(X) X(write) X(writev) X(pwrite64) X(pwritev) X(ftruncate) X(fallocate)
#define CLOCK_CALLS(X) X(clock_gettime) X(clock_gettime64)
#define TIME_CALLS(X)  X(gettimeofday) X(time)
#define PAUSE_CALLS(X) X(pause) X(rt_sigsuspend) X(sigsuspend)
/* clang-format on */

#define DECLARE(name)      SYSCALL(name);
#define DECLARE_FORK(name) extern syscall_fn SYSCALL_WITH_REGISTERS(sys_##name);
MEMORY_CALLS(DECLARE)
CLONE_CALLS(DECLARE_FORK)
OPEN_CALLS(DECLARE)
READ_CALLS(DECLARE)
WRITE_CALLS(DECLARE)
CLOCK_CALLS(DECLARE)
TIME_CALLS(DECLARE)
PAUSE_CALLS(DECLARE)

enum fault_call_kind { PLAIN, ON_FILE, ON_CLOCK, ON_WALL_CLOCK, PAUSE };

static const struct fault_call {
	syscall_fn *call;
	uint8_t site, kind;
	int16_t error;
} calls[] = {
#define MEMORY(name) {sys_##name, SITE_MEMORY, PLAIN, -ENOMEM},
#define CLONE(name)  {SYSCALL_WITH_REGISTERS(sys_##name), SITE_CLONE, PLAIN, -EAGAIN},
#define OPEN(name)   {sys_##name, SITE_OPEN, PLAIN, -EMFILE},
#define READ(name)   {sys_##name, SITE_FILE, ON_FILE, -EIO},
#define WRITE(name)  {sys_##name, SITE_FILE, ON_FILE, -ENOSPC},
#define CLOCK(name)  {sys_##name, SITE_CLOCK, ON_CLOCK, 0},
#define TIME(name)   {sys_##name, SITE_CLOCK, ON_WALL_CLOCK, 0},
#define PAUSES(name) {sys_##name, SITE_BLOCK, PAUSE, 0},
	MEMORY_CALLS(MEMORY) CLONE_CALLS(CLONE) OPEN_CALLS(OPEN) READ_CALLS(READ) WRITE_CALLS(WRITE)
		CLOCK_CALLS(CLOCK) TIME_CALLS(TIME) PAUSE_CALLS(PAUSES)};

static uint8_t call_of[SYSCALL_TABLE_SIZE]; /* an index into calls plus 1; 0: never fails */

void fault_calls_init(void)
{
	static_assert(ARRAY_SIZE(calls) < UINT8_MAX, "an index is a byte");
	for (unsigned n = 0; n < SYSCALL_TABLE_SIZE; n++)
		for (size_t i = 0; i < ARRAY_SIZE(calls); i++)
			if (syscall_table[n] && syscall_table[n] == calls[i].call)
				call_of[n] = (uint8_t)(i + 1);
}

static const struct fault_call *find(long number)
{
	if (number < 0 || number >= SYSCALL_TABLE_SIZE || !call_of[number])
		return NULL;
	return &calls[call_of[number] - 1];
}

bool fault_call_is_pause(long number)
{
	const struct fault_call *call = find(number);

	return call && call->kind == PAUSE;
}

static bool is_regular(unsigned long fd)
{
	struct file *file = files_find(files_current(), (unsigned)fd);
	bool is = file && file->inode && S_ISREG(file->inode->mode);

	if (file)
		file_put(file);
	return is;
}

/* The time of day may be set, before it is read. */
static void step_clock(void)
{
	static const int64_t steps_ns[] = {0, 3600 * NS_PER_S, -NS_PER_S, -3600 * NS_PER_S};
	uint32_t way = fault_at(SITE_CLOCK, ARRAY_SIZE(steps_ns));

	if (!way)
		return;
	wall_step(wall_clock_ns() + (uint64_t)steps_ns[way]);
	futex_clock_stepped();
}

long fault_of_call(long number, const unsigned long args[6])
{
	const struct fault_call *call = session.run.faults ? find(number) : NULL;

	if (!call || call->kind == PAUSE)
		return 0;
	if (call->kind == ON_FILE && !is_regular(args[0]))
		return 0;
	if (call->site == SITE_CLOCK) {
		if (call->kind == ON_WALL_CLOCK || clock_is_wall((int)args[0]))
			step_clock();
		return 0;
	}
	if (!fault_at(call->site, 2))
		return 0;
	/* brk() returns the old break when it fails. */
	return call->call == sys_brk ? sys_brk(0, 0, 0, 0, 0, 0) : call->error;
}

bool fault_returns_at_once(struct trapframe *frame, uintptr_t pc)
{
	uint64_t result = lock_call_result(pc);
	uintptr_t to = frame_link(frame);

	if (result == EXPLORE_NO_RESULT || !fault_at(SITE_CALL, 2))
		return false;
	if (!to) { /* the stack has the return address */
		if (copy_from_user(&to, frame_sp(frame), sizeof(to)))
			return false;
		frame_set_sp(frame, frame_sp(frame) + sizeof(to));
	}
	syscall_set_result(frame, (long)result);
	frame_set_pc(frame, to);
	return true;
}
