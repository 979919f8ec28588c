/* SPDX-License-Identifier: MIT */
/*
 * Files that existed before the program's first fork, with their contents: sockets, pipes, FIFOs,
 * eventfds, timerfds, epoll sets, locks. Three processes change and close them. The parent prints
 * the state it finds: it is the same after any number of other runs. Status 1: the state is wrong
 * even for the first run.
 */
#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/eventfd.h>
#include <sys/file.h>
#include <sys/signalfd.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/timerfd.h>
#include <sys/un.h>
#include <sys/wait.h>
#include <unistd.h>

static int ends[2], pair[2], packets[2], carrier[2], listener, early, fifo[2];
static int set, inner, count, timer, signals, locked, recorded, bound, bad;

static void must(int ok, const char *what)
{
	if (ok)
		return;
	dprintf(1, "not so: %s (%s)\n", what, strerror(errno));
	bad = 1;
}

static struct sockaddr_un path_of(const char *path)
{
	struct sockaddr_un address = {.sun_family = AF_UNIX};

	strcpy(address.sun_path, path);
	return address;
}

static void watch(int epoll, int fd, unsigned events)
{
	struct epoll_event event = {.events = events, .data.fd = fd};

	must(!epoll_ctl(epoll, EPOLL_CTL_ADD, fd, &event), "watch");
}

static void send_file(int to, int fd)
{
	union {
		struct cmsghdr header;
		char bytes[CMSG_SPACE(sizeof(int))];
	} control = {.header = {CMSG_LEN(sizeof(int)), SOL_SOCKET, SCM_RIGHTS}};
	struct iovec text = {"a file", 6};
	struct msghdr message = {.msg_iov = &text,
		.msg_iovlen = 1,
		.msg_control = &control,
		.msg_controllen = sizeof(control)};

	memcpy(CMSG_DATA(&control.header), &fd, sizeof(fd));
	must(sendmsg(to, &message, 0) == 6, "sendmsg");
}

static int receive_file(int from)
{
	char bytes[CMSG_SPACE(sizeof(int))], text[16];
	struct iovec place = {text, sizeof(text)};
	struct msghdr message = {.msg_iov = &place,
		.msg_iovlen = 1,
		.msg_control = bytes,
		.msg_controllen = sizeof(bytes)};
	int fd = -1;

	must(recvmsg(from, &message, 0) == 6, "recvmsg");
	if (CMSG_FIRSTHDR(&message))
		memcpy(&fd, CMSG_DATA(CMSG_FIRSTHDR(&message)), sizeof(fd));
	return fd;
}

static void prepare_sockets(void)
{
	struct sockaddr_un address = path_of("/tmp/listener");
	int lost[2];

	must(!socketpair(AF_UNIX, SOCK_STREAM, 0, pair), "pair");
	must(!socketpair(AF_UNIX, SOCK_SEQPACKET, 0, packets), "packets");
	must(!socketpair(AF_UNIX, SOCK_STREAM, 0, carrier), "carrier");
	must(write(pair[0], "one two three", 13) == 13 && read(pair[1], lost, 4) == 4, "stream");
	must(write(packets[0], "first", 5) == 5 && write(packets[0], "second", 6) == 6, "send");
	must(!pipe(lost) && write(lost[1], "in a message", 12) == 12, "pipe");
	send_file(carrier[0], lost[0]);
	close(lost[0]);
	close(lost[1]);
	listener = socket(AF_UNIX, SOCK_STREAM | SOCK_NONBLOCK, 0);
	must(!bind(listener, (void *)&address, sizeof(address)) && !listen(listener, 4), "listen");
	early = socket(AF_UNIX, SOCK_STREAM, 0);
	must(!connect(early, (void *)&address, sizeof(address)), "connect");
	must(write(early, "early", 5) == 5, "early");
	bound = socket(AF_UNIX, SOCK_DGRAM, 0);
	must(!bind(bound, (void *)&address, 2), "bind");
}

static void prepare(void)
{
	struct itimerspec soon = {.it_value.tv_nsec = 5000000, .it_interval.tv_nsec = 3000000};
	struct flock first = {.l_type = F_WRLCK, .l_len = 10};
	sigset_t mask;

	mkdir("/tmp", 0777);
	prepare_sockets();
	must(!pipe(ends) && write(ends[1], "left", 4) == 4, "pipe");
	must(!mkfifo("/tmp/fifo", 0600), "fifo");
	fifo[0] = open("/tmp/fifo", O_RDONLY | O_NONBLOCK);
	fifo[1] = open("/tmp/fifo", O_WRONLY);
	must(write(fifo[1], "kept", 4) == 4, "fifo");
	count = eventfd(3, EFD_NONBLOCK);
	timer = timerfd_create(CLOCK_MONOTONIC, TFD_NONBLOCK);
	must(!timerfd_settime(timer, 0, &soon, NULL), "timer");
	sigemptyset(&mask);
	sigaddset(&mask, SIGUSR1);
	sigprocmask(SIG_BLOCK, &mask, NULL);
	signals = signalfd(-1, &mask, SFD_NONBLOCK);
	locked = open("/tmp/locked", O_CREAT | O_RDWR, 0600);
	recorded = open("/tmp/recorded", O_CREAT | O_RDWR, 0600);
	must(!flock(locked, LOCK_EX) && !fcntl(recorded, F_SETLK, &first), "lock");
	set = epoll_create1(0);
	inner = epoll_create1(0);
	watch(set, pair[1], EPOLLIN);
	watch(set, packets[1], EPOLLIN | EPOLLONESHOT);
	watch(set, ends[0], EPOLLIN | EPOLLET);
	watch(set, count, EPOLLIN);
	watch(set, timer, EPOLLIN);
	watch(set, inner, EPOLLIN);
	watch(inner, signals, EPOLLIN);
	watch(inner, listener, EPOLLIN);
}

/* Print the events of the set, without waiting. */
static void show_set(const char *when)
{
	struct epoll_event events[16];
	int n = epoll_wait(set, events, 16, 0);

	printf("%s:", when);
	for (int i = 0; i < n; i++)
		printf(" %d(%x)", events[i].data.fd, events[i].events);
	puts("");
}

static void name_of(int fd)
{
	struct sockaddr_un address = {0};
	socklen_t length = sizeof(address);
	struct stat st;

	fstat(fd, &st);
	getsockname(fd, (void *)&address, &length);
	printf("socket %d: ino %lu, '%s'\n", fd, (unsigned long)st.st_ino, address.sun_path + 1);
}

static void writer(void)
{
	struct sockaddr_un address = path_of("/tmp/listener");
	int own = socket(AF_UNIX, SOCK_STREAM, 0), other = socket(AF_UNIX, SOCK_DGRAM, 0);

	must(!bind(other, (void *)&address, 2), "bind again");
	name_of(other);
	must(!connect(own, (void *)&address, sizeof(address)), "connect again");
	must(write(own, "late", 4) == 4, "late");
	must(write(ends[1], "-over", 5) == 5 && write(fifo[1], "-more", 5) == 5, "write");
	must(write(pair[0], "!", 1) == 1 && !shutdown(pair[0], SHUT_WR), "shutdown");
	eventfd_write(count, 4);
	fcntl(ends[0], F_SETFL, O_NONBLOCK);
}

static void reader(void)
{
	struct epoll_event event;
	char text[32];

	must(read(packets[1], text, sizeof(text)) == 5, "first");
	epoll_ctl(set, EPOLL_CTL_DEL, pair[1], &event);
	event = (struct epoll_event){.events = EPOLLOUT, .data.fd = packets[1]};
	epoll_ctl(set, EPOLL_CTL_MOD, packets[1], &event);
	must(close(receive_file(carrier[1])) == 0, "the file");
	kill(getppid(), SIGUSR1);
}

/* Print all bytes up to the end of file, which must have been reached. */
static void drain(const char *name, int fd)
{
	char text[64] = {0};
	ssize_t n, all = 0;

	while ((n = read(fd, text + all, sizeof(text) - 1 - (size_t)all)) > 0)
		all += n;
	printf("%s: '%s', then %zd\n", name, text, n);
	must(n == 0, name);
}

static void start(void (*function)(void))
{
	if (fork())
		return;
	function();
	fflush(stdout);
	_exit(bad);
}

static void look(void)
{
	struct itimerspec left;
	struct timespec pause = {.tv_nsec = 7000000};
	uint64_t times = 0;
	int again = open("/tmp/locked", O_RDWR), server;
	eventfd_t value = 0;
	char text[16] = {0};

	must(flock(again, LOCK_EX | LOCK_NB) < 0 && errno == EWOULDBLOCK, "locked still");
	close(locked);
	must(!flock(again, LOCK_EX | LOCK_NB), "locked no more");
	timerfd_gettime(timer, &left);
	nanosleep(&pause, NULL);
	must(read(timer, &times, sizeof(times)) == sizeof(times) && times >= 1, "timer");
	printf("timer: %ld ns left, %d times\n", left.it_value.tv_nsec, (int)times);
	eventfd_read(count, &value);
	must(value == 7, "count");
	server = accept(listener, NULL, NULL);
	must(read(server, text, 5) == 5 && !strcmp(text, "early"), "early");
	server = accept(listener, NULL, NULL);
	must(read(server, text, 4) == 4 && accept(listener, NULL, NULL) < 0, "late");
	close(listener);
	show_set("after");
}

int main(void)
{
	struct flock other = {.l_type = F_WRLCK, .l_len = 10};
	int status;

	prepare();
	show_set("before");
	fflush(stdout);
	start(writer);
	start(reader);
	must(!fcntl(recorded, F_SETLK, &other), "one's own record lock");
	if (!fork()) {
		must(fcntl(recorded, F_SETLK, &other) < 0 && errno == EAGAIN, "record lock");
		_exit(bad);
	}
	while (wait(&status) > 0)
		bad |= status != 0;
	close(ends[1]);
	close(fifo[1]);
	close(pair[0]);
	look();
	drain("pipe", ends[0]);
	drain("fifo", fifo[0]);
	drain("stream", pair[1]);
	name_of(bound);
	name_of(pair[1]);
	fflush(stdout);
	return bad;
}
