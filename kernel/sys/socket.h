/* SPDX-License-Identifier: MIT */
/*
 * What the socket calls share. Thread context.
 */
#pragma once
#include <fs/unix/unix.h>
#include <kernel/sys/syscall.h>

/* The socket of a descriptor, counted; NULL and *error -EBADF or -ENOTSOCK. */
struct file *fd_socket(unsigned long fd, int *error);

/* A struct sockaddr_un of the user's. 0, -EINVAL, -EFAULT. */
int user_address_get(uintptr_t user, unsigned length, struct unix_address *address);

/* Give one to the user, cut to the room it says; its whole length comes back. */
int user_address_put(uintptr_t user, uintptr_t length_user, const struct unix_address *address);

/* Send or receive one message, whose struct msghdr is the user's at `user`: bytes or -errno. */
long socket_send_message(struct file *file, uintptr_t user, unsigned flags);
long socket_receive_message(struct file *file, uintptr_t user, unsigned flags);

/* By way of socketcall only. */
SYSCALL(send);
SYSCALL(recv);
