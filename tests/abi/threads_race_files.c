/* SPDX-License-Identifier: MIT */
/*
 * threads open, write and close files at the same time, in one descriptor table.
 */
#include <abi.h>

static volatile int wrong;

static void *thread(void *argument)
{
	char name[16], text[16] = "";

	snprintf(name, sizeof(name), "file%d", (int)(intptr_t)argument);
	for (int i = 0; i < 100; i++) {
		int fd = open(name, O_RDWR | O_CREAT | O_TRUNC, 0600);

		wrong += fd < 0 || write(fd, name, 5) != 5;
		wrong += pread(fd, text, 16, 0) != 5 || memcmp(text, name, 5) != 0;
		wrong += close(fd) != 0;
	}
	return NULL;
}

int main(void)
{
	pthread_t t[4];

	for (intptr_t i = 0; i < 4; i++)
		pthread_create(&t[i], NULL, thread, (void *)i);
	for (int i = 0; i < 4; i++)
		pthread_join(t[i], NULL);
	out("%d wrong", wrong);
	SHOW(dup(0));
	return 0;
}
