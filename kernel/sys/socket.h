/* SPDX-License-Identifier: MIT */
/*
 * Shared by the socket calls. Thread context; all functions may sleep.
 */
#pragma once
#include <fs/unix/unix.h>
#include <kernel/sys/syscall.h>

/* The socket of a descriptor, with a reference; or NULL, and *error is -EBADF or -ENOTSOCK. */
struct file *fd_socket(unsigned long fd, int *error);

/* Read a struct sockaddr_un of `length` bytes. 0, -EINVAL or -EFAULT. */
int user_address_get(uintptr_t user, unsigned length, struct unix_address *address);

/* Store an address, cut to the size read from `length_user`, where the full length is stored. 0,
 * -EINVAL or -EFAULT. */
int user_address_put(uintptr_t user, uintptr_t length_user, const struct unix_address *address);

/* Send or receive one message, described by the struct msghdr at user address `user`: the number of
 * bytes or -errno. */
long socket_send_message(struct file *file, uintptr_t user, unsigned flags);
long socket_receive_message(struct file *file, uintptr_t user, unsigned flags);

/* Only called by socketcall(). */
SYSCALL(send);
SYSCALL(recv);
