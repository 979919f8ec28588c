/* SPDX-License-Identifier: MIT */
/*
 * timers as files: one-shot, periodic, absolute, queried.
 */
#include <abi.h>
#include <sys/timerfd.h>

int main(void)
{
	int fd = timerfd_create(CLOCK_MONOTONIC, 0),
	    other = timerfd_create(CLOCK_REALTIME, TFD_NONBLOCK);
	struct itimerspec t = {.it_value = {0, 20000000}}, now, bad = {.it_value = {0, 1000000000}};
	uint64_t count = 0;
	long long start = now_ms();

	YES(fd > 2 && other > 2);
	SHOW(timerfd_settime(fd, 0, &t, NULL));
	SHOW(read(fd, &count, 8));
	out("%d", (int)count);
	YES(now_ms() - start >= 20);
	t.it_interval = (struct timespec){0, 5000000};
	SHOW(timerfd_settime(fd, 0, &t, &now));
	out("%ld %ld", (long)now.it_value.tv_sec, now.it_value.tv_nsec);
	sleep_ms(60);
	SHOW(read(fd, &count, 8));
	YES(count >= 8);
	SHOW(timerfd_gettime(fd, &now));
	out("%ld", now.it_interval.tv_nsec);
	YES(now.it_value.tv_nsec > 0 && now.it_value.tv_nsec <= 5000000);
	SHOW(read(other, &count, 8));
	SHOW(timerfd_settime(fd, 0, &bad, NULL));
	SHOW(timerfd_settime(0, 0, &t, NULL));
	SHOW(timerfd_settime(99, 0, &t, NULL));
	SHOW(timerfd_create(99, 0));
	SHOW(timerfd_create(CLOCK_MONOTONIC, 0x100));
	RAW(timerfd_settime, fd, 0, NOWHERE, NULL);
	RAW(timerfd_gettime, fd, NOWHERE);
	SHOW(read(fd, &count, 4));
	return 0;
}
