/* SPDX-License-Identifier: MIT */
/*
 * Sockets in flight: those whose files are in queued messages to other sockets. If sockets are held
 * only by messages in each other's queues, no process can ever reach them again. They are found by
 * counting references, and their messages are dropped. Lock: unix_mutex for all state here.
 */
#include <fs/unix/socket.h>
#include <fs/upcalls.h>
#include <uapi/errno.h>

#define FLIGHTS_MAX 16384

static struct list flying = LIST_INIT(flying);
static unsigned flights; /* sum over all sockets; read without the lock */

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

void unix_take_off_locked(const struct unix_packet *packet)
{
	assert_locked(&unix_mutex);
	for (unsigned i = 0; i < packet->file_count; i++) {
		struct unix_socket *socket = socket_of(packet->files[i]);

		if (!socket)
			continue;
		if (socket->flights++ == 0)
			list_push_back(&flying, &socket->flight_link);
		flights++;
	}
}

void unix_land_locked(const struct unix_packet *packet)
{
	assert_locked(&unix_mutex);
	for (unsigned i = 0; i < packet->file_count; i++) {
		struct unix_socket *socket = socket_of(packet->files[i]);

		if (!socket)
			continue;
		DEBUG_ASSERT(socket->flights > 0);
		if (--socket->flights == 0)
			list_remove(&socket->flight_link);
		flights--;
	}
}

/* --- Finding unreachable sockets --- */

/* `socket` can be reached, so the sockets in its queue can be too: look there later. */
static void mark_reachable(struct unix_socket *socket, struct list *alive)
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

/* Call `visit` for each socket in the messages queued at `socket`, or at sockets that wait to be
 * accepted from it. */
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

static void find_unreachable_locked(struct list *doomed)
{
	struct list alive = LIST_INIT(alive), *link;
	struct unix_socket *socket;

	assert_locked(&unix_mutex);
	/* A socket held only by messages gets a new reference only when one is received, which
	 * needs the lock. */
	list_for_each_entry(socket, &flying, flight_link) {
		socket->lost = atomic_load(&socket->file->refs) == (int)socket->flights;
		socket->reached = 0;
	}
	list_for_each_entry(socket, &flying, flight_link)
		if (socket->lost)
			visit_messages(socket, &alive, count);
	list_for_each_entry(socket, &flying, flight_link)
		if (socket->lost && socket->reached < socket->flights)
			mark_reachable(socket, &alive);
	while ((link = list_pop_front(&alive)))
		visit_messages(list_entry(link, struct unix_socket, alive_link), &alive,
			mark_reachable);
	list_for_each_entry(socket, &flying, flight_link)
		if (socket->lost)
			take_messages(socket, doomed);
}

void unix_collect(void)
{
	struct list doomed = LIST_INIT(doomed);

	mutex_lock(&unix_mutex);
	find_unreachable_locked(&doomed);
	mutex_unlock(&unix_mutex);
	unix_packets_drop(&doomed);
}
