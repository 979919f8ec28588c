/* SPDX-License-Identifier: MIT */
/*
 * Local sockets (unix(7)): streams, datagrams and sequenced packets, bound to a path or an abstract
 * name, or made in pairs. One mutex protects the state of all sockets. Messages are copied from the
 * sender before it is taken. Thread context; all functions may sleep. `file` is a socket where a
 * function does not say otherwise. Errors are those of the system call of the same name.
 */
#pragma once
#include <fs/vfs.h>
#include <uapi/socket.h>

#define UNIX_FILES_MAX 253 /* descriptors in one message */

/* Boot. */
void unix_init(void);

struct unix_address {
	unsigned length; /* bytes used of `un`; 2 for a socket without a name */
	struct linux_sockaddr_un un;
};

/* The parts of a message other than its bytes. */
struct unix_extra {
	struct unix_address address; /* send: target (length 0: the peer); receive: sender */
	struct linux_ucred sender;
	struct file **files; /* kmalloc'd, with references; receive: now the caller's */
	unsigned file_count;
	unsigned flags; /* MSG_* */
	bool truncated; /* receive: the message was longer than the buffer */
};

/* Create a socket or a connected pair of `type` (SOCK_*); `flags` may have O_NONBLOCK. 0 or
 * -ENOMEM. */
int unix_create(int type, int flags, struct file **file);
int unix_create_pair(int type, int flags, struct file *ends[2]);

/* Is `file` a local socket? Any context. */
bool unix_is_socket(const struct file *file);

/* The system calls of these names. 0 or -errno. */
int unix_bind(struct file *file, const struct unix_address *address);
int unix_listen(struct file *file, int backlog);
int unix_connect(struct file *file, const struct unix_address *address);
int unix_accept(struct file *file, int flags, struct file **accepted);
int unix_shutdown(struct file *file, int how);

/* The socket's own name, or its peer's. 0, or -ENOTCONN: there is no peer. */
int unix_name(struct file *file, bool of_peer, struct unix_address *address);

/* Send the bytes of `io`: the number sent, or -errno. Once the files are in a queue, extra->files
 * is NULL; otherwise they remain the caller's. Receive into `io`: the number of bytes, 0 at the end
 * of the stream, or -errno. extra->files is set even if it returns an error. */
long unix_send(struct file *file, struct io *io, struct unix_extra *extra);
long unix_receive(struct file *file, struct io *io, struct unix_extra *extra);

/* Options (SO_*): the value, or 0, or -ENOPROTOOPT. Timeouts are in ns, 0: none. The credentials of
 * the peer; those of nobody without a peer. */
int unix_get_option(struct file *file, int option);
int unix_set_option(struct file *file, int option, uint64_t value);
void unix_peer_credentials(struct file *file, struct linux_ucred *credentials);

/* Drop the references of `count` files and free the array. */
void unix_drop_files(struct file **files, unsigned count);
