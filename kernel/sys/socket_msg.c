/* SPDX-License-Identifier: MIT */
/*
 * Sending and receiving on sockets, with control messages: descriptors and credentials.
 */
#include <kernel/sys/file_util.h>
#include <kernel/sys/socket.h>
#include <kernel/sys/syscall.h>
#include <lib/string.h>
#include <mm/slab.h>
#include <uapi/errno.h>

#define CONTROL_MAX   20480 /* bytes of control messages in one call */
#define CMSG_ALIGN(n) ALIGN_UP(n, sizeof(long))

/* --- Sending --- */

/* Add the files of one SCM_RIGHTS message. 0 or -errno; extra->files stays valid. */
static int get_rights(const int *fds, unsigned count, struct unix_extra *extra)
{
	struct file **files;

	if (extra->file_count + count > UNIX_FILES_MAX)
		return -EINVAL;
	files = kmalloc((extra->file_count + count) * sizeof(*files));
	if (!files)
		return -ENOMEM;
	if (extra->file_count)
		memcpy(files, extra->files, extra->file_count * sizeof(*files));
	kfree(extra->files);
	extra->files = files;
	for (unsigned i = 0; i < count; i++) {
		struct file *file = fd_file_any((unsigned)fds[i]);

		if (!file)
			return -EBADF;
		files[extra->file_count++] = file;
	}
	return 0;
}

/* Parse `size` bytes of control messages, copied to `control`. 0 or -errno. */
static int parse_control(const char *control, size_t size, struct unix_extra *extra)
{
	size_t at = 0;

	while (size - at >= sizeof(struct linux_cmsghdr)) {
		const struct linux_cmsghdr *header = (const void *)(control + at);
		size_t length = header->length, data;
		int error = 0;

		if (length < sizeof(*header) || length > size - at)
			return -EINVAL;
		data = length - sizeof(*header);
		if (header->level == SOL_SOCKET && header->type == SCM_RIGHTS)
			error = data ? get_rights((const int *)(header + 1),
					       (unsigned)(data / sizeof(int)), extra)
				     : 0;
		else if (header->level == SOL_SOCKET && header->type != SCM_CREDENTIALS)
			error = -EINVAL;
		if (error)
			return error;
		at += MIN((size_t)CMSG_ALIGN(length), size - at);
	}
	return 0;
}

static int get_control(const struct linux_msghdr *header, struct unix_extra *extra)
{
	char *control;
	int error;

	if (!header->control || !header->control_length)
		return 0;
	if (header->control_length > CONTROL_MAX)
		return -ENOBUFS;
	control = kmalloc(header->control_length);
	if (!control)
		return -ENOMEM;
	error = copy_from_user(control, header->control, header->control_length)
			? -EFAULT
			: parse_control(control, header->control_length, extra);
	kfree(control);
	return error;
}

static long send_message(struct file *file, const struct linux_msghdr *header, unsigned flags)
{
	struct unix_extra extra = {.flags = flags};
	struct user_vector vector;
	struct io io;
	long result = 0;

	if (header->name && header->name_length)
		result = user_address_get(header->name, (unsigned)header->name_length,
			&extra.address);
	if (result)
		return result;
	if (header->vector_count > 1024)
		return -EMSGSIZE;
	result = user_vector_get(&vector, header->vector, header->vector_count);
	if (result)
		return result;
	result = get_control(header, &extra);
	if (!result) {
		io_init_segments(&io, vector.segments, vector.total, true);
		result = unix_send(file, &io, &extra);
	}
	unix_drop_files(extra.files, extra.file_count);
	user_vector_put(&vector);
	return result;
}

long socket_send_message(struct file *file, uintptr_t user, unsigned flags)
{
	struct linux_msghdr header;

	return copy_from_user(&header, user, sizeof(header)) ? -EFAULT
							     : send_message(file, &header, flags);
}

SYSCALL(sendmsg)
{
	int error;
	long result;
	struct file *file = fd_socket(a0, &error);

	if (!file)
		return error;
	result = socket_send_message(file, a1, (unsigned)a2);
	file_put(file);
	return result;
}

SYSCALL(sendto)
{
	struct unix_extra extra = {.flags = (unsigned)a3};
	struct io io;
	int error;
	long result;
	struct file *file = fd_socket(a0, &error);

	if (!file)
		return error;
	result = a4 ? user_address_get(a4, (unsigned)a5, &extra.address) : 0;
	if (!result) {
		io_init_user(&io, a1, MIN(a2, (unsigned long)IO_MAX));
		result = unix_send(file, &io, &extra);
	}
	file_put(file);
	return result;
}

SYSCALL(send)
{
	return sys_sendto(a0, a1, a2, a3, 0, 0);
}

/* --- Receiving --- */

/* The user's buffer for control messages: next address, bytes left, MSG_* flags to report. */
struct control_room {
	uintptr_t at;
	size_t left;
	unsigned flags;
};

/* Store one control message, cut at the end of the buffer. 0 or -EFAULT. */
static int put_control(struct control_room *room, int type, const void *data, size_t size)
{
	struct linux_cmsghdr header = {sizeof(header) + size, SOL_SOCKET, type};
	size_t step;

	if (room->left < sizeof(header)) {
		room->flags |= MSG_CTRUNC;
		return 0;
	}
	if (room->left < header.length) {
		room->flags |= MSG_CTRUNC;
		header.length = room->left;
		size = room->left - sizeof(header);
	}
	if (copy_to_user(room->at, &header, sizeof(header)) ||
		(size && copy_to_user(room->at + sizeof(header), data, size)))
		return -EFAULT;
	step = MIN((size_t)CMSG_ALIGN(header.length), room->left);
	room->at += step;
	room->left -= step;
	return 0;
}

/* Install descriptors for as many files as fit; the caller drops the rest. 0 or -EFAULT. */
static int put_rights(struct control_room *room, struct unix_extra *extra)
{
	size_t space = room->left > sizeof(struct linux_cmsghdr)
			       ? room->left - sizeof(struct linux_cmsghdr)
			       : 0;
	unsigned count = (unsigned)MIN(space / sizeof(int), (size_t)extra->file_count), made = 0;
	int fds[UNIX_FILES_MAX];

	while (made < count) {
		int fd = files_add(files_current(), file_get(extra->files[made]),
			extra->flags & MSG_CMSG_CLOEXEC);

		if (fd < 0)
			break;
		fds[made++] = fd;
	}
	if (made < extra->file_count)
		room->flags |= MSG_CTRUNC;
	return made ? put_control(room, SCM_RIGHTS, fds, made * sizeof(int)) : 0;
}

/* Store everything except the bytes: name, control messages, flags. 0 or -errno. */
static int put_extra(struct file *file, uintptr_t user, struct linux_msghdr *header,
	struct unix_extra *extra)
{
	struct control_room room = {header->control, header->control ? header->control_length : 0,
		extra->truncated ? MSG_TRUNC : 0};
	uintptr_t length_user = user + offsetof(struct linux_msghdr, name_length);
	int error = 0, none = 0;

	if (header->name && extra->address.length > 2)
		error = user_address_put(header->name, length_user, &extra->address);
	else if (copy_to_user(length_user, &none, sizeof(none)))
		error = -EFAULT;
	if (!error && unix_get_option(file, SO_PASSCRED))
		error = put_control(&room, SCM_CREDENTIALS, &extra->sender, sizeof(extra->sender));
	if (!error && extra->file_count)
		error = put_rights(&room, extra);
	if (error)
		return error;
	header->control_length = header->control ? header->control_length - room.left : 0;
	if (copy_to_user(user + offsetof(struct linux_msghdr, control_length),
		    &header->control_length, sizeof(header->control_length)) ||
		copy_to_user(user + offsetof(struct linux_msghdr, flags), &room.flags,
			sizeof(room.flags)))
		return -EFAULT;
	return 0;
}

long socket_receive_message(struct file *file, uintptr_t user, unsigned flags)
{
	struct unix_extra extra = {.flags = flags};
	struct linux_msghdr header;
	struct user_vector vector;
	struct io io;
	long result;

	if (copy_from_user(&header, user, sizeof(header)))
		return -EFAULT;
	if (header.vector_count > 1024)
		return -EMSGSIZE;
	result = user_vector_get(&vector, header.vector, header.vector_count);
	if (result)
		return result;
	io_init_segments(&io, vector.segments, vector.total, true);
	result = unix_receive(file, &io, &extra);
	if (result >= 0) {
		int error = put_extra(file, user, &header, &extra);

		result = error ? error : result;
	}
	unix_drop_files(extra.files, extra.file_count);
	user_vector_put(&vector);
	return result;
}

SYSCALL(recvmsg)
{
	int error;
	long result;
	struct file *file = fd_socket(a0, &error);

	if (!file)
		return error;
	result = socket_receive_message(file, a1, (unsigned)a2);
	file_put(file);
	return result;
}

SYSCALL(recvfrom)
{
	struct unix_extra extra = {.flags = (unsigned)a3};
	struct io io;
	int error;
	long result;
	struct file *file = fd_socket(a0, &error);

	if (!file)
		return error;
	io_init_user(&io, a1, MIN(a2, (unsigned long)IO_MAX));
	result = unix_receive(file, &io, &extra);
	unix_drop_files(extra.files, extra.file_count);
	if (result >= 0 && a4) {
		int none = 0;

		if (extra.address.length > 2)
			error = user_address_put(a4, a5, &extra.address);
		else if (copy_to_user(a5, &none, sizeof(none)))
			error = -EFAULT;
		result = error ? error : result;
	}
	file_put(file);
	return result;
}

SYSCALL(recv)
{
	return sys_recvfrom(a0, a1, a2, a3, 0, 0);
}
