/* SPDX-License-Identifier: MIT */
/*
 * Sockets of the Linux ABI (socket(7), unix(7)); the same on all three architectures except for the
 * width of words.
 */
#pragma once
#include <stdint.h>

#define AF_UNIX        1
#define AF_INET        2
#define AF_INET6       10
#define SOCK_STREAM    1
#define SOCK_DGRAM     2
#define SOCK_SEQPACKET 5
#define SOL_SOCKET     1

#define SCM_RIGHTS      1
#define SCM_CREDENTIALS 2

#define MSG_PEEK         0x2u
#define MSG_CTRUNC       0x8u
#define MSG_TRUNC        0x20u
#define MSG_DONTWAIT     0x40u
#define MSG_WAITALL      0x100u
#define MSG_NOSIGNAL     0x4000u
#define MSG_WAITFORONE   0x10000u
#define MSG_CMSG_CLOEXEC 0x40000000u

enum socket_option {
	SO_REUSEADDR = 2,
	SO_TYPE = 3,
	SO_ERROR = 4,
	SO_SNDBUF = 7,
	SO_RCVBUF = 8,
	SO_KEEPALIVE = 9,
	SO_PASSCRED = 16,
	SO_PEERCRED = 17,
	SO_RCVTIMEO = 20,
	SO_SNDTIMEO = 21,
	SO_ACCEPTCONN = 30,
	SO_PROTOCOL = 38,
	SO_DOMAIN = 39,
};

#define UNIX_PATH_MAX 108

struct linux_sockaddr_un {
	uint16_t family;
	char path[UNIX_PATH_MAX];
};

struct linux_ucred {
	int pid;
	unsigned uid, gid;
};

struct linux_msghdr {
	unsigned long name;
	int name_length;
	unsigned long vector, vector_count;
	unsigned long control, control_length;
	unsigned flags;
};

struct linux_cmsghdr {
	unsigned long length;
	int level, type;
};
