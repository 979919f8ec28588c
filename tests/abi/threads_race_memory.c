/* SPDX-License-Identifier: MIT */
/*
 * threads map, touch and unmap memory at the same time.
 */
#include <abi.h>

static volatile int wrong;

static void *thread(void *argument)
{
	for (int i = 0; i < 100; i++) {
		char *p = mmap(NULL, 8 * PAGE, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS,
			-1, 0);

		if (p == MAP_FAILED) {
			wrong++;
			continue;
		}
		for (int n = 0; n < 8; n++)
			p[n * PAGE] = (char)((intptr_t)argument + n);
		mprotect(p, 4 * PAGE, PROT_READ);
		for (int n = 0; n < 8; n++)
			wrong += p[n * PAGE] != (char)((intptr_t)argument + n);
		wrong += munmap(p, 8 * PAGE) != 0;
	}
	return NULL;
}

int main(void)
{
	pthread_t t[4];

	for (intptr_t i = 0; i < 4; i++)
		pthread_create(&t[i], NULL, thread, (void *)(i * 10));
	for (int i = 0; i < 4; i++)
		pthread_join(t[i], NULL);
	out("%d wrong", wrong);
	return 0;
}
