/* SPDX-License-Identifier: MIT */
/*
 * Sockets on their way in messages to other sockets. Those that are held by nothing but messages,
 * in the queues of sockets of the same kind, can never be reached again: they are found by
 * counting, and their messages dropped. Lock: unix_mutex in all of it.
 */
#include <fs/unix/socket.h>
#include <fs/upcalls.h>
#include <uapi/errno.h>

#define FLIGHTS_MAX 16384

static struct list flying = LIST_INIT(flying);
static unsigned flights; /* of all; read without the lock */

bool unix_flights_full(void)
{
	return READ_ONCE(flights) >= FLIGHTS_MAX;
}

bool unix_is_flying(const struct file *file)
{
	return unlikely(flights) && unix_is_socket(file) &&
	       READ_ONCE(((const struct unix_socket *)file->private)->flights);
}

static struct unix_socket *socket_of(const struct file *file)
{
	return unix_is_socket(file) ? file->private : NULL;
}

void unix_take_off(const struct unix_packet *packet)
{
	for (unsigned i = 0; i < packet->file_count; i++) {
		struct unix_socket *socket = socket_of(packet->files[i]);

		if (!socket)
			continue;
		if (socket->flights++ == 0)
			list_push_back(&flying, &socket->flight_link);
		flights++;
	}
}

void unix_land(const struct unix_packet *packet)
{
	for (unsigned i = 0; i < packet->file_count; i++) {
		struct unix_socket *socket = socket_of(packet->files[i]);

		if (!socket)
			continue;
		if (--socket->flights == 0)
			list_remove(&socket->flight_link);
		flights--;
	}
}

/* --- The search --- */

/* Somebody can get at `socket`: at what lies in its queue too. */
static void find(struct unix_socket *socket, struct list *alive)
{
	if (!socket->lost)
		return;
	socket->lost = false;
	list_push_back(alive, &socket->alive_link);
}

static void count(struct unix_socket *socket, struct list *alive)
{
	socket->reached += socket->lost;
}

/* Call `visit` for each socket in the messages to `socket`, or to those it has not accepted yet. */
static void visit_messages(struct unix_socket *socket, struct list *alive,
	void (*visit)(struct unix_socket *found, struct list *alive))
{
	struct unix_socket *waiting, *found;
	struct unix_packet *packet;

	list_for_each_entry(packet, &socket->packets, link)
		for (unsigned i = 0; i < packet->file_count; i++)
			if ((found = socket_of(packet->files[i])))
				visit(found, alive);
	list_for_each_entry(waiting, &socket->pending, pending_link)
		visit_messages(waiting, alive, visit);
}

static void take_messages(struct unix_socket *socket, struct list *doomed)
{
	struct unix_socket *waiting;

	list_splice_back(doomed, &socket->packets);
	WRITE_ONCE(socket->queued, 0);
	WRITE_ONCE(socket->queued_bytes, 0);
	list_for_each_entry(waiting, &socket->pending, pending_link)
		take_messages(waiting, doomed);
}

static void search(struct list *doomed)
{
	struct list alive = LIST_INIT(alive), *link;
	struct unix_socket *socket;

	/* New references come from messages only, and those need the lock to be received. */
	list_for_each_entry(socket, &flying, flight_link) {
		socket->lost = atomic_load(&socket->file->refs) == (int)socket->flights;
		socket->reached = 0;
	}
	list_for_each_entry(socket, &flying, flight_link)
		if (socket->lost)
			visit_messages(socket, &alive, count);
	list_for_each_entry(socket, &flying, flight_link)
		if (socket->lost && socket->reached < socket->flights)
			find(socket, &alive);
	while ((link = list_pop_front(&alive)))
		visit_messages(list_entry(link, struct unix_socket, alive_link), &alive, find);
	list_for_each_entry(socket, &flying, flight_link)
		if (socket->lost)
			take_messages(socket, doomed);
}

void unix_collect(void)
{
	struct list doomed = LIST_INIT(doomed);

	mutex_lock(&unix_mutex);
	search(&doomed);
	mutex_unlock(&unix_mutex);
	unix_packets_drop(&doomed);
}
