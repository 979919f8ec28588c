/* SPDX-License-Identifier: MIT */
/*
 * The inside of AF_UNIX sockets, shared by the files of fs/unix.
 */
#pragma once
#include <fs/unix/unix.h>

#define FAMILY_SIZE    2      /* length of an address without a name */
#define QUEUE_BYTES    212992 /* in a socket's queue before senders wait */
#define QUEUE_MESSAGES 4096

struct unix_packet {
	struct list link;
	struct unix_address from;
	struct linux_ucred sender;
	struct file **files;
	unsigned file_count;
	size_t size, taken; /* in bytes; `taken`: already read from a stream */
	char bytes[];
};

struct unix_socket {
	struct atomic refs;
	int type;
	struct event event; /* any change that the owner or a sender may wait for */

	/* Lock: unix_mutex. Waiters read counts and flags without it. */
	struct unix_socket *peer; /* with a reference; kept when the peer is closed */
	bool closed, listening;
	bool no_receive, no_send; /* shutdown() */
	bool pass_credentials;
	int error; /* that the next call reports: ECONNRESET */
	struct list packets;
	size_t queued_bytes;
	unsigned queued;
	struct list pending; /* of a listener: sockets to be accepted, by pending_link */
	struct list pending_link;
	unsigned pending_count, backlog;
	struct unix_address address;                  /* length FAMILY_SIZE: none */
	struct inode *inode;                          /* if bound to a path; with a reference */
	struct list abstract_link;                    /* if bound to an abstract name */
	bool frozen;                                  /* in the snapshot, only copied */
	struct linux_ucred owner;                     /* of the last create, listen or connect */
	uint64_t receive_timeout_ns, send_timeout_ns; /* 0: none */
	struct file *file;                            /* no reference; NULL until accepted */

	/* fs/unix/flight.c. Lock: unix_mutex. */
	unsigned flights;        /* how often its file is in queued messages */
	unsigned reached;        /* how many of these are in queues of `lost` sockets */
	bool lost;               /* only queued messages hold its file */
	struct list flight_link; /* on `flying`, while flights > 0 */
	struct list alive_link;  /* work list of the search for unreachable sockets */
};

extern struct mutex unix_mutex;

/* A new socket, owned by the current process, with one reference. NULL: no memory. */
struct unix_socket *unix_alloc(int type);

static inline struct unix_socket *unix_get(struct unix_socket *socket)
{
	atomic_inc(&socket->refs);
	return socket;
}

/* Drop a reference. The last one frees the socket. May sleep; unix_mutex not held. */
void unix_put(struct unix_socket *socket);

/* Find the socket bound to `address`: 0 and a reference in *found, -ECONNREFUSED (none), or the
 * error of the path. Takes unix_mutex. */
int unix_find(const struct unix_address *address, struct unix_socket **found);

/* The current process's credentials, as SO_PEERCRED shows them. */
struct linux_ucred unix_current(void);

/* Is there room in the queue for a message of `size` bytes? A hint without unix_mutex. */
static inline bool unix_has_room(const struct unix_socket *socket, size_t size)
{
	return READ_ONCE(socket->queued) < QUEUE_MESSAGES &&
	       (!READ_ONCE(socket->queued) ||
		       READ_ONCE(socket->queued_bytes) + size <= QUEUE_BYTES);
}

/* Free a packet that is in no queue, and drop its files. May sleep. */
void unix_packet_free(struct unix_packet *packet);

/* Free a list of packets that have been removed from their queues; *packets becomes empty. If
 * another thread is doing the same, it frees these too, maybe later. May sleep. Takes
 * unix_mutex. */
void unix_packets_drop(struct list *packets);

/* The packet has been queued: count its sockets as in flight. The packet leaves the queue: no
 * longer do so. Lock: unix_mutex. */
void unix_take_off_locked(const struct unix_packet *packet);
void unix_land_locked(const struct unix_packet *packet);

/* Has the number of sockets in flight reached its limit? A hint. */
bool unix_flights_full(void);

/* ioctl(2) of a socket: FIONREAD. */
long unix_ioctl(struct file *file, unsigned request, uintptr_t arg);

/* Give `from`'s name to its copy `socket`. Takes unix_mutex. */
void unix_copy_name(struct unix_socket *socket, struct unix_socket *from);

/* File operations for snapshots (fs/vfs.h). */
int unix_freeze(struct file *file);
int unix_copy(struct file *copy, struct file *file);
int unix_copy_references(struct file *copy, struct file *file);
