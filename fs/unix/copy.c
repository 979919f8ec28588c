/* SPDX-License-Identifier: MIT */
/*
 * Copies of sockets for snapshots (fs/snapshot/snapshot.h), with names, peers, messages, and
 * connections that wait to be accepted. The originals are frozen: their names lead to the copies.
 */
#include <fs/snapshot/snapshot.h>
#include <fs/unix/socket.h>
#include <lib/string.h>
#include <mm/slab.h>
#include <uapi/errno.h>

static int freeze_messages(const struct unix_socket *socket)
{
	const struct unix_packet *packet;
	int error = 0;

	list_for_each_entry(packet, &socket->packets, link)
		for (unsigned i = 0; i < packet->file_count && !error; i++)
			error = snapshot_add_file(packet->files[i]);
	return error;
}

int unix_freeze(struct file *file)
{
	struct unix_socket *socket = file->private, *waiting;
	int error = freeze_messages(socket);

	socket->frozen = true;
	list_for_each_entry(waiting, &socket->pending, pending_link) {
		if (!error)
			error = freeze_messages(waiting);
	}
	return error;
}

/* The copy of a socket, made on first use, with its name and peer but without messages. NULL: no
 * memory. */
static struct unix_socket *copy_socket(struct unix_socket *from)
{
	struct unix_socket *socket = snapshot_copy_of(from), *peer = NULL;

	if (socket)
		return socket;
	socket = unix_alloc(from->type);
	if (!socket || snapshot_note_copy(from, socket)) {
		kfree(socket);
		return NULL;
	}
	socket->refs.v = 0; /* each pointer to it adds one */
	if (from->peer) {
		peer = copy_socket(from->peer);
		if (!peer)
			return NULL;
		socket->peer = unix_get(peer);
	}
	socket->closed = from->closed;
	socket->listening = from->listening;
	socket->no_receive = from->no_receive;
	socket->no_send = from->no_send;
	socket->pass_credentials = from->pass_credentials;
	socket->error = from->error;
	socket->backlog = from->backlog;
	socket->address = from->address;
	socket->owner = from->owner;
	socket->receive_timeout_ns = from->receive_timeout_ns;
	socket->send_timeout_ns = from->send_timeout_ns;
	unix_copy_name(socket, from);
	return socket;
}

int unix_copy(struct file *copy, struct file *file)
{
	struct unix_socket *socket = copy_socket(file->private);

	if (!socket)
		return -ENOMEM;
	copy->private = unix_get(socket);
	socket->file = copy;
	return 0;
}

static struct unix_packet *copy_packet(const struct unix_packet *from)
{
	struct unix_packet *packet = kmalloc(sizeof(*packet) + from->size);

	if (!packet)
		return NULL;
	memcpy(packet, from, sizeof(*packet) + from->size);
	packet->link = (struct list){0};
	packet->file_count = 0;
	packet->files = NULL;
	if (!from->file_count)
		return packet;
	packet->files = kmalloc(from->file_count * sizeof(struct file *));
	while (packet->files && packet->file_count < from->file_count) {
		struct file *file = snapshot_copy_file(from->files[packet->file_count]);

		if (!file)
			break;
		packet->files[packet->file_count++] = file;
	}
	if (packet->file_count == from->file_count)
		return packet;
	unix_packet_free(packet);
	return NULL;
}

static int copy_messages(struct unix_socket *socket, const struct unix_socket *from)
{
	const struct unix_packet *old;

	list_for_each_entry(old, &from->packets, link) {
		struct unix_packet *packet = copy_packet(old);

		if (!packet)
			return -ENOMEM;
		mutex_lock(&unix_mutex);
		list_push_back(&socket->packets, &packet->link);
		unix_take_off_locked(packet);
		socket->queued++;
		socket->queued_bytes += packet->size;
		mutex_unlock(&unix_mutex);
	}
	return 0;
}

int unix_copy_references(struct file *copy, struct file *file)
{
	struct unix_socket *socket = copy->private, *from = file->private, *waiting;

	if (copy_messages(socket, from))
		return -ENOMEM;
	list_for_each_entry(waiting, &from->pending, pending_link) {
		struct unix_socket *server = copy_socket(waiting);

		if (!server)
			return -ENOMEM;
		list_push_back(&socket->pending, &unix_get(server)->pending_link);
		socket->pending_count++;
		if (copy_messages(server, waiting))
			return -ENOMEM;
	}
	return 0;
}
