/* SPDX-License-Identifier: MIT */
/*
 * Sockets of one machine (unix(7)): streams, datagrams and sequences of packets; by path, by
 * abstract name, or in pairs. One mutex protects all sockets' state; messages are copied in before
 * it is taken. Thread context.
 */
#pragma once
#include <fs/vfs.h>
#include <uapi/socket.h>

#define UNIX_FILES_MAX 253 /* descriptors in one message */

/* Boot. */
void unix_init(void);

struct unix_address {
	unsigned length; /* bytes of `un`, 2 for a socket without a name */
	struct linux_sockaddr_un un;
};

/* What goes along with the bytes of a message. */
struct unix_extra {
	struct unix_address address; /* send: to whom (length 0: the peer); receive: from whom */
	struct linux_ucred sender;
	struct file **files; /* kmalloc'd, counted; receive: the caller's from then on */
	unsigned file_count;
	unsigned flags; /* MSG_* */
	bool truncated; /* receive: the message was longer than the room */
};

int unix_create(int type, int flags, struct file **file);
int unix_create_pair(int type, int flags, struct file *ends[2]);

/* Is it such a socket? */
bool unix_is_socket(const struct file *file);

/* The calls of these names, with their errors. */
int unix_bind(struct file *file, const struct unix_address *address);
int unix_listen(struct file *file, int backlog);
int unix_connect(struct file *file, const struct unix_address *address);
int unix_accept(struct file *file, int flags, struct file **accepted);
int unix_shutdown(struct file *file, int how);

/* The socket's own name, or its peer's (-ENOTCONN). */
int unix_name(struct file *file, bool of_peer, struct unix_address *address);

/* Send what `io` has; takes over extra->files when it returns no error. Receive into `io`. */
long unix_send(struct file *file, struct io *io, struct unix_extra *extra);
long unix_receive(struct file *file, struct io *io, struct unix_extra *extra);

/* Options: the value, or -ENOPROTOOPT. */
int unix_get_option(struct file *file, int option);
int unix_set_option(struct file *file, int option, uint64_t value);
void unix_peer_credentials(struct file *file, struct linux_ucred *credentials);

void unix_drop_files(struct file **files, unsigned count);
