/* SPDX-License-Identifier: MIT */
/*
 * The program of tests/system/test_failing.py, for a DEBUG=1 kernel. It repeats each of the actions
 * below with the kernel's first allocation failing, then the second, and so on until no allocation
 * is left to fail. The calls may return any error, but the kernel survives, and afterwards no
 * object and no page is missing.
 */
#include <dirent.h>
#include <fcntl.h>
#include <poll.h>
#include <pthread.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/eventfd.h>
#include <sys/file.h>
#include <sys/mman.h>
#include <sys/mount.h>
#include <sys/shm.h>
#include <sys/signalfd.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/timerfd.h>
#include <sys/un.h>
#include <sys/wait.h>
#include <tests/leaks.h>
#include <time.h>
#include <unistd.h>

#define PAGE      4096
#define NTH_MOST  2000 /* more allocations than any action makes */
#define FIRST_FD  10   /* of the actions; those of the test itself are below */
#define SETTLE_MS 2000 /* for threads and processes that end later */

static struct leak_state before, after;
static int fail_fd;
static const char *self_path;

static void arm(int nth)
{
	char text[16];
	int n = snprintf(text, sizeof(text), "%d", nth);

	if (pwrite(fail_fd, text, (size_t)n, 0) != n)
		abort();
}

/* The number of allocations before the one that fails; 0 if it has failed. */
static int left(void)
{
	char text[16] = "";

	if (pread(fail_fd, text, sizeof(text) - 1, 0) < 1)
		abort();
	return atoi(text);
}

/* --- Actions --- */

static void files(void)
{
	int fd = open("/tmp/file", O_CREAT | O_RDWR, 0600);

	pwrite(fd, "x", 1, 5000000);
	ftruncate(fd, 100);
	mkdir("/tmp/dir", 0700);
	link("/tmp/file", "/tmp/dir/link");
	symlink("/tmp/file", "/tmp/soft");
	rename("/tmp/dir/link", "/tmp/dir/other");
	mkfifo("/tmp/fifo", 0600);
	fd = open("/tmp/soft", O_RDONLY);
	flock(fd, LOCK_EX);
	fcntl(fd, F_SETLK, &(struct flock){.l_type = F_RDLCK, .l_len = 10});
	unlink("/tmp/dir/other");
	unlink("/tmp/file");
	unlink("/tmp/soft");
	unlink("/tmp/fifo");
	rmdir("/tmp/dir");
}

static void descriptors(void)
{
	int fds[2] = {-1, -1}, epoll = epoll_create1(0), event = eventfd(0, 0);
	struct epoll_event wanted = {.events = EPOLLIN};
	struct itimerspec soon = {.it_value = {0, 1}};
	struct pollfd polled[3];
	sigset_t set;

	sigemptyset(&set);
	signalfd(-1, &set, 0);
	pipe(fds);
	fcntl(fds[1], F_SETPIPE_SZ, 1 << 18);
	write(fds[1], "hello", 5);
	epoll_ctl(epoll, EPOLL_CTL_ADD, fds[0], &wanted);
	epoll_ctl(epoll, EPOLL_CTL_ADD, event, &wanted);
	epoll_wait(epoll, &wanted, 1, 0);
	polled[0] = (struct pollfd){.fd = fds[0], .events = POLLIN};
	polled[1] = (struct pollfd){.fd = event, .events = POLLIN};
	polled[2] = (struct pollfd){.fd = epoll, .events = POLLIN};
	poll(polled, 3, 1);
	timerfd_settime(timerfd_create(CLOCK_MONOTONIC, 0), 0, &soon, NULL);
	dup2(event, 700);
	memfd_create("memory", 0);
	posix_openpt(O_RDWR);
}

static void sockets(void)
{
	struct sockaddr_un name = {.sun_family = AF_UNIX, .sun_path = "/tmp/socket"};
	int fds[2], server = socket(AF_UNIX, SOCK_STREAM, 0), client, one;
	char control[CMSG_SPACE(sizeof(int))] = {0};
	struct iovec io = {"data", 4};
	struct msghdr message = {.msg_iov = &io,
		.msg_iovlen = 1,
		.msg_control = control,
		.msg_controllen = sizeof(control)};
	struct cmsghdr *header = CMSG_FIRSTHDR(&message);

	bind(server, (struct sockaddr *)&name, sizeof(name));
	listen(server, 3);
	client = socket(AF_UNIX, SOCK_STREAM | SOCK_NONBLOCK, 0);
	if (!connect(client, (struct sockaddr *)&name, sizeof(name))) {
		fcntl(server, F_SETFL, O_NONBLOCK);
		one = accept(server, NULL, NULL);
		write(one, "hello", 5);
	}
	unlink("/tmp/socket");
	if (socketpair(AF_UNIX, SOCK_DGRAM, 0, fds))
		return;
	header->cmsg_level = SOL_SOCKET;
	header->cmsg_type = SCM_RIGHTS;
	header->cmsg_len = CMSG_LEN(sizeof(int));
	memcpy(CMSG_DATA(header), &server, sizeof(int));
	if (sendmsg(fds[0], &message, MSG_DONTWAIT) > 0)
		recvmsg(fds[1], &message, MSG_DONTWAIT);
}

/* Splitting a merged area needs memory; only one allocation fails. */
static void unmap(char *at, size_t size)
{
	if (munmap(at, size))
		munmap(at, size);
}

static void memory(void)
{
	char *at =
		mmap(NULL, 64 * PAGE, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
	char *shared, *moved;

	if (at == MAP_FAILED)
		return;
	at[0] = at[5 * PAGE] = 1;
	mprotect(at + 8 * PAGE, 8 * PAGE, PROT_READ);
	madvise(at + 20 * PAGE, PAGE, MADV_DONTNEED);
	munmap(at + 30 * PAGE, PAGE);
	moved = mremap(at, 8 * PAGE, 32 * PAGE, MREMAP_MAYMOVE);
	shared = mmap(NULL, 8 * PAGE, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
	if (shared != MAP_FAILED) {
		shared[PAGE] = 1;
		unmap(shared, 8 * PAGE);
	}
	if (moved != MAP_FAILED && moved != at)
		unmap(moved, 32 * PAGE);
	unmap(at, 64 * PAGE);
}

static void read_all(const char *path)
{
	char text[512];
	int fd = open(path, O_RDONLY);

	while (fd >= 0 && read(fd, text, sizeof(text)) > 0)
		;
}

static void systems(void)
{
	static const char *const paths[] = {"/proc/self/maps", "/proc/self/status",
		"/proc/self/stat", "/proc/self/cmdline", "/proc/self/environ", "/proc/mounts",
		"/proc/stat", "/proc/self/limits", "/proc/cpuinfo", "/proc/self/mountinfo"};
	char text[512];
	int fd, slave = -1;

	for (unsigned i = 0; i < sizeof(paths) / sizeof(*paths); i++)
		read_all(paths[i]);
	readlink("/proc/self/exe", text, sizeof(text));
	readlink("/proc/self/fd/1", text, sizeof(text));
	fd = open("/proc/self/task", O_RDONLY | O_DIRECTORY);
	getdents64(fd, text, sizeof(text));
	fd = open("/dev/ptmx", O_RDWR | O_NOCTTY);
	if (fd >= 0 && !unlockpt(fd) && !ptsname_r(fd, text, sizeof(text)))
		slave = open(text, O_RDWR | O_NOCTTY);
	write(fd, "line\n", 5);
	read(slave, text, fd < 0 || slave < 0 ? 0 : 5);
	mkdir("/tmp/there", 0700);
	if (!mount("none", "/tmp/there", "tmpfs", 0, "size=1m")) {
		fd = open("/tmp/there/file", O_CREAT | O_RDWR, 0600);
		write(fd, text, sizeof(text));
		close(fd);
		umount("/tmp/there");
	}
	rmdir("/tmp/there");
}

static void nothing(int signal)
{
	(void)signal;
}

static void signals(void)
{
	struct sigevent event = {.sigev_notify = SIGEV_SIGNAL, .sigev_signo = SIGRTMIN};
	struct itimerspec soon = {.it_value = {0, 1}};
	timer_t timer;

	signal(SIGRTMIN, nothing);
	signal(SIGUSR1, nothing);
	if (!timer_create(CLOCK_MONOTONIC, &event, &timer)) {
		timer_settime(timer, 0, &soon, NULL);
		timer_delete(timer);
	}
	for (int i = 0; i < 3; i++)
		sigqueue(getpid(), SIGRTMIN, (union sigval){.sival_int = i});
	kill(getpid(), SIGUSR1);
	signal(SIGRTMIN, SIG_IGN);
}

/* To be killed for lack of a page is a valid end. */
static void processes(void)
{
	int pid = fork();

	if (pid == 0)
		_exit(7);
	if (pid > 0)
		waitpid(pid, NULL, 0);
	pid = vfork();
	if (pid == 0) {
		char *arguments[] = {(char *)self_path, "nothing", NULL};

		execv(self_path, arguments);
		_exit(1);
	}
	if (pid > 0)
		waitpid(pid, NULL, 0);
}

/* The allocations of the program itself fail, in a child that starts it again. */
static void executes(int nth, int *remaining)
{
	int pid = fork(), status = 0;

	*remaining = 1;
	if (pid == 0) {
		char *arguments[] = {(char *)self_path, "left", NULL};

		fcntl(fail_fd, F_SETFD, FD_CLOEXEC);
		fail_fd = open("/proc/self/fail-nth", O_RDWR);
		arm(nth);
		execv(self_path, arguments);
		_exit(1);
	}
	waitpid(pid, &status, 0);
	*remaining = WIFEXITED(status) && WEXITSTATUS(status) == 2;
}

static void *thread(void *argument)
{
	return argument;
}

static void threads(void)
{
	pthread_t id;

	if (!pthread_create(&id, NULL, thread, NULL))
		pthread_join(id, NULL);
}

static const struct {
	const char *name;
	void (*run)(void);
} things[] = {{"files", files}, {"descriptors", descriptors}, {"sockets", sockets},
	{"memory", memory}, {"systems", systems}, {"signals", signals}, {"processes", processes},
	{"threads", threads}, {"exec", NULL}};

/* --- The test --- */

static int is_lost(void)
{
	for (int ms = 0; ms < SETTLE_MS; ms += 20) {
		leak_look(&after);
		if (leak_same(&before, &after))
			return 0;
		usleep(20000);
	}
	leak_report(&before, &after);
	return 1;
}

static int run(unsigned thing, int nth)
{
	int remaining;

	if (things[thing].run) {
		arm(nth);
		things[thing].run();
		remaining = left();
		arm(0);
	} else {
		executes(nth, &remaining);
	}
	close_range(FIRST_FD, ~0u, 0);
	return remaining;
}

static int all(void)
{
	/* All memory of this process is present before anything is compared. */
	leak_look(&before);
	leak_look(&after);
	printf("all that fails, one by one: %d things\n", (int)(sizeof(things) / sizeof(*things)));
	for (unsigned i = 0; i < sizeof(things) / sizeof(*things); i++) {
		int nth = 1;

		run(i, NTH_MOST); /* allocations that the C library makes once */
		run(i, 1);
		leak_look(&before);
		while (nth < NTH_MOST && !run(i, nth))
			nth++;
		printf("%s: %d allocations failed\n", things[i].name, nth - 1);
		if (nth == 1 || nth == NTH_MOST || is_lost())
			return 1;
	}
	printf("nothing is lost\n");
	return 0;
}

int main(int argc, char **argv)
{
	self_path = argv[0];
	if (argc > 1 && !strcmp(argv[1], "nothing"))
		return 0;
	fail_fd = open("/proc/self/fail-nth", O_RDWR);
	if (fail_fd < 0) {
		printf("no /proc/self/fail-nth: is this a DEBUG=1 kernel?\n");
		return 1;
	}
	if (argc > 1) /* "left" */
		return left() ? 2 : 0;
	setvbuf(stdout, NULL, _IONBF, 0);
	for (int fd = open("/dev/null", O_RDONLY); fd < FIRST_FD - 1;)
		fd = dup(fd);
	return all();
}
