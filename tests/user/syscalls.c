/* SPDX-License-Identifier: MIT */
/*
 * Every system call: results and errors. Exits with the number of wrong results. The program is an
 * ordinary Linux program and gets the same results on Linux.
 */
#include <uapi/errno.h>
#include <user.h>

#define NS_PER_SEC 1000000000l
#define NO_POINTER ((void *)8)
#define KERNEL     ((void *)-4096l)

/* The layout that the call expects on this architecture. */
struct timespec_long {
	long seconds, nanoseconds;
};

static int wrong;
static char readable[3] = "ok\n";
static char two_pages[8192] __attribute__((aligned(4096)));
static const char constant[4096] __attribute__((aligned(4096))) = "read only";

static void check(const char *what, long result, long wanted)
{
	if (result == wanted)
		return;
	print("syscalls: %s: %d instead of %d\n", what, (int)result, (int)wanted);
	wrong++;
}

static void check_write(void)
{
	check("write", SYSCALL(__NR_write, 1, readable, 3), 3);
	check("write to 2", SYSCALL(__NR_write, 2, readable, 3), 3);
	check("write nothing", SYSCALL(__NR_write, 1, readable, 0), 0);
	check("write to 99", SYSCALL(__NR_write, 99, readable, 3), -EBADF);
	check("write to -1", SYSCALL(__NR_write, -1, readable, 3), -EBADF);
	check("write from NULL", SYSCALL(__NR_write, 1, 0, 1), -EFAULT);
	check("write from nowhere", SYSCALL(__NR_write, 1, NO_POINTER, 1), -EFAULT);
	check("write from the kernel", SYSCALL(__NR_write, 1, KERNEL, 1), -EFAULT);
}

static void check_nanosleep(void)
{
	struct timespec_long none = {0, 0}, some = {0, 1000000}, negative = {-1, 0};
	struct timespec_long too_much = {0, NS_PER_SEC}, less = {0, -1};

	check("sleep 0", SYSCALL(__NR_nanosleep, &none, 0), 0);
	check("sleep 1 ms", SYSCALL(__NR_nanosleep, &some, 0), 0);
	check("sleep -1 s", SYSCALL(__NR_nanosleep, &negative, 0), -EINVAL);
	check("sleep -1 ns", SYSCALL(__NR_nanosleep, &less, 0), -EINVAL);
	check("sleep 1000000000 ns", SYSCALL(__NR_nanosleep, &too_much, 0), -EINVAL);
	check("sleep from NULL", SYSCALL(__NR_nanosleep, 0, 0), -EFAULT);
	check("sleep from the kernel", SYSCALL(__NR_nanosleep, KERNEL, 0), -EFAULT);
}

static long now_ns(void)
{
	struct timespec_long now;

	check("clock", SYSCALL(__NR_clock_gettime, 1, &now), 0);
	if (now.nanoseconds < 0 || now.nanoseconds >= NS_PER_SEC)
		check("nanoseconds", now.nanoseconds, 0);
	return now.seconds % 2 * NS_PER_SEC + now.nanoseconds; /* fits into 32 bits */
}

static void check_clock(void)
{
	struct timespec_long ms = {0, 5000000};
	long before = now_ns(), passed;

	SYSCALL(__NR_nanosleep, &ms, 0);
	passed = now_ns() - before;
	if (passed < 0) /* the second has changed from odd to even */
		passed += 2 * NS_PER_SEC;
	check("5 ms of sleep last 5 ms", passed >= 5000000, 1);
	check("clock 99", SYSCALL(__NR_clock_gettime, 99, &ms), -EINVAL);
	check("clock to NULL", SYSCALL(__NR_clock_gettime, 1, 0), -EFAULT);
	check("clock to the kernel", SYSCALL(__NR_clock_gettime, 1, KERNEL), -EFAULT);
	check("clock to a constant", SYSCALL(__NR_clock_gettime, 1, constant), -EFAULT);
	check("clock to text", SYSCALL(__NR_clock_gettime, 1, check_clock), -EFAULT);
	check("clock across pages", SYSCALL(__NR_clock_gettime, 1, two_pages + 4092), 0);
}

int main(int argc, char **argv)
{
	long pid = SYSCALL(__NR_getpid);

	check("arguments", argc, 1);
	check("argv ends", argv[1] == NULL, 1);
	check_write();
	check_nanosleep();
	check_clock();
	check("getpid", pid > 0, 1);
	check("getpid again", SYSCALL(__NR_getpid), pid);
	check("gettid", SYSCALL(__NR_gettid) > 0, 1);
	check("yield", SYSCALL(__NR_sched_yield), 0);
	check("call 9999", SYSCALL(9999), -ENOSYS);
	check("call -1", SYSCALL(-1), -ENOSYS);
	check("call -4096", SYSCALL(-4096l), -ENOSYS);
	print("syscalls: %d wrong\n", wrong);
	return wrong;
}
