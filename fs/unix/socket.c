/* SPDX-License-Identifier: MIT */
/*
 * AF_UNIX sockets: lifetime and connections. A socket lives while its file is open, its peer points
 * to it, or a listener has it queued.
 */
#include <fs/files.h>
#include <fs/unix/socket.h>
#include <fs/upcalls.h>
#include <mm/slab.h>
#include <uapi/errno.h>

static const struct file_ops unix_ops;
struct mutex unix_mutex = MUTEX_INIT(unix_mutex, "unix sockets");

struct linux_ucred unix_current(void)
{
	return (struct linux_ucred){process_current_pid(), process_fsuid(), process_fsgid()};
}

bool unix_is_socket(const struct file *file)
{
	return file->ops == &unix_ops;
}

struct unix_socket *unix_alloc(int type)
{
	struct unix_socket *socket = kzalloc(sizeof(*socket));

	if (!socket)
		return NULL;
	socket->refs.v = 1;
	socket->type = type;
	socket->address.length = FAMILY_SIZE;
	socket->address.un.family = AF_UNIX;
	socket->owner = unix_current();
	event_init(&socket->event, "socket");
	list_init(&socket->packets);
	list_init(&socket->pending);
	return socket;
}

void unix_drop_files(struct file **files, unsigned count)
{
	bool flying = false;

	for (unsigned i = 0; i < count; i++) {
		flying |= unix_is_flying(files[i]);
		file_put(files[i]);
	}
	kfree(files);
	if (flying)
		unix_collect();
}

void unix_packet_free(struct unix_packet *packet)
{
	DEBUG_ASSERT(!list_is_linked(&packet->link));
	unix_drop_files(packet->files, packet->file_count);
	kfree(packet);
}

static void drop_packet(struct unix_packet *packet)
{
	if (packet->file_count) {
		mutex_lock(&unix_mutex);
		unix_land_locked(packet);
		mutex_unlock(&unix_mutex);
	}
	unix_packet_free(packet);
}

/*
 * A file in a packet may be a socket with packets of its own, and so on. To avoid recursion all of
 * them are put on one list, which one thread at a time empties.
 */
void unix_packets_drop(struct list *packets)
{
	static struct spinlock lock = SPINLOCK_INIT("doomed packets", LOCK_RANK_FILES);
	static struct list doomed = LIST_INIT(doomed);
	static bool draining;
	struct list *link;

	DEBUG_ASSERT(!mutex_is_mine(&unix_mutex));
	spin_lock(&lock);
	list_splice_back(&doomed, packets);
	while (!draining && (link = list_pop_front(&doomed))) {
		draining = true;
		spin_unlock(&lock);
		drop_packet(list_entry(link, struct unix_packet, link));
		spin_lock(&lock);
		draining = false;
	}
	spin_unlock(&lock);
}

void unix_put(struct unix_socket *socket)
{
	DEBUG_ASSERT(!mutex_is_mine(&unix_mutex));
	if (!atomic_dec_and_test(&socket->refs))
		return;
	unix_packets_drop(&socket->packets);
	if (socket->inode)
		inode_put(socket->inode);
	if (socket->peer)
		unix_put(socket->peer);
	kfree(socket);
}

static int socket_file(struct unix_socket *socket, int flags, struct file **file)
{
	int error = file_create_anon(S_IFSOCK | 0777, O_RDWR | (flags & O_NONBLOCK), &unix_ops,
		socket, file);

	if (!error)
		socket->file = *file;
	return error;
}

int unix_create(int type, int flags, struct file **file)
{
	struct unix_socket *socket = unix_alloc(type);
	int error = socket ? socket_file(socket, flags, file) : -ENOMEM;

	if (error && socket)
		unix_put(socket);
	return error;
}

int unix_create_pair(int type, int flags, struct file *ends[2])
{
	struct unix_socket *a, *b;
	int error = unix_create(type, flags, &ends[0]);

	if (error)
		return error;
	error = unix_create(type, flags, &ends[1]);
	if (error) {
		file_put(ends[0]);
		return error;
	}
	a = ends[0]->private;
	b = ends[1]->private;
	a->peer = unix_get(b);
	b->peer = unix_get(a);
	return 0;
}

/* --- Closing --- */

/* Mark `socket` closed, remove its name, and notify its peer. Lock: unix_mutex. */
static void close_locked(struct unix_socket *socket)
{
	struct unix_socket *peer = socket->peer;

	assert_locked(&unix_mutex);
	WRITE_ONCE(socket->closed, true);
	if (peer && peer->peer == socket && socket->type != SOCK_DGRAM && socket->queued)
		WRITE_ONCE(peer->error, ECONNRESET);
	if (list_is_linked(&socket->abstract_link))
		list_remove(&socket->abstract_link);
	if (socket->inode)
		socket->inode->private = NULL;
	event_notify(&socket->event); /* senders may wait for room */
	if (peer)
		event_notify(&peer->event);
}

static void unix_release(struct file *file)
{
	struct unix_socket *socket = file->private, *peer, *waiting;
	struct list pending = LIST_INIT(pending), packets = LIST_INIT(packets), *link;

	mutex_lock(&unix_mutex);
	close_locked(socket);
	list_splice_back(&packets, &socket->packets);
	peer = socket->peer; /* breaks the cycle of references between peers */
	socket->peer = NULL;
	list_splice_back(&pending, &socket->pending);
	list_for_each_entry(waiting, &pending, pending_link) {
		if (waiting->peer)
			WRITE_ONCE(waiting->peer->error, ECONNRESET); /* it was never accepted */
		close_locked(waiting);
		list_splice_back(&packets, &waiting->packets);
	}
	mutex_unlock(&unix_mutex);
	unix_packets_drop(&packets); /* their files may hold references to this socket */
	while ((link = list_pop_front(&pending))) {
		waiting = list_entry(link, struct unix_socket, pending_link);
		mutex_lock(&unix_mutex);
		link = waiting->peer ? &waiting->peer->pending_link : NULL;
		waiting->peer = NULL;
		mutex_unlock(&unix_mutex);
		if (link)
			unix_put(list_entry(link, struct unix_socket, pending_link));
		unix_put(waiting);
	}
	if (peer)
		unix_put(peer);
	unix_put(socket);
}

int unix_shutdown(struct file *file, int how)
{
	struct unix_socket *socket = file->private, *peer;
	int error = 0;

	if (how < 0 || how > 2)
		return -EINVAL;
	mutex_lock(&unix_mutex);
	peer = socket->peer;
	if (!peer || socket->listening) {
		error = -ENOTCONN;
	} else {
		if (how != 1)
			WRITE_ONCE(socket->no_receive, true);
		if (how != 0)
			WRITE_ONCE(socket->no_send, true);
		if (peer->peer == socket && socket->type != SOCK_DGRAM) {
			if (how != 1)
				WRITE_ONCE(peer->no_send, true);
			if (how != 0)
				WRITE_ONCE(peer->no_receive, true);
		}
		event_notify(&socket->event);
		event_notify(&peer->event);
	}
	mutex_unlock(&unix_mutex);
	return error;
}

/* --- Connections --- */

int unix_listen(struct file *file, int backlog)
{
	struct unix_socket *socket = file->private;
	int error = 0;

	if (socket->type == SOCK_DGRAM)
		return -EOPNOTSUPP;
	mutex_lock(&unix_mutex);
	if (socket->address.length == FAMILY_SIZE || socket->peer) {
		error = -EINVAL;
	} else {
		socket->listening = true;
		socket->backlog = backlog < 0 || backlog > 4096 ? 4096 : (unsigned)backlog;
		socket->owner = unix_current();
	}
	mutex_unlock(&unix_mutex);
	return error;
}

/* Has the listener's queue room for another connection? A hint without unix_mutex. */
static bool can_take(const struct unix_socket *listener)
{
	return READ_ONCE(listener->pending_count) <= READ_ONCE(listener->backlog);
}

/* Connect `socket` to `server`, a new socket, and queue the latter at the listener. 0 or -errno
 * (-EAGAIN: the queue is full). Lock: unix_mutex. */
static int join_locked(struct unix_socket *socket, struct unix_socket *listener,
	struct unix_socket *server)
{
	assert_locked(&unix_mutex);
	if (listener->closed || !listener->listening || listener->type != socket->type)
		return listener->type != socket->type ? -EPROTOTYPE : -ECONNREFUSED;
	if (socket->listening)
		return -EINVAL;
	if (socket->peer)
		return -EISCONN;
	if (!can_take(listener))
		return -EAGAIN;
	server->address = listener->address;
	server->owner = listener->owner;
	server->peer = unix_get(socket);
	socket->peer = unix_get(server);
	socket->owner = unix_current();
	list_push_back(&listener->pending, &server->pending_link);
	listener->pending_count++;
	event_notify(&listener->event);
	event_notify(&socket->event);
	return 0;
}

static int connect_stream(struct file *file, struct unix_socket *listener)
{
	struct unix_socket *socket = file->private, *server = unix_alloc(socket->type);
	int error;

	if (!server)
		return -ENOMEM;
	for (;;) {
		mutex_lock(&unix_mutex);
		error = join_locked(socket, listener, server);
		mutex_unlock(&unix_mutex);
		if (error != -EAGAIN || file_is_nonblocking(file))
			break;
		error = event_wait(&listener->event,
			can_take(listener) || READ_ONCE(listener->closed));
		if (error)
			break;
	}
	if (error)
		unix_put(server);
	return error;
}

int unix_connect(struct file *file, const struct unix_address *address)
{
	struct unix_socket *socket = file->private, *target, *old = NULL;
	int error = unix_find(address, &target);

	if (error)
		return error;
	if (socket->type != SOCK_DGRAM) {
		error = connect_stream(file, target);
	} else {
		mutex_lock(&unix_mutex);
		if (target->type != SOCK_DGRAM) {
			error = -EPROTOTYPE;
		} else if (target->peer && target->peer != socket) {
			error = -EPERM;
		} else {
			old = socket->peer;
			socket->peer = unix_get(target);
		}
		mutex_unlock(&unix_mutex);
		if (old)
			unix_put(old);
	}
	unix_put(target);
	return error;
}

int unix_accept(struct file *file, int flags, struct file **accepted)
{
	struct unix_socket *socket = file->private, *server;
	struct list *link;
	int error;

	if (socket->type == SOCK_DGRAM)
		return -EOPNOTSUPP;
	for (;;) {
		mutex_lock(&unix_mutex);
		error = socket->listening ? 0 : -EINVAL;
		link = list_pop_front(&socket->pending);
		if (link)
			WRITE_ONCE(socket->pending_count, socket->pending_count - 1);
		mutex_unlock(&unix_mutex);
		if (error || link)
			break;
		if (file_is_nonblocking(file))
			return -EAGAIN;
		error = event_wait(&socket->event, READ_ONCE(socket->pending_count));
		if (error)
			return error;
	}
	if (error)
		return error;
	event_notify(&socket->event); /* there is room again */
	server = list_entry(link, struct unix_socket, pending_link);
	error = socket_file(server, flags, accepted);
	if (error)
		unix_put(server);
	return error;
}

/* --- The socket as a file --- */

static long socket_read(struct file *file, struct io *io, uint64_t *pos)
{
	struct unix_extra extra = {0};
	long result = unix_receive(file, io, &extra);

	unix_drop_files(extra.files, extra.file_count);
	return result;
}

static long socket_write(struct file *file, struct io *io, uint64_t *pos)
{
	struct unix_extra extra = {0};

	return unix_send(file, io, &extra);
}

static unsigned socket_poll(struct file *file, struct poll_table *table)
{
	struct unix_socket *socket = file->private, *peer;
	bool stream = socket->type != SOCK_DGRAM;
	unsigned events = 0;

	poll_add(table, &socket->event);
	mutex_lock(&unix_mutex);
	peer = socket->peer;
	if (socket->queued || socket->pending_count || socket->no_receive || socket->error)
		events |= POLLIN | POLLRDNORM;
	if (stream && peer && peer->closed)
		events |= POLLIN | POLLRDNORM | POLLHUP | POLLRDHUP;
	if (socket->no_receive)
		events |= POLLRDHUP;
	if (socket->no_receive && socket->no_send)
		events |= POLLHUP;
	if (stream && !peer && !socket->listening)
		events |= POLLOUT | POLLWRNORM | POLLHUP;
	else if (!socket->listening && (!peer || peer->closed || unix_has_room(peer, 1)))
		events |= POLLOUT | POLLWRNORM;
	if (socket->error)
		events |= POLLERR;
	mutex_unlock(&unix_mutex);
	return events;
}

static const struct file_ops unix_ops = {
	.read = socket_read,
	.write = socket_write,
	.poll = socket_poll,
	.ioctl = unix_ioctl,
	.release = unix_release,
	.freeze = unix_freeze,
	.copy = unix_copy,
	.copy_references = unix_copy_references,
	.name = "socket",
};
