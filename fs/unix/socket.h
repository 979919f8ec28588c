/* SPDX-License-Identifier: MIT */
/*
 * Inside of AF_UNIX sockets, shared by the files fs/unix*.c.
 */
#pragma once
#include <fs/unix/unix.h>

#define FAMILY_SIZE    2      /* of an address without a name */
#define QUEUE_BYTES    212992 /* what a socket's queue holds before senders wait */
#define QUEUE_MESSAGES 4096

struct unix_packet {
	struct list link;
	struct unix_address from;
	struct linux_ucred sender;
	struct file **files;
	unsigned file_count;
	size_t size, taken; /* bytes, and how many a stream's reader has had */
	char bytes[];
};

struct unix_socket {
	struct atomic refs;
	int type;
	struct event event; /* anything that changes for its owner or who sends to it */

	/* Lock: unix_mutex. Counts and flags are read by waiters without it. */
	struct unix_socket *peer; /* counted; stays when the peer is closed */
	bool closed, listening;
	bool no_receive, no_send; /* shutdown() */
	bool pass_credentials;
	int error; /* for the next call: ECONNRESET */
	struct list packets;
	size_t queued_bytes;
	unsigned queued;
	struct list pending; /* of a listener: sockets by pending_link */
	struct list pending_link;
	unsigned pending_count, backlog;
	struct unix_address address;                  /* length 2: none */
	struct inode *inode;                          /* bound to a path: counted */
	struct list abstract_link;                    /* bound to an abstract name */
	bool frozen;                                  /* and only there to be copied */
	struct linux_ucred owner;                     /* who made it, listened or connected */
	uint64_t receive_timeout_ns, send_timeout_ns; /* 0: none */
	struct file *file;                            /* not counted; NULL until it is accepted */

	/* fs/unix/flight.c. Lock: unix_mutex. */
	unsigned flights;        /* how often its file is in messages on their way */
	unsigned reached;        /* out of these, from sockets that nobody has either */
	bool lost;               /* only messages hold its file */
	struct list flight_link; /* all that fly */
	struct list alive_link;  /* a search through them */
};

extern struct mutex unix_mutex;

/* A socket of the current process, with one reference. NULL: no memory. */
struct unix_socket *unix_alloc(int type);

static inline struct unix_socket *unix_get(struct unix_socket *socket)
{
	atomic_inc(&socket->refs);
	return socket;
}

void unix_put(struct unix_socket *socket);

/* The socket bound to `address`, counted. -ECONNREFUSED, or the path's error. Takes unix_mutex. */
int unix_find(const struct unix_address *address, struct unix_socket **found);

/* The current process, as SO_PEERCRED shows it. */
struct linux_ucred unix_current(void);

/* Is there room for a message of `size` bytes? */
static inline bool unix_has_room(const struct unix_socket *socket, size_t size)
{
	return READ_ONCE(socket->queued) < QUEUE_MESSAGES &&
	       (!READ_ONCE(socket->queued) ||
		       READ_ONCE(socket->queued_bytes) + size <= QUEUE_BYTES);
}

void unix_packet_free(struct unix_packet *packet);

/* Free packets that nobody will receive. Takes unix_mutex. */
void unix_packets_drop(struct list *packets);

/* Files go on their way in a message that has been queued, and leave it. Lock: unix_mutex. */
void unix_take_off(const struct unix_packet *packet);
void unix_land(const struct unix_packet *packet);

/* Are there too many on their way for one more message? */
bool unix_flights_full(void);

/* ioctl(2) of a socket: FIONREAD. */
long unix_ioctl(struct file *file, unsigned request, uintptr_t arg);

/* The name of `from` is `socket`'s now, which is its copy. Takes unix_mutex. */
void unix_copy_name(struct unix_socket *socket, struct unix_socket *from);

/* Of the file operations. */
int unix_freeze(struct file *file);
int unix_copy(struct file *copy, struct file *file);
int unix_copy_references(struct file *copy, struct file *file);
