/* SPDX-License-Identifier: MIT */
/*
 * Pipes, poll, epoll, eventfd, timerfd and terminals, seen from the kernel.
 */
#include <fs/event/epoll.h>
#include <fs/event/eventfd.h>
#include <fs/event/poll.h>
#include <fs/files.h>
#include <fs/pipe/pipe.h>
#include <fs/tree.h>
#include <fs/tty/tty.h>
#include <lib/string.h>
#include <mm/slab.h>
#include <tests/kernel/ktest.h>
#include <uapi/errno.h>

static long put(struct file *file, const char *text, size_t n)
{
	uint64_t pos = 0;
	struct io io;

	io_init_kernel(&io, text, n);
	return file_write(file, &io, &pos);
}

static long get(struct file *file, char *text, size_t n)
{
	return file_read_at(file, text, n, 0);
}

/* Writes arg1 bytes, each its offset modulo 251, in pieces of 1000. */
static uintptr_t writer(uintptr_t arg0, uintptr_t count, uintptr_t arg2)
{
	struct file *file = (struct file *)arg0;
	char piece[1000];

	for (uintptr_t done = 0; done < count; done += sizeof(piece)) {
		for (size_t i = 0; i < sizeof(piece); i++)
			piece[i] = (char)((done + i) % 251);
		EXPECT_EQ(put(file, piece, sizeof(piece)), sizeof(piece));
	}
	file_put(file);
	return 0;
}

KTEST(pipe_carries_all_bytes)
{
	struct thread *thread;
	struct file *ends[2];
	uintptr_t done = 0;
	char piece[777];
	long n;

	EXPECT_EQ(pipe_create(0, ends), 0);
	thread = ktest_spawn("writer", writer, (uintptr_t)ends[1], 300000, 0);
	while ((n = get(ends[0], piece, sizeof(piece))) > 0)
		for (long i = 0; i < n; i++, done++)
			if (piece[i] != (char)(done % 251))
				ktest_fail(__FILE__, __LINE__, "byte %zu is wrong", (size_t)done);
	EXPECT_EQ(n, 0);
	EXPECT_EQ(done, 300000);
	thread_join(thread, NULL);
	file_put(ends[0]);
}

KTEST(pipe_limits)
{
	struct file *ends[2];
	char *page = kzalloc(4096);

	EXPECT_EQ(pipe_create(O_NONBLOCK, ends), 0);
	EXPECT_EQ(get(ends[0], page, 1), -EAGAIN);
	for (int i = 0; i < 16; i++)
		EXPECT_EQ(put(ends[1], page, 4096), 4096);
	EXPECT_EQ(put(ends[1], page, 1), -EAGAIN);
	EXPECT_EQ(get(ends[0], page, 1), 1);
	EXPECT_EQ(put(ends[1], page, 2), -EAGAIN); /* a small write is never split */
	EXPECT_EQ(put(ends[1], page, 1), 1);
	EXPECT_EQ(pipe_set_size(ends[0], 4096), -EBUSY);
	EXPECT_EQ(pipe_set_size(ends[0], 200000), 262144);
	EXPECT_EQ(put(ends[1], page, 4096), 4096);
	EXPECT_EQ(get(ends[1], page, 1), -EBADF);
	EXPECT_EQ(put(ends[0], page, 1), -EBADF);
	file_put(ends[0]);
	EXPECT_EQ(put(ends[1], page, 1), -EPIPE);
	file_put(ends[1]);
	kfree(page);
}

static uintptr_t late_writer(uintptr_t arg0, uintptr_t arg1, uintptr_t arg2)
{
	thread_sleep_ns(2000000);
	EXPECT_EQ(put((struct file *)arg0, "x", 1), 1);
	return 0;
}

KTEST(poll_waits_for_a_pipe)
{
	struct poll_request requests[2] = {{.events = POLLIN}, {.events = POLLOUT}};
	struct thread *thread;
	struct file *ends[2];

	EXPECT_EQ(pipe_create(0, ends), 0);
	for (int i = 0; i < 2; i++)
		requests[i].fd = files_add(files_current(), file_get(ends[i]), false);
	EXPECT_EQ(poll_files(requests, 2, 0), 1);
	EXPECT_EQ(requests[1].revents, POLLOUT);
	EXPECT_EQ(poll_files(requests, 1, arch_clock_ns() + 1000000), 0);
	thread = ktest_spawn("late", late_writer, (uintptr_t)ends[1], 0, 0);
	EXPECT_EQ(poll_files(requests, 1, TIME_NEVER), 1);
	EXPECT_EQ(requests[0].revents, POLLIN);
	thread_join(thread, NULL);
	for (int i = 0; i < 2; i++) {
		file_put(files_remove(files_current(), (unsigned)requests[i].fd));
		file_put(ends[i]);
	}
}

KTEST(epoll_levels_and_edges)
{
	struct epoll_result level = {POLLIN, 7}, edge = {POLLIN | EPOLLET, 8}, results[4];
	struct file *epoll, *a[2], *b[2];
	struct thread *thread;
	char c;

	EXPECT_EQ(epoll_create(&epoll), 0);
	EXPECT_EQ(pipe_create(0, a), 0);
	EXPECT_EQ(pipe_create(0, b), 0);
	EXPECT_EQ(epoll_control(epoll, EPOLL_CTL_ADD, 3, a[0], &level), 0);
	EXPECT_EQ(epoll_control(epoll, EPOLL_CTL_ADD, 3, a[0], &level), -EEXIST);
	EXPECT_EQ(epoll_control(epoll, EPOLL_CTL_ADD, 4, b[0], &edge), 0);
	EXPECT_EQ(epoll_control(epoll, EPOLL_CTL_ADD, 5, epoll, &level), -EINVAL);
	EXPECT_EQ(epoll_wait(epoll, results, 4, 0), 0);
	put(a[1], "aa", 2);
	put(b[1], "bb", 2);
	EXPECT_EQ(epoll_wait(epoll, results, 4, 0), 2);
	EXPECT_EQ(results[0].data, 7);
	EXPECT_EQ(results[1].data, 8);
	EXPECT_EQ(epoll_wait(epoll, results, 4, 0), 1); /* the edge was reported already */
	EXPECT_EQ(results[0].data, 7);
	put(b[1], "b", 1);
	EXPECT_EQ(epoll_wait(epoll, results, 4, 0), 2);
	get(a[0], &c, 1);
	get(a[0], &c, 1);
	EXPECT_EQ(epoll_wait(epoll, results, 4, 0), 0);
	thread = ktest_spawn("late", late_writer, (uintptr_t)a[1], 0, 0);
	EXPECT_EQ(epoll_wait(epoll, results, 4, TIME_NEVER), 1);
	thread_join(thread, NULL);
	EXPECT_EQ(epoll_control(epoll, EPOLL_CTL_DEL, 4, b[0], &edge), 0);
	EXPECT_EQ(epoll_control(epoll, EPOLL_CTL_DEL, 4, b[0], &edge), -ENOENT);
	file_put(a[0]); /* closing removes it from the set */
	EXPECT_EQ(epoll_wait(epoll, results, 4, 0), 0);
	file_put(a[1]);
	file_put(b[0]);
	file_put(b[1]);
	file_put(epoll);
}

KTEST(eventfd_and_timerfd)
{
	struct timerfd_setting setting, old;
	struct file *event, *timer;
	uint64_t value = 5;

	EXPECT_EQ(eventfd_create(3, false, O_NONBLOCK, &event), 0);
	EXPECT_EQ(put(event, (char *)&value, 8), 8);
	EXPECT_EQ(get(event, (char *)&value, 7), -EINVAL);
	EXPECT_EQ(get(event, (char *)&value, 8), 8);
	EXPECT_EQ(value, 8);
	EXPECT_EQ(get(event, (char *)&value, 8), -EAGAIN);
	value = UINT64_MAX;
	EXPECT_EQ(put(event, (char *)&value, 8), -EINVAL);
	file_put(event);
	EXPECT_EQ(timerfd_create(false, 0, &timer), 0);
	setting = (struct timerfd_setting){1000000, 1000000};
	EXPECT_EQ(timerfd_set(timer, &setting, 0, &old), 0);
	EXPECT_EQ(get(timer, (char *)&value, 8), 8);
	EXPECT(value >= 1);
	thread_sleep_ns(3500000);
	EXPECT_EQ(get(timer, (char *)&value, 8), 8);
	EXPECT(value >= 3);
	EXPECT_EQ(timerfd_get(timer, &setting), 0);
	EXPECT(setting.interval_ns == 1000000 && setting.value_ns <= 1000000);
	file_put(timer);
}

/* --- Terminals --- */

static char screen[256];
static size_t screen_used;

static size_t screen_write(struct tty *tty, const char *text, size_t n)
{
	for (size_t i = 0; i < n && screen_used < sizeof(screen) - 1; i++)
		screen[screen_used++] = text[i];
	screen[screen_used] = '\0';
	return n;
}

static const struct tty_ops screen_ops = {.write = screen_write};

static void type(struct tty *tty, const char *text)
{
	screen_used = 0;
	for (; *text; text++)
		tty_receive(tty, *text);
}

#define EXPECT_SCREEN(text)                                                                \
	do {                                                                               \
		if (strcmp(screen, text) != 0)                                             \
			ktest_fail(__FILE__, __LINE__, "the screen shows \"%s\"", screen); \
	} while (0)

static const struct file_ops test_tty_ops = {.read = tty_read, .write = tty_write};

/* The result of a read of 64 bytes. */
static long line(struct file *file, const char *expected)
{
	char text[64];
	long n = get(file, text, sizeof(text));

	if (n >= 0 && (n != (long)strlen(expected) || memcmp(text, expected, (size_t)n) != 0))
		ktest_fail(__FILE__, __LINE__, "read \"%.*s\"", (int)n, text);
	return n;
}

KTEST(tty_edits_lines)
{
	struct tty *tty = kzalloc(sizeof(*tty));
	struct file *file;

	tty_init(tty, "test", 0, &screen_ops);
	EXPECT_EQ(file_create_anon(S_IFCHR, O_RDWR | O_NONBLOCK, &test_tty_ops, tty, &file), 0);
	type(tty, "ab");
	EXPECT_EQ(line(file, ""), -EAGAIN);
	type(tty, "\177c\r");
	EXPECT_SCREEN("\b \bc\r\n");
	EXPECT_EQ(line(file, "ac\n"), 3);
	type(tty, "one two\027\x16\003!\n");
	EXPECT_EQ(line(file, "one \003!\n"), 7);
	type(tty, "gone\025stays\n");
	EXPECT_EQ(line(file, "stays\n"), 6);
	type(tty, "end\004");
	EXPECT_EQ(line(file, "end"), 3);
	type(tty, "\004");
	EXPECT_EQ(line(file, ""), 0);
	type(tty, "lost\003");
	EXPECT_SCREEN("lost^C");
	EXPECT_EQ(line(file, ""), -EAGAIN);
	type(tty, "1\n2\n");
	EXPECT_EQ(line(file, "1\n"), 2);
	EXPECT_EQ(line(file, "2\n"), 2);
	screen_used = 0;
	EXPECT_EQ(put(file, "a\nb\tc", 5), 5);
	EXPECT_SCREEN("a\r\nb\tc");
	tty->termios.lflag &= ~ICANON;
	tty->termios.lflag &= ~ECHO;
	type(tty, "x");
	EXPECT_EQ(line(file, "x"), 1);
	file_put(file);
	tty_put(tty);
	kfree(tty);
}
