/* SPDX-License-Identifier: MIT */
/*
 * User memory and user processes, seen from the kernel: copies with bad pointers, programs that
 * make system calls, programs that are killed for a fault.
 */
#include <kernel/debug/panic.h>
#include <kernel/proc/process.h>
#include <kernel/sync/futex.h>
#include <lib/string.h>
#include <mm/aspace.h>
#include <mm/usercopy.h>
#include <tests/kernel/ktest.h>
#include <uapi/errno.h>
#include <uapi/signal.h>

#define MAPPED    0x400000ul               /* two pages, writable */
#define CONSTANT  (MAPPED + 2 * PAGE_SIZE) /* one page, readable */
#define HOLE      (CONSTANT + PAGE_SIZE)   /* not mapped */
#define SIZE_MOST (~(size_t)0)

/* Addresses and lengths, with the expected results of copies to and from there. */
static const struct {
	uintptr_t address;
	size_t length;
	int to, from;
} copies[] = {
	{MAPPED, 16, 0, 0},
	{MAPPED + PAGE_SIZE - 7, 16, 0, 0},
	{MAPPED, 2 * PAGE_SIZE, 0, 0},
	{CONSTANT, 16, -EFAULT, 0},
	{CONSTANT - 8, 16, -EFAULT, 0},
	{HOLE - 8, 8, -EFAULT, 0},
	{HOLE - 8, 9, -EFAULT, -EFAULT},
	{HOLE, 1, -EFAULT, -EFAULT},
	{MAPPED - 1, 2, -EFAULT, -EFAULT},
	{0, 1, -EFAULT, -EFAULT},
	{8, 8, -EFAULT, -EFAULT},
	{USER_MIN - 1, 1, -EFAULT, -EFAULT},
	{USER_MAX - 1, 1, -EFAULT, -EFAULT},
	{USER_MAX - 1, 2, -EFAULT, -EFAULT},
	{USER_MAX, 1, -EFAULT, -EFAULT},
	{DIRECT_MAP_BASE + PAGE_SIZE, 1, -EFAULT, -EFAULT},
	{MAPPED, SIZE_MOST, -EFAULT, -EFAULT},
	{MAPPED, SIZE_MOST - MAPPED + 1, -EFAULT, -EFAULT},
	{SIZE_MOST, 1, -EFAULT, -EFAULT},
	{SIZE_MOST - 7, 16, -EFAULT, -EFAULT},
};

static uintptr_t copy_both_ways(uintptr_t unused0, uintptr_t unused1, uintptr_t unused2)
{
	static char buffer[2 * PAGE_SIZE], secret[8] = "secret", back[8];

	for (size_t i = 0; i < ARRAY_SIZE(copies); i++) {
		EXPECT_EQ(copy_to_user(copies[i].address, buffer, copies[i].length), copies[i].to);
		EXPECT_EQ(copy_from_user(buffer, copies[i].address, copies[i].length),
			copies[i].from);
	}
	EXPECT_EQ(copy_to_user((uintptr_t)secret, buffer, 8), -EFAULT);
	EXPECT_EQ(copy_from_user(back, (uintptr_t)secret, 8), -EFAULT);
	EXPECT_EQ(back[0], 0);
	EXPECT_EQ(copy_to_user(MAPPED + PAGE_SIZE - 3, secret, 8), 0);
	EXPECT_EQ(copy_from_user(back, MAPPED + PAGE_SIZE - 3, 8), 0);
	EXPECT_EQ(memcmp(back, secret, 8), 0);
	return 0;
}

KTEST(user_copies)
{
	struct aspace *as = aspace_create();
	unsigned prot = PROT_USER | PROT_READ;
	struct process *process;

	EXPECT(as != NULL);
	EXPECT_EQ(aspace_map_anon(as, MAPPED, 2 * PAGE_SIZE, prot | PROT_WRITE), 0);
	EXPECT_EQ(aspace_map_anon(as, CONSTANT, PAGE_SIZE, prot), 0);
	process = process_create(&kernel_process, "copies", as);
	thread_join(ktest_spawn_as(&(struct thread_spec){.name = "copies",
			    .entry = copy_both_ways,
			    .priority = THREAD_PRIORITY_MID,
			    .process = process}),
		NULL);
	EXPECT_EQ(process_wait(process, NULL, TIME_NEVER), 0);
}

static int searches;

/* The owner unlocks and exits between the look at the word and the search for the owner. */
static bool find_leaving(int tid)
{
	uint32_t unowned = 0;

	searches++;
	EXPECT_EQ(copy_to_user(MAPPED, &unowned, sizeof(unowned)), 0);
	return false;
}

static bool find_nobody(int tid)
{
	searches++;
	return false;
}

static uintptr_t lock_pi(uintptr_t unused0, uintptr_t unused1, uintptr_t unused2)
{
	const struct futex_key key = {.space = 1};
	uint32_t word = 1234;

	EXPECT_EQ(copy_to_user(MAPPED, &word, sizeof(word)), 0);
	EXPECT_EQ(futex_lock_pi(&key, MAPPED, 77, true, TIME_NEVER, find_leaving), 0);
	EXPECT_EQ(copy_from_user(&word, MAPPED, sizeof(word)), 0);
	EXPECT_EQ(word, 77);
	EXPECT_EQ(searches, 1);
	word = 1234;
	EXPECT_EQ(copy_to_user(MAPPED, &word, sizeof(word)), 0);
	EXPECT_EQ(futex_lock_pi(&key, MAPPED, 77, true, TIME_NEVER, find_nobody), -ESRCH);
	return 0;
}

KTEST(user_lock_of_a_thread_that_leaves)
{
	struct aspace *as = aspace_create();
	struct process *process;

	EXPECT(as != NULL);
	EXPECT_EQ(aspace_map_anon(as, MAPPED, PAGE_SIZE, PROT_USER | PROT_READ | PROT_WRITE), 0);
	process = process_create(&kernel_process, "locks", as);
	searches = 0;
	thread_join(ktest_spawn_as(&(struct thread_spec){.name = "locks",
			    .entry = lock_pi,
			    .priority = THREAD_PRIORITY_MID,
			    .process = process}),
		NULL);
	EXPECT_EQ(process_wait(process, NULL, TIME_NEVER), 0);
}

KTEST(user_bad_mappings)
{
	struct aspace *as = aspace_create();
	unsigned prot = PROT_USER | PROT_READ;

	EXPECT_EQ(aspace_map_anon(as, MAPPED, PAGE_SIZE, prot), 0);
	EXPECT_EQ(aspace_map_anon(as, MAPPED, PAGE_SIZE, prot), -EINVAL);
	EXPECT_EQ(aspace_map_anon(as, MAPPED - PAGE_SIZE, 2 * PAGE_SIZE, prot), -EINVAL);
	EXPECT_EQ(aspace_map_anon(as, MAPPED + 1, PAGE_SIZE, prot), -EINVAL);
	EXPECT_EQ(aspace_map_anon(as, CONSTANT, 0, prot), -EINVAL);
	EXPECT_EQ(aspace_map_anon(as, 0, PAGE_SIZE, prot), -EINVAL);
	EXPECT_EQ(aspace_map_anon(as, USER_MAX, PAGE_SIZE, prot), -EINVAL);
	EXPECT_EQ(aspace_map_anon(as, USER_MAX - PAGE_SIZE, 2 * PAGE_SIZE, prot), -EINVAL);
	EXPECT_EQ(aspace_map_anon(as, CONSTANT, (size_t)0 - CONSTANT, prot), -EINVAL);
	EXPECT_EQ(aspace_map_anon(as, DIRECT_MAP_BASE, PAGE_SIZE, prot), -EINVAL);
	aspace_put(as);
}

/* Programs. */

static struct process *start(const char *path)
{
	struct process *process;
	struct thread *first;
	int error = process_create_user(path, &process, &first);

	if (error)
		panic("%s does not start: %d", path, error);
	sched_start(first);
	return process;
}

static int status_of(struct process *process)
{
	int status = -1;

	EXPECT_EQ(process_wait(process, &status, TIME_NEVER), 0);
	return status;
}

KTEST(user_system_calls)
{
	EXPECT_EQ(status_of(start("/bin/syscalls")), 0);
}

/* Floating-point state belongs to the thread: several programs with a short quantum. */
KTEST(user_floating_point)
{
	int64_t quantum_ns = sched_quantum_ns;
	struct process *processes[4];

	sched_quantum_ns = 100000;
	for (size_t i = 0; i < ARRAY_SIZE(processes); i++)
		processes[i] = start("/bin/float");
	for (size_t i = 0; i < ARRAY_SIZE(processes); i++)
		EXPECT_EQ(status_of(processes[i]), 0);
	sched_quantum_ns = quantum_ns;
}

KTEST(user_exit_of_the_only_thread)
{
	EXPECT_EQ(status_of(start("/bin/exit-three")), EXIT_STATUS_CODE(3));
}

KTEST(user_programs_that_are_not_there)
{
	struct process *process;
	struct thread *first;

	EXPECT_EQ(process_create_user("/bin/none", &process, &first), -ENOENT);
	EXPECT_EQ(process_create_user("", &process, &first), -ENOENT);
	EXPECT_EQ(process_create_user("/bin", &process, &first), -EACCES);
}

static const struct {
	const char *path;
	int signal;
} faults[] = {
	{"/bin/fault-null", SIGSEGV},
	{"/bin/fault-text", SIGSEGV},
	{"/bin/fault-execute", SIGSEGV},
	{"/bin/fault-kernel", SIGSEGV},
	{"/bin/fault-illegal", SIGILL},
	{"/bin/trespass-kernel", SIGSEGV},
	{"/bin/trespass-other", SIGSEGV},
};

/* All at once, between two programs that survive. */
KTEST(user_faults_end_their_process)
{
	struct process *good = start("/bin/syscalls"), *spin = start("/bin/spin");
	struct process *bad[ARRAY_SIZE(faults)];

	for (size_t i = 0; i < ARRAY_SIZE(faults); i++)
		bad[i] = start(faults[i].path);
	for (size_t i = 0; i < ARRAY_SIZE(faults); i++)
		EXPECT_EQ(status_of(bad[i]), EXIT_STATUS_SIGNAL(faults[i].signal));
	EXPECT_EQ(status_of(good), 0);
	EXPECT_EQ(process_wait(spin, NULL, arch_clock_ns() + 1000000), -ETIMEDOUT);
	process_end(spin, EXIT_STATUS_SIGNAL(SIGKILL));
	EXPECT_EQ(status_of(spin), EXIT_STATUS_SIGNAL(SIGKILL));
}

/* The status of a program that survives, since the architecture has no such fault. */
#define SURVIVES EXIT_STATUS_CODE(77)

KTEST(user_faults_by_architecture)
{
	int status = status_of(start("/bin/fault-divide"));

	EXPECT(status == EXIT_STATUS_SIGNAL(SIGFPE) || status == SURVIVES);
	status = status_of(start("/bin/fault-privileged"));
	EXPECT(status == EXIT_STATUS_SIGNAL(SIGSEGV) || status == EXIT_STATUS_SIGNAL(SIGILL));
}

KTEST(user_processes_leak_nothing)
{
	for (int i = 0; i < 20; i++) {
		EXPECT_EQ(status_of(start("/bin/exit-three")), EXIT_STATUS_CODE(3));
		if (i % 10 == 0)
			EXPECT_EQ(status_of(start("/bin/fault-null")), EXIT_STATUS_SIGNAL(SIGSEGV));
	}
}

/* Killed by another process, whatever it was doing. */
KTEST(user_kill_at_any_moment)
{
	for (int i = 0; i < 30; i++) {
		struct process *process = start("/bin/spin");

		thread_sleep_ns((uint64_t)i * 20000);
		process_end(process, EXIT_STATUS_SIGNAL(SIGKILL));
		EXPECT_EQ(status_of(process), EXIT_STATUS_SIGNAL(SIGKILL));
	}
}
