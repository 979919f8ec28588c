/* SPDX-License-Identifier: MIT */
/* sendmmsg() and recvmmsg(): several messages in one call. */
#include "abi.h"
#include <sys/socket.h>
#include <sys/uio.h>

#define MOST 5

static struct mmsghdr messages[MOST];
static struct iovec ranges[MOST];
static char room[MOST][16];
static int ends[2];

static void prepare(const char *const *texts)
{
	for (int i = 0; i < MOST; i++) {
		memset(room[i], '.', sizeof(room[i]));
		if (texts)
			strcpy(room[i], texts[i]);
		ranges[i] = (struct iovec){room[i], texts ? strlen(texts[i]) : 15};
		messages[i] = (struct mmsghdr){.msg_hdr = {.msg_iov = &ranges[i], .msg_iovlen = 1},
			.msg_len = 77};
	}
}

static void show_messages(int n)
{
	for (int i = 0; i < n; i++)
		out("%d: %u \"%.*s\"", i, messages[i].msg_len, (int)messages[i].msg_len, room[i]);
}

int main(void)
{
	static const char *const texts[] = {"one", "two two", "", "four", "5"};
	struct timespec limit = {0, 50000000};

	socketpair(AF_UNIX, SOCK_DGRAM, 0, ends);
	prepare(texts);
	SHOW(sendmmsg(ends[0], messages, MOST, 0));
	for (int i = 0; i < MOST; i++)
		out("sent %u", messages[i].msg_len);
	prepare(NULL);
	SHOW(recvmmsg(ends[1], messages, 3, 0, NULL));
	show_messages(3);
	prepare(NULL);
	SHOW(recvmmsg(ends[1], messages, MOST, MSG_DONTWAIT, NULL));
	show_messages(2);
	SHOW(recvmmsg(ends[1], messages, MOST, MSG_DONTWAIT, NULL));
	prepare(texts);
	SHOW(sendmmsg(ends[0], messages, 2, 0));
	prepare(NULL);
	SHOW(recvmmsg(ends[1], messages, MOST, MSG_WAITFORONE, NULL));
	show_messages(2);
	prepare(texts);
	SHOW(sendmmsg(ends[0], messages, 2, 0));
	limit.tv_nsec = 0;
	SHOW(recvmmsg(ends[1], messages, MOST, 0, &limit));
	limit.tv_nsec = -1;
	SHOW(recvmmsg(ends[1], messages, MOST, 0, &limit));
	SHOW(sendmmsg(ends[0], messages, 0, 0));
	SHOW(recvmmsg(ends[1], messages, 0, 0, NULL));
	SHOW(sendmmsg(ends[0], NOWHERE, 2, 0));
	SHOW(sendmmsg(99, messages, 1, 0));
	SHOW(recvmmsg(0, messages, 1, 0, NULL));
	messages[1].msg_hdr.msg_iov = NOWHERE;
	messages[1].msg_hdr.msg_iovlen = 1;
	SHOW(sendmmsg(ends[0], messages, 3, 0));
	return 0;
}
