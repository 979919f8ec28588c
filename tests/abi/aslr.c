/* SPDX-License-Identifier: MIT */
/*
 * Address space layout randomisation. Each new program has another stack, heap, vDSO and other
 * mappings; with the personality ADDR_NO_RANDOMIZE they are always the same. The bytes of AT_RANDOM
 * differ in both cases.
 */
#include <abi.h>
#include <sys/auxv.h>
#include <sys/personality.h>

#define RUNS 12

enum part { STACK, STACK_OFFSET, MAP, HEAP, VDSO, RANDOM, PARTS };
static const char *const part_names[] = {"stack", "stack within a page", "mappings", "heap", "vDSO",
	"random bytes"};

static int inner(void)
{
	int local;
	uintptr_t at[PARTS] = {
		[STACK] = (uintptr_t)&local,
		[STACK_OFFSET] = (uintptr_t)&local & (PAGE - 1),
		[MAP] = (uintptr_t)mmap(NULL, PAGE, PROT_READ, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0),
		[HEAP] = (uintptr_t)sbrk(0),
		[VDSO] = getauxval(AT_SYSINFO_EHDR),
	};

	memcpy(&at[RANDOM], (void *)getauxval(AT_RANDOM), sizeof(at[RANDOM]));
	return write(3, at, sizeof(at)) != sizeof(at);
}

static void run(char *name, uintptr_t at[PARTS])
{
	char *const argv[] = {name, "inner", NULL}, *const env[] = {NULL};
	int pipes[2];
	pid_t child;

	pipe(pipes);
	child = fork();
	if (child == 0) {
		dup2(pipes[1], 3);
		execve("/proc/self/exe", argv, env);
		_exit(99);
	}
	close(pipes[1]);
	read(pipes[0], at, PARTS * sizeof(*at));
	close(pipes[0]);
	waitpid(child, NULL, 0);
}

static void compare(const char *when, char *name)
{
	uintptr_t first[PARTS] = {0}, next[PARTS] = {0};
	int differ[PARTS] = {0};

	run(name, first);
	for (int i = 1; i < RUNS; i++) {
		run(name, next);
		for (int part = 0; part < PARTS; part++)
			differ[part] += next[part] != first[part];
	}
	for (int part = 0; part < PARTS; part++)
		out("%s: %s %s", when, part_names[part], differ[part] ? "differ" : "stay");
	YES(first[STACK] > first[MAP] && first[MAP] > first[HEAP]);
}

int main(int argc, char **argv)
{
	if (argc > 1 && strcmp(argv[1], "inner") == 0)
		return inner();
	SHOW(personality(0xffffffff));
	compare("random", argv[0]);
	SHOW(personality(ADDR_NO_RANDOMIZE));
	SHOW(personality(0xffffffff));
	compare("not random", argv[0]);
	return 0;
}
