/* SPDX-License-Identifier: MIT */
/*
 * Source 1: processes at the same addresses share one CPU and nothing else. Each writes its own
 * number into the same variable and keeps sums in integer and floating-point registers while the
 * others preempt it. Two more access memory that is not theirs, and are ended.
 */
#include "demo.h"

#define TASKS  3
#define ROUNDS 20
#define STEPS  300000

static volatile unsigned data = 100;

/* Twice the sum of 1..STEPS times `number`, kept in registers all the time. */
static bool compute(unsigned number)
{
	double real = 0, factor = number;
	uint64_t whole = 0;

	for (unsigned i = 1; i <= STEPS; i++) {
		whole += (uint64_t)i * number;
		real += i * factor;
	}
	return whole == (uint64_t)STEPS * (STEPS + 1) / 2 * number && real == (double)whole;
}

static int task(unsigned number)
{
	data = number;
	for (int round = 0; round < ROUNDS; round++)
		if (!compute(number) || data != number)
			return 100;
	return (int)number;
}

static int trespass(uintptr_t address)
{
	*(volatile unsigned *)address = 1;
	return 100; /* the access succeeded */
}

static const char constant[] = "constant";

static pid_t spawn(int (*body)(unsigned), unsigned number)
{
	pid_t pid = fork();

	must(pid >= 0, "process");
	if (pid == 0)
		_exit(body(number));
	return pid;
}

static int trespass_kernel(unsigned unused)
{
	(void)unused;
	return trespass(UINTPTR_MAX - 0xfff);
}

static int trespass_constant(unsigned unused)
{
	(void)unused;
	return trespass((uintptr_t)constant & ~(uintptr_t)3);
}

static void report(const char *what, pid_t pid)
{
	int status = 0;

	must(waitpid(pid, &status, 0) == pid, "child");
	if (WIFSIGNALED(status))
		printf("%s: ended by signal %d\n", what, WTERMSIG(status));
	else
		printf("%s: ended with %d\n", what, WEXITSTATUS(status));
}

int main(void)
{
	pid_t tasks[TASKS], kernel, text;

	use_one_cpu();
	for (unsigned i = 0; i < TASKS; i++)
		tasks[i] = spawn(task, i + 1);
	kernel = spawn(trespass_kernel, 0);
	text = spawn(trespass_constant, 0);
	report("writing to the kernel", kernel);
	report("writing to a constant", text);
	for (unsigned i = 0; i < TASKS; i++)
		report("task that keeps to itself", tasks[i]);
	printf("the first one's data: %u\n", data);
	return 0;
}
