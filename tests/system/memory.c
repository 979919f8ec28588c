/* SPDX-License-Identifier: MIT */
/*
 * The program of tests/system/test_memory.py. `memory report` prints the amount of memory, `memory
 * refused` requests more in all ways, `memory killed` uses more from several processes, and `memory
 * files` fills the file system. Each exits with 0, or prints an error.
 */
#include <errno.h>
#include <fcntl.h>
#include <pthread.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/mount.h>
#include <sys/stat.h>
#include <sys/sysinfo.h>
#include <sys/wait.h>
#include <unistd.h>

#define MIB   ((size_t)1 << 20)
#define RW    (PROT_READ | PROT_WRITE)
#define WORTH 128 /* KiB that may be missing afterwards: the kernel's caches */

#define CHECK(condition)                                                                 \
	do {                                                                             \
		if (!(condition)) {                                                      \
			printf("line %d: %s (errno %d)\n", __LINE__, #condition, errno); \
			exit(1);                                                         \
		}                                                                        \
	} while (0)

/* Make the kernel give back its caches. */
static void drop_caches(void)
{
	int fd;

	mkdir("/proc", 0755);
	mount("proc", "/proc", "proc", 0, NULL); /* or it exists */
	fd = open("/proc/sys/vm/drop_caches", O_WRONLY);
	CHECK(fd >= 0 && write(fd, "3", 1) == 1 && close(fd) == 0);
}

static size_t free_kib(void)
{
	struct sysinfo info;

	drop_caches();
	CHECK(sysinfo(&info) == 0);
	return info.freeram * info.mem_unit / 1024;
}

static int report(void)
{
	struct sysinfo info;

	CHECK(sysinfo(&info) == 0);
	printf("%lu KiB, %zu KiB free\n", info.totalram * info.mem_unit / 1024, free_kib());
	return 3;
}

static char *map(size_t size, int prot, int flags)
{
	return mmap(NULL, size, prot, MAP_ANONYMOUS | flags, -1, 0);
}

/* Use all memory. Returns a list of blocks, NULL if not even the first can be allocated. */
static char **take_all(size_t size)
{
	char **blocks = NULL, *p;

	while ((p = map(size, RW, MAP_PRIVATE)) != MAP_FAILED) {
		memset(p, 1, size);
		*(char ***)p = blocks;
		blocks = (char **)p;
	}
	CHECK(errno == ENOMEM);
	return blocks;
}

static void give_all(char **blocks, size_t size)
{
	while (blocks) {
		char **next = (char **)*blocks;

		munmap(blocks, size);
		blocks = next;
	}
}

static void refused_at_once(size_t much)
{
	char *p = map(MIB, RW, MAP_PRIVATE), *q;

	CHECK(p != MAP_FAILED);
	CHECK(map(much, RW, MAP_PRIVATE) == MAP_FAILED && errno == ENOMEM);
	CHECK(map(much, RW, MAP_SHARED) == MAP_FAILED && errno == ENOMEM);
	CHECK(mremap(p, MIB, much, MREMAP_MAYMOVE) == MAP_FAILED && errno == ENOMEM);
	CHECK(sbrk((intptr_t)much) == (void *)-1 && errno == ENOMEM);
	q = map(much, PROT_NONE, MAP_PRIVATE);
	CHECK(q != MAP_FAILED);
	CHECK(mprotect(q, much, RW) == -1 && errno == ENOMEM);
	CHECK(mprotect(q, MIB, RW) == 0 && (*q = 1));
	CHECK(munmap(q, much) == 0);
	q = map(much, RW, MAP_PRIVATE | MAP_NORESERVE);
	CHECK(q != MAP_FAILED && (q[much - 1] = 1));
	CHECK(munmap(q, much) == 0 && munmap(p, MIB) == 0);
}

static int refused(void)
{
	size_t before = free_kib(), half = before / 2 * 1024 + 4 * MIB;
	char *p;

	refused_at_once((before + 4096) * 1024 & -MIB);
	p = map(half, RW, MAP_PRIVATE);
	CHECK(p != MAP_FAILED);
	memset(p, 1, half);
	CHECK(fork() == -1 && errno == ENOMEM); /* no memory to copy it */
	CHECK(munmap(p, half) == 0);
	for (int i = 0; i < 3; i++)
		give_all(take_all(MIB), MIB);
	CHECK(free_kib() + WORTH > before);
	printf("refused, and all memory is back\n");
	return 0;
}

/* Use more memory than there is, from mappings that reserve none. */
static void use_too_much(void)
{
	size_t size = 512 * MIB;
	char *p = map(size, RW, MAP_PRIVATE | MAP_NORESERVE);

	for (size_t i = 0; i < size; i += 4096)
		p[i] = 1;
	_exit(0);
}

static void *use_in_thread(void *unused)
{
	use_too_much();
	return unused;
}

static void use_by_read(void)
{
	int fd = open("/dev/zero", O_RDONLY);
	char *p = map(512 * MIB, RW, MAP_PRIVATE | MAP_NORESERVE);

	while (read(fd, p, MIB) == (ssize_t)MIB)
		p += MIB;
	_exit(0);
}

static void child(int how)
{
	pthread_t t;

	if (how == 1) {
		pthread_create(&t, NULL, use_in_thread, NULL);
		pthread_create(&t, NULL, use_in_thread, NULL);
	} else if (how == 2) {
		use_by_read();
	}
	use_too_much();
}

static int killed(void)
{
	size_t before = free_kib();

	for (int round = 0; round < 4; round++) {
		int status, count = round == 3 ? 4 : 1;

		for (int i = 0; i < count; i++) {
			pid_t pid = fork();

			CHECK(pid >= 0);
			if (pid == 0)
				child(round == 3 ? i : round);
		}
		for (int i = 0; i < count; i++) {
			CHECK(wait(&status) > 0);
			CHECK(WIFSIGNALED(status) && WTERMSIG(status) == SIGKILL);
		}
	}
	CHECK(free_kib() + WORTH > before);
	printf("killed, and all memory is back\n");
	return 0;
}

static sig_atomic_t bus_errors;

static void on_bus(int signo)
{
	bus_errors++;
	_exit(signo);
}

static int files(void)
{
	static char data[65536];
	size_t before = free_kib();
	int fd = open("/tmp/large", O_RDWR | O_CREAT, 0600), status;
	ssize_t n;
	pid_t pid;

	while ((n = write(fd, data, sizeof(data))) > 0)
		;
	CHECK(n == -1 && errno == ENOSPC);
	CHECK(free_kib() > before / 4);
	pid = fork();
	CHECK(pid >= 0);
	if (pid == 0) { /* no room for a page of a shared mapping either */
		char *p = map(512 * MIB, RW, MAP_SHARED | MAP_NORESERVE);

		signal(SIGBUS, on_bus);
		for (size_t i = 0; i < 512 * MIB; i += 4096)
			p[i] = 1;
		_exit(0);
	}
	CHECK(wait(&status) == pid && WIFEXITED(status) && WEXITSTATUS(status) == SIGBUS);
	close(fd);
	CHECK(unlink("/tmp/large") == 0);
	CHECK(free_kib() + WORTH > before);
	printf("no room, and all memory is back\n");
	return 0;
}

int main(int argc, char **argv)
{
	static const struct {
		const char *name;
		int (*run)(void);
	} parts[] = {{"report", report}, {"refused", refused}, {"killed", killed},
		{"files", files}};

	for (size_t i = 0; argc == 2 && i < sizeof(parts) / sizeof(parts[0]); i++)
		if (strcmp(argv[1], parts[i].name) == 0)
			return parts[i].run();
	return 99;
}
