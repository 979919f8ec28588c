/* SPDX-License-Identifier: MIT */
/*
 * The socket calls, except those for messages. Only AF_UNIX is supported.
 */
#include <fs/unix/unix.h>
#include <kernel/sys/file_util.h>
#include <kernel/sys/socket.h>
#include <kernel/sys/syscall.h>
#include <lib/string.h>
#include <mm/slab.h>
#include <uapi/errno.h>

#define SOCK_TYPE  0xf
#define SOCK_FLAGS (O_CLOEXEC | O_NONBLOCK)

struct file *fd_socket(unsigned long fd, int *error)
{
	struct file *file = fd_file(fd);

	*error = !file ? -EBADF : unix_is_socket(file) ? 0 : -ENOTSOCK;
	if (file && *error) {
		file_put(file);
		file = NULL;
	}
	return file;
}

int user_address_get(uintptr_t user, unsigned length, struct unix_address *address)
{
	memset(address, 0, sizeof(*address));
	if (length > sizeof(address->un) || length < sizeof(address->un.family))
		return -EINVAL;
	if (copy_from_user(&address->un, user, length))
		return -EFAULT;
	if (address->un.family != AF_UNIX)
		return -EINVAL;
	address->length = length;
	return 0;
}

int user_address_put(uintptr_t user, uintptr_t length_user, const struct unix_address *address)
{
	int room, length = (int)address->length;

	if (copy_from_user(&room, length_user, sizeof(room)))
		return -EFAULT;
	if (room < 0)
		return -EINVAL;
	if (copy_to_user(user, &address->un, (size_t)MIN(room, length)) && MIN(room, length))
		return -EFAULT;
	return copy_to_user(length_user, &length, sizeof(length)) ? -EFAULT : 0;
}

/* Is there such a kind of socket? 0 or the error of socket(2). */
static int check_kind(unsigned long family, unsigned type, unsigned long protocol)
{
	if (type & ~(unsigned)(SOCK_TYPE | SOCK_FLAGS))
		return -EINVAL;
	if (family != AF_UNIX)
		return -EAFNOSUPPORT;
	if (protocol && protocol != AF_UNIX)
		return -EPROTONOSUPPORT;
	type &= SOCK_TYPE;
	if (type != SOCK_STREAM && type != SOCK_DGRAM && type != SOCK_SEQPACKET)
		return -ESOCKTNOSUPPORT;
	return 0;
}

SYSCALL(socket)
{
	struct file *file;
	int error = check_kind(a0, (unsigned)a1, a2);

	if (!error)
		error = unix_create((int)a1 & SOCK_TYPE, (int)a1, &file);
	return error ? error : fd_add(file, (int)a1);
}

/* As on Linux, internet sockets exist but have no pairs. */
static int make_pair(unsigned long family, unsigned type, unsigned long protocol,
	struct file *ends[2])
{
	int error = check_kind(family, type, protocol);

	if (error == -EAFNOSUPPORT && (family == AF_INET || family == AF_INET6))
		error = -EOPNOTSUPP;
	return error ? error : unix_create_pair((int)type & SOCK_TYPE, (int)type, ends);
}

/* As on Linux, the descriptors are stored before the sockets are created. */
SYSCALL(socketpair)
{
	struct files *files = files_current();
	unsigned type = (unsigned)a1;
	int fds[2], error = 0;
	struct file *ends[2];

	if (type & ~(unsigned)(SOCK_TYPE | SOCK_FLAGS))
		return -EINVAL;
	fds[0] = files_reserve(files, 0, type & O_CLOEXEC);
	if (fds[0] < 0)
		return fds[0];
	fds[1] = files_reserve(files, 0, type & O_CLOEXEC);
	if (fds[1] < 0)
		error = fds[1];
	else if (copy_to_user(a3, fds, sizeof(fds)))
		error = -EFAULT;
	if (!error)
		error = make_pair(a0, type, a2, ends);
	for (int i = 0; i < 2; i++) {
		if (!error)
			files_install(files, (unsigned)fds[i], ends[i]);
		else if (fds[i] >= 0)
			files_release(files, (unsigned)fds[i]);
	}
	return error;
}

/* bind() and connect(): call `work` with the file and the address. */
static long with_address(unsigned long fd, uintptr_t user, unsigned length,
	int (*work)(struct file *file, const struct unix_address *address))
{
	struct unix_address address;
	int error;
	struct file *file = fd_socket(fd, &error);

	if (!file)
		return error;
	error = user_address_get(user, length, &address);
	if (!error)
		error = work(file, &address);
	file_put(file);
	return error;
}

SYSCALL(bind)
{
	return with_address(a0, a1, (unsigned)a2, unix_bind);
}

static int connect_to(struct file *file, const struct unix_address *address)
{
	return address->length <= 2 ? -EINVAL : unix_connect(file, address);
}

SYSCALL(connect)
{
	return with_address(a0, a1, (unsigned)a2, connect_to);
}

SYSCALL(listen)
{
	int error;
	struct file *file = fd_socket(a0, &error);

	if (!file)
		return error;
	error = unix_listen(file, (int)a1);
	file_put(file);
	return error;
}

static long do_accept(unsigned long fd, uintptr_t user, uintptr_t length_user, unsigned flags)
{
	struct unix_address address;
	struct file *file, *accepted;
	int error;

	if (flags & ~(unsigned)SOCK_FLAGS)
		return -EINVAL;
	file = fd_socket(fd, &error);
	if (!file)
		return error;
	error = unix_accept(file, (int)flags, &accepted);
	file_put(file);
	if (error)
		return error;
	if (user) {
		if (unix_name(accepted, true, &address))
			address = (struct unix_address){.length = 2, .un.family = AF_UNIX};
		error = user_address_put(user, length_user, &address);
		if (error) {
			file_put(accepted);
			return error;
		}
	}
	return fd_add(accepted, (int)flags);
}

SYSCALL(accept)
{
	return do_accept(a0, a1, a2, 0);
}

SYSCALL(accept4)
{
	return do_accept(a0, a1, a2, (unsigned)a3);
}

SYSCALL(shutdown)
{
	int error;
	struct file *file = fd_socket(a0, &error);

	if (!file)
		return error;
	error = unix_shutdown(file, (int)a1);
	file_put(file);
	return error;
}

static long get_name(unsigned long fd, uintptr_t user, uintptr_t length_user, bool of_peer)
{
	struct unix_address address;
	int error;
	struct file *file = fd_socket(fd, &error);

	if (!file)
		return error;
	error = unix_name(file, of_peer, &address);
	if (!error)
		error = user_address_put(user, length_user, &address);
	file_put(file);
	return error;
}

SYSCALL(getsockname)
{
	return get_name(a0, a1, a2, false);
}

SYSCALL(getpeername)
{
	return get_name(a0, a1, a2, true);
}

static long get_option(struct file *file, int option, uintptr_t user, uintptr_t length_user)
{
	struct linux_ucred credentials;
	const void *value = &credentials;
	int number, room, size = sizeof(credentials);

	if (copy_from_user(&room, length_user, sizeof(room)))
		return -EFAULT;
	if (room < 0)
		return -EINVAL;
	if (option == SO_PEERCRED) {
		unix_peer_credentials(file, &credentials);
	} else {
		number = unix_get_option(file, option);
		if (number < 0)
			return number;
		value = &number;
		size = sizeof(number);
	}
	room = MIN(room, size);
	if (room && copy_to_user(user, value, (size_t)room))
		return -EFAULT;
	return copy_to_user(length_user, &room, sizeof(room)) ? -EFAULT : 0;
}

SYSCALL(getsockopt)
{
	int error;
	struct file *file = fd_socket(a0, &error);

	if (!file)
		return error;
	error = a1 == SOL_SOCKET ? (int)get_option(file, (int)a2, a3, a4) : -EOPNOTSUPP;
	file_put(file);
	return error;
}

static long set_option(struct file *file, int option, uintptr_t user, unsigned length)
{
	bool is_time = option == SO_RCVTIMEO || option == SO_SNDTIMEO;
	uint64_t value;
	long time[2];
	int number;

	if (length < (is_time ? sizeof(time) : sizeof(number)))
		return -EINVAL;
	if (is_time) { /* struct timeval */
		if (copy_from_user(time, user, sizeof(time)))
			return -EFAULT;
		if (time[1] < 0 || time[1] >= 1000000)
			return -EDOM;
		value = time[0] < 0 ? 0
				    : (uint64_t)time[0] * 1000000000u + (uint64_t)time[1] * 1000u;
	} else {
		if (copy_from_user(&number, user, sizeof(number)))
			return -EFAULT;
		value = (uint64_t)(number != 0);
	}
	return unix_set_option(file, option, value);
}

SYSCALL(setsockopt)
{
	int error;
	struct file *file = fd_socket(a0, &error);

	if (!file)
		return error;
	error = a1 == SOL_SOCKET ? (int)set_option(file, (int)a2, a3, (unsigned)a4) : -EOPNOTSUPP;
	file_put(file);
	return error;
}

/* i386's older call for all of these: a number and a block of arguments. */
SYSCALL(socketcall)
{
	static const struct {
		syscall_fn *call;
		unsigned arguments;
	} calls[] = {
		[1] = {sys_socket, 3},
		[2] = {sys_bind, 3},
		[3] = {sys_connect, 3},
		[4] = {sys_listen, 2},
		[5] = {sys_accept, 3},
		[6] = {sys_getsockname, 3},
		[7] = {sys_getpeername, 3},
		[8] = {sys_socketpair, 4},
		[9] = {sys_send, 4},
		[10] = {sys_recv, 4},
		[11] = {sys_sendto, 6},
		[12] = {sys_recvfrom, 6},
		[13] = {sys_shutdown, 2},
		[14] = {sys_setsockopt, 5},
		[15] = {sys_getsockopt, 5},
		[16] = {sys_sendmsg, 3},
		[17] = {sys_recvmsg, 3},
		[18] = {sys_accept4, 4},
		[19] = {sys_recvmmsg, 5},
		[20] = {sys_sendmmsg, 4},
	};
	unsigned long a[6] = {0};

	if (a0 < 1 || a0 >= ARRAY_SIZE(calls))
		return -EINVAL;
	if (copy_from_user(a, a1, calls[a0].arguments * sizeof(a[0])))
		return -EFAULT;
	return calls[a0].call(a[0], a[1], a[2], a[3], a[4], a[5]);
}
