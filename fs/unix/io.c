/* SPDX-License-Identifier: MIT */
/*
 * AF_UNIX sockets: messages and options. A message is copied from the sender before the mutex is
 * taken, and copied to the receiver with the mutex held, so that it stays queued if that fails.
 */
#include <fs/unix/socket.h>
#include <fs/upcalls.h>
#include <kernel/explore/hooks.h>
#include <kernel/time/clock.h>
#include <lib/string.h>
#include <mm/slab.h>
#include <mm/usercopy.h>
#include <uapi/errno.h>
#include <uapi/signal.h>

#define STREAM_PIECE 32768 /* most bytes of a stream in one packet */
#define FIONREAD     0x541b

static uint64_t deadline_of(uint64_t timeout_ns)
{
	return timeout_ns ? clock_ns() + timeout_ns : TIME_NEVER;
}

/* A packet with up to `size` bytes of `io`; fewer if a copy fails. NULL: no memory. */
static struct unix_packet *packet_make(struct io *io, size_t size)
{
	struct unix_packet *packet = kmalloc(sizeof(*packet) + size);

	if (!packet)
		return NULL;
	*packet = (struct unix_packet){.size = size, .sender = unix_current()};
	packet->size = io_fetch(io, packet->bytes, size);
	return packet;
}

/* May `socket` send `size` bytes to `target`? 0, -EAGAIN (the queue is full), or the error of the
 * call. Lock: unix_mutex. */
static int check_target_locked(const struct unix_socket *socket, const struct unix_socket *target,
	size_t size)
{
	bool stream = socket->type != SOCK_DGRAM;

	assert_locked(&unix_mutex);
	if (socket->no_send)
		return -EPIPE;
	if (target->closed)
		return stream ? -EPIPE : -ECONNREFUSED;
	if (target->no_receive)
		return -EPIPE;
	if (!stream && target->peer && target->peer != socket)
		return -EPERM;
	return unix_has_room(target, size) ? 0 : -EAGAIN;
}

/* Queue the packet at `target`, waiting for room. 0, or -errno: the packet remains the caller's. */
static int deliver(struct file *file, struct unix_socket *target, struct unix_packet *packet,
	unsigned flags)
{
	struct unix_socket *socket = file->private;
	uint64_t deadline_ns = deadline_of(socket->send_timeout_ns);
	bool stream = socket->type != SOCK_DGRAM;
	int error;

	for (;;) {
		mutex_lock(&unix_mutex);
		error = check_target_locked(socket, target, packet->size);
		if (!error) {
			packet->from = socket->address;
			list_push_back(&target->packets, &packet->link);
			unix_take_off_locked(packet);
			WRITE_ONCE(target->queued, target->queued + 1);
			WRITE_ONCE(target->queued_bytes, target->queued_bytes + packet->size);
			event_notify(&target->event);
		}
		mutex_unlock(&unix_mutex);
		if (error != -EAGAIN || flags & MSG_DONTWAIT || file_is_nonblocking(file))
			return error;
		/* A stream's reader notifies its peer. Otherwise wait for the target's event. */
		error = event_wait_until(stream ? &socket->event : &target->event, deadline_ns,
			unix_has_room(target, packet->size) || READ_ONCE(target->closed) ||
				READ_ONCE(target->no_receive) || READ_ONCE(socket->no_send));
		if (error)
			return error == -ETIMEDOUT ? -EAGAIN : error;
	}
}

/* Find the target, with a reference: the socket bound to `address`, or the peer if it has none. */
static int find_target(struct unix_socket *socket, const struct unix_address *address,
	struct unix_socket **target)
{
	int error = 0;

	if (address->length && socket->type == SOCK_DGRAM) {
		error = unix_find(address, target);
		if (!error && (*target)->type != SOCK_DGRAM) {
			unix_put(*target);
			error = -EPROTOTYPE;
		}
		return error;
	}
	mutex_lock(&unix_mutex);
	if (address->length)
		error = socket->peer ? -EISCONN : -EOPNOTSUPP;
	else if (!socket->peer)
		error = -ENOTCONN;
	else
		*target = unix_get(socket->peer);
	mutex_unlock(&unix_mutex);
	return error;
}

long unix_send(struct file *file, struct io *io, struct unix_extra *extra)
{
	struct unix_socket *socket = file->private, *target;
	bool stream = socket->type == SOCK_STREAM;
	long result = find_target(socket, &extra->address, &target);
	size_t start;

	if (unlikely(explore_active) && stream)
		io->left = explore_fault_transfer(io->left, 0);
	start = io->left;
	if (!result && extra->file_count && unix_flights_full()) {
		unix_put(target);
		result = -ETOOMANYREFS;
	}
	if (result)
		return result;
	if (!stream && start > QUEUE_BYTES - sizeof(struct unix_packet))
		result = -EMSGSIZE;
	while (!result && (io->left || (!stream && start == io->left))) {
		size_t size = stream ? MIN(io->left, (size_t)STREAM_PIECE) : io->left;
		struct unix_packet *packet = packet_make(io, size);

		if (!packet) {
			result = -ENOBUFS;
			break;
		}
		if (packet->size < size && (!stream || !packet->size)) {
			unix_packet_free(packet);
			result = -EFAULT;
			break;
		}
		packet->files = extra->files;
		packet->file_count = extra->file_count;
		result = deliver(file, target, packet, extra->flags);
		if (result) {
			packet->files = NULL;
			packet->file_count = 0;
			io->left += packet->size;
			unix_packet_free(packet);
			break;
		}
		extra->files = NULL; /* sent with the first packet */
		extra->file_count = 0;
		if (!stream)
			break;
	}
	unix_put(target);
	if (start != io->left)
		return (long)(start - io->left);
	if (result == -EPIPE && socket->type != SOCK_DGRAM && !(extra->flags & MSG_NOSIGNAL))
		signal_self(SIGPIPE);
	return result;
}

/* --- Receiving --- */

/* The result of receiving from an empty queue: a pending error, 0 at the end of the stream, or
 * -EAGAIN if a message may still arrive. Lock: unix_mutex. */
static int check_end_locked(struct unix_socket *socket)
{
	const struct unix_socket *peer = socket->peer;
	int error = socket->error;

	assert_locked(&unix_mutex);
	if (error) {
		socket->error = 0;
		return -error;
	}
	if (socket->type != SOCK_DGRAM && !peer)
		return socket->type == SOCK_STREAM ? -EINVAL : -ENOTCONN;
	if (socket->no_receive || (socket->type != SOCK_DGRAM && peer->closed))
		return 0;
	return -EAGAIN;
}

/* Remove the packet from the queue, notify senders, and free it. Lock: unix_mutex. */
static void dequeue_locked(struct unix_socket *socket, struct unix_packet *packet)
{
	assert_locked(&unix_mutex);
	list_remove(&packet->link);
	WRITE_ONCE(socket->queued, socket->queued - 1);
	WRITE_ONCE(socket->queued_bytes, socket->queued_bytes - packet->size);
	event_notify(&socket->event);
	if (socket->peer)
		event_notify(&socket->peer->event);
	unix_packet_free(packet);
}

/* Pass the packet's address, credentials and files to the reader. With `peek` the packet keeps its
 * files, and the reader gets new references. Lock: unix_mutex. */
static void take_extra_locked(struct unix_packet *packet, struct unix_extra *extra, bool peek)
{
	assert_locked(&unix_mutex);
	extra->address = packet->from;
	extra->sender = packet->sender;
	if (!packet->file_count || extra->file_count)
		return;
	if (peek) {
		extra->files = kmalloc(packet->file_count * sizeof(struct file *));
		for (unsigned i = 0; extra->files && i < packet->file_count; i++)
			extra->files[extra->file_count++] = file_get(packet->files[i]);
		return;
	}
	unix_land_locked(packet);
	extra->files = packet->files;
	extra->file_count = packet->file_count;
	packet->files = NULL;
	packet->file_count = 0;
}

/* Receive the first packet, or bytes of it from a stream; *more: the next one may follow. Returns
 * the number of bytes or -EFAULT. Lock: unix_mutex. */
static long take_locked(struct unix_socket *socket, struct unix_packet *packet, struct io *io,
	struct unix_extra *extra, bool *more)
{
	bool stream = socket->type == SOCK_STREAM, peek = extra->flags & MSG_PEEK;
	size_t there = packet->size - packet->taken, n = MIN(there, io->left);
	bool had_files = packet->file_count;
	size_t copied = io_store(io, packet->bytes + packet->taken, n);

	assert_locked(&unix_mutex);
	*more = false;
	if (copied < n && !(stream && copied))
		return -EFAULT;
	take_extra_locked(packet, extra, peek);
	if (peek)
		return (long)(extra->flags & MSG_TRUNC && !stream ? there : copied);
	if (!stream) {
		long whole = (long)packet->size;

		dequeue_locked(socket, packet);
		extra->truncated = (size_t)whole > copied;
		if (!(extra->flags & MSG_TRUNC))
			return (long)copied;
		return whole;
	}
	packet->taken += copied;
	if (packet->taken == packet->size)
		dequeue_locked(socket, packet);
	/* Files mark a boundary in the stream. */
	*more = !had_files && io->left && copied == n;
	return (long)copied;
}

/* MSG_PEEK of a stream. Returns the number of bytes or -EFAULT. Lock: unix_mutex. */
static long peek_stream_locked(struct unix_socket *socket, struct io *io, struct unix_extra *extra)
{
	struct unix_packet *packet;
	long done = 0;

	assert_locked(&unix_mutex);
	list_for_each_entry(packet, &socket->packets, link) {
		size_t n = MIN(packet->size - packet->taken, io->left), copied;

		if (done && (packet->file_count || !n))
			break;
		copied = io_store(io, packet->bytes + packet->taken, n);
		done += (long)copied;
		if (copied < n)
			return done ? done : -EFAULT;
		take_extra_locked(packet, extra, true);
		if (packet->file_count)
			break;
	}
	return done;
}

/* Receive without waiting. Returns the number of bytes, 0 at the end of the stream, or -errno
 * (-EAGAIN: nothing yet). Lock: unix_mutex. */
static long receive_locked(struct unix_socket *socket, struct io *io, struct unix_extra *extra)
{
	long done = 0;
	bool more = true;

	assert_locked(&unix_mutex);
	if (list_is_empty(&socket->packets))
		return check_end_locked(socket);
	if (socket->type == SOCK_STREAM && extra->flags & MSG_PEEK)
		return peek_stream_locked(socket, io, extra);
	while (more && !list_is_empty(&socket->packets)) {
		struct unix_packet *packet =
			list_entry(socket->packets.next, struct unix_packet, link);
		long n;

		/* A call takes the files of one packet only, and a freed packet must have none. */
		if ((done || extra->file_count) && packet->file_count)
			break;
		n = take_locked(socket, packet, io, extra, &more);
		if (n < 0)
			return done ? done : n;
		done += n;
	}
	return done;
}

long unix_receive(struct file *file, struct io *io, struct unix_extra *extra)
{
	struct unix_socket *socket = file->private;
	uint64_t deadline_ns = deadline_of(socket->receive_timeout_ns);
	bool stream = socket->type == SOCK_STREAM;
	long done = 0, result;

	if (stream && !io->left)
		return 0;
	if (unlikely(explore_active) && stream && !(extra->flags & MSG_WAITALL))
		io->left = explore_fault_transfer(io->left, 0);
	for (;;) {
		mutex_lock(&unix_mutex);
		result = receive_locked(socket, io, extra);
		mutex_unlock(&unix_mutex);
		if (result > 0)
			done += result;
		if (result > 0 && stream && extra->flags & MSG_WAITALL && io->left &&
			!(extra->flags & MSG_PEEK))
			continue;
		if (result != -EAGAIN || (done && !(extra->flags & MSG_WAITALL)))
			break;
		if (extra->flags & MSG_DONTWAIT || file_is_nonblocking(file))
			break;
		result = event_wait_until(&socket->event, deadline_ns,
			READ_ONCE(socket->queued) || READ_ONCE(socket->error) ||
				READ_ONCE(socket->no_receive) ||
				(socket->type != SOCK_DGRAM && socket->peer &&
					READ_ONCE(socket->peer->closed)));
		if (result) {
			result = result == -ETIMEDOUT ? -EAGAIN : result;
			break;
		}
	}
	return done ? done : result;
}

long unix_ioctl(struct file *file, unsigned request, uintptr_t arg)
{
	struct unix_socket *socket = file->private;
	const struct unix_packet *packet;
	int there = 0;

	if (request != FIONREAD)
		return -ENOTTY;
	mutex_lock(&unix_mutex);
	list_for_each_entry(packet, &socket->packets, link) {
		there += (int)(packet->size - packet->taken);
		if (socket->type != SOCK_STREAM)
			break;
	}
	mutex_unlock(&unix_mutex);
	return copy_to_user(arg, &there, sizeof(there)) ? -EFAULT : 0;
}

/* --- Options --- */

int unix_get_option(struct file *file, int option)
{
	struct unix_socket *socket = file->private;
	int value;

	switch (option) {
	case SO_TYPE:
		return socket->type;
	case SO_DOMAIN:
		return AF_UNIX;
	case SO_SNDBUF:
	case SO_RCVBUF:
		return QUEUE_BYTES;
	case SO_PASSCRED:
		return socket->pass_credentials;
	case SO_ACCEPTCONN:
		return socket->listening;
	case SO_REUSEADDR:
	case SO_KEEPALIVE:
	case SO_PROTOCOL:
		return 0;
	case SO_ERROR:
		mutex_lock(&unix_mutex);
		value = socket->error;
		socket->error = 0;
		mutex_unlock(&unix_mutex);
		return value;
	default:
		return -ENOPROTOOPT;
	}
}

int unix_set_option(struct file *file, int option, uint64_t value)
{
	struct unix_socket *socket = file->private;

	switch (option) {
	case SO_PASSCRED:
		socket->pass_credentials = value;
		return 0;
	case SO_RCVTIMEO:
		socket->receive_timeout_ns = value;
		return 0;
	case SO_SNDTIMEO:
		socket->send_timeout_ns = value;
		return 0;
	case SO_SNDBUF:
	case SO_RCVBUF:
	case SO_REUSEADDR:
	case SO_KEEPALIVE:
		return 0; /* ignored: all queues have the same size */
	default:
		return -ENOPROTOOPT;
	}
}

void unix_peer_credentials(struct file *file, struct linux_ucred *credentials)
{
	struct unix_socket *socket = file->private;

	*credentials = (struct linux_ucred){0, (unsigned)-1, (unsigned)-1};
	mutex_lock(&unix_mutex);
	if (socket->peer)
		*credentials = socket->peer->owner;
	mutex_unlock(&unix_mutex);
}
