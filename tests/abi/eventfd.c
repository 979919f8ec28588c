/* SPDX-License-Identifier: MIT */
/*
 * event counters as files.
 */
#include <abi.h>
#include <sys/eventfd.h>

int main(void)
{
	int fd = eventfd(3, EFD_NONBLOCK), sem = eventfd(2, EFD_SEMAPHORE | EFD_NONBLOCK);
	uint64_t value = 0, most = UINT64_MAX;

	SHOW(read(fd, &value, 8));
	out("%d", (int)value);
	SHOW(read(fd, &value, 8));
	value = 5;
	SHOW(write(fd, &value, 8));
	SHOW(write(fd, &value, 8));
	SHOW(read(fd, &value, 8));
	out("%d", (int)value);
	SHOW(write(fd, &most, 8));
	most--;
	SHOW(write(fd, &most, 8));
	value = 1;
	SHOW(write(fd, &value, 8));
	SHOW(read(fd, &value, 4));
	SHOW(write(fd, &value, 4));
	SHOW(read(sem, &value, 8));
	out("%d", (int)value);
	SHOW(read(sem, &value, 8));
	SHOW(read(sem, &value, 8));
	SHOW(eventfd(0, 0x100));
	SHOW(read(fd, NOWHERE, 8));
	return 0;
}
