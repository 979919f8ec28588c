/* SPDX-License-Identifier: MIT */
/*
 * AF_UNIX sockets, seen from the kernel.
 */
#include <fs/pipe/pipe.h>
#include <fs/tree.h>
#include <fs/unix/unix.h>
#include <fs/upcalls.h>
#include <lib/string.h>
#include <mm/slab.h>
#include <tests/kernel/ktest.h>
#include <uapi/errno.h>

static long send(struct file *socket, const char *text, size_t n, struct file *along)
{
	struct unix_extra extra = {0};
	struct io io;
	long result;

	if (along) {
		extra.files = kmalloc(sizeof(along));
		extra.files[0] = file_get(along);
		extra.file_count = 1;
	}
	io_init_kernel(&io, text, n);
	result = unix_send(socket, &io, &extra);
	unix_drop_files(extra.files, extra.file_count);
	return result;
}

static long receive(struct file *socket, char *text, size_t n, struct file **along)
{
	struct unix_extra extra = {0};
	struct io io;
	long result;

	io_init_kernel(&io, text, n);
	result = unix_receive(socket, &io, &extra);
	if (along)
		*along = extra.file_count ? file_get(extra.files[0]) : NULL;
	unix_drop_files(extra.files, extra.file_count);
	return result;
}

KTEST(unix_pairs)
{
	struct file *ends[2], *along;
	char text[16];

	EXPECT_EQ(unix_create_pair(SOCK_STREAM, O_NONBLOCK, ends), 0);
	EXPECT_EQ(receive(ends[0], text, 16, NULL), -EAGAIN);
	EXPECT_EQ(send(ends[0], "abc", 3, NULL), 3);
	EXPECT_EQ(send(ends[0], "def", 3, NULL), 3);
	EXPECT_EQ(receive(ends[1], text, 4, NULL), 4);
	EXPECT_EQ(receive(ends[1], text, 4, NULL), 2);
	EXPECT_EQ(send(ends[1], "file", 4, ends[0]), 4); /* ends[0] sends itself */
	EXPECT_EQ(receive(ends[0], text, 16, &along), 4);
	EXPECT(along == ends[0]);
	file_put(along);
	EXPECT_EQ(unix_shutdown(ends[0], 1), 0);
	EXPECT_EQ(receive(ends[1], text, 4, NULL), 0);
	EXPECT_EQ(send(ends[0], "x", 1, NULL), -EPIPE);
	EXPECT_EQ(send(ends[1], "unread", 6, NULL), 6);
	file_put(ends[0]);
	EXPECT_EQ(receive(ends[1], text, 4, NULL), -ECONNRESET);
	EXPECT_EQ(receive(ends[1], text, 4, NULL), 0);
	file_put(ends[1]);
	EXPECT_EQ(unix_create_pair(SOCK_DGRAM, O_NONBLOCK, ends), 0);
	EXPECT_EQ(send(ends[0], "long one", 8, NULL), 8);
	EXPECT_EQ(send(ends[0], "", 0, NULL), 0);
	EXPECT_EQ(receive(ends[1], text, 4, NULL), 4);
	EXPECT_EQ(receive(ends[1], text, 4, NULL), 0);
	EXPECT_EQ(receive(ends[1], text, 4, NULL), -EAGAIN);
	file_put(ends[0]);
	EXPECT_EQ(send(ends[1], "x", 1, NULL), -ECONNREFUSED);
	file_put(ends[1]);
}

static struct unix_address address_of(const char *path)
{
	struct unix_address address = {
		.length = 2 + (unsigned)strlen(path) + 1,
		.un.family = AF_UNIX,
	};

	strlcpy(address.un.path, path, sizeof(address.un.path));
	return address;
}

static uintptr_t client(uintptr_t arg0, uintptr_t arg1, uintptr_t arg2)
{
	struct unix_address address = address_of("/tmp/socket");
	struct file *socket;
	char text[8];

	EXPECT_EQ(unix_create(SOCK_STREAM, 0, &socket), 0);
	EXPECT_EQ(unix_connect(socket, &address), 0);
	EXPECT_EQ(unix_connect(socket, &address), -EISCONN);
	EXPECT_EQ(send(socket, "ping", 4, NULL), 4);
	EXPECT_EQ(receive(socket, text, 8, NULL), 4);
	file_put(socket);
	return 0;
}

KTEST(unix_connections)
{
	struct unix_address address = address_of("/tmp/socket"), name;
	struct file *listener, *other, *served;
	struct thread *thread;
	char text[8];

	EXPECT_EQ(unix_create(SOCK_STREAM, 0, &listener), 0);
	EXPECT_EQ(unix_listen(listener, 1), -EINVAL);
	EXPECT_EQ(unix_bind(listener, &address), 0);
	EXPECT_EQ(unix_bind(listener, &address), -EADDRINUSE); /* the path comes first */
	EXPECT_EQ(unix_create(SOCK_STREAM, O_NONBLOCK, &other), 0);
	EXPECT_EQ(unix_bind(other, &address), -EADDRINUSE);
	EXPECT_EQ(unix_connect(other, &address), -ECONNREFUSED);
	EXPECT_EQ(unix_listen(listener, 1), 0);
	thread = ktest_spawn("client", client, 0, 0, 0);
	EXPECT_EQ(unix_accept(listener, 0, &served), 0);
	EXPECT_EQ(unix_name(served, false, &name), 0);
	EXPECT(strcmp(name.un.path, "/tmp/socket") == 0);
	EXPECT_EQ(receive(served, text, 8, NULL), 4);
	EXPECT_EQ(send(served, "pong", 4, NULL), 4);
	thread_join(thread, NULL);
	EXPECT_EQ(receive(served, text, 8, NULL), 0);
	file_put(served);
	EXPECT_EQ(unix_connect(other, &address), 0);
	file_put(listener); /* one end was never accepted */
	EXPECT_EQ(receive(other, text, 8, NULL), -ECONNRESET);
	file_put(other);
	EXPECT_EQ(fs_unlink(NULL, "/tmp/socket"), 0);
}

/* Sockets inside sockets inside sockets: closing the outermost frees all without recursion. */
KTEST(unix_nested_files)
{
	struct file *outer[2], *inner[2];

	EXPECT_EQ(unix_create_pair(SOCK_DGRAM, 0, inner), 0);
	for (int i = 0; i < 300; i++) {
		EXPECT_EQ(unix_create_pair(SOCK_DGRAM, 0, outer), 0);
		EXPECT_EQ(send(outer[0], "x", 1, inner[0]), 1);
		EXPECT_EQ(send(outer[0], "x", 1, inner[1]), 1);
		file_put(inner[0]);
		file_put(inner[1]);
		inner[0] = outer[0];
		inner[1] = outer[1];
	}
	file_put(inner[0]);
	file_put(inner[1]);
}

/* Release a file as a process does that closes its last descriptor. */
static void close_last(struct file *file)
{
	bool flying = unix_is_flying(file);

	file_put(file);
	if (flying)
		unix_collect();
}

/* Sockets that are referenced only by messages to one another are freed. Otherwise the leak check
 * would fail. */
KTEST(unix_flights)
{
	struct file *a[2], *b[2], *along;
	char text[4];

	for (int type = SOCK_STREAM; type <= SOCK_DGRAM; type++) {
		EXPECT_EQ(unix_create_pair(type, O_NONBLOCK, a), 0);
		EXPECT_EQ(unix_create_pair(type, O_NONBLOCK, b), 0);
		/* Each end of one pair waits in the other pair, and one end in its own pair. */
		EXPECT_EQ(send(a[0], "1", 1, b[0]), 1);
		EXPECT_EQ(send(a[1], "2", 1, b[1]), 1);
		EXPECT_EQ(send(b[0], "3", 1, a[0]), 1);
		EXPECT_EQ(send(b[1], "4", 1, a[1]), 1);
		EXPECT_EQ(send(a[0], "5", 1, a[0]), 1);
		close_last(b[0]);
		close_last(b[1]);
		close_last(a[1]);
		/* The other two held each other: receiving one finds the messages in it. */
		EXPECT_EQ(receive(a[0], text, 4, &along), 1);
		EXPECT(along == b[1]);
		EXPECT_EQ(send(along, "6", 1, NULL), type == SOCK_STREAM ? -EPIPE : -ECONNREFUSED);
		close_last(along);
		close_last(a[0]);
	}
}
