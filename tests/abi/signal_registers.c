/* SPDX-License-Identifier: MIT */
/*
 * integer and floating-point registers survive a handler that uses them all.
 */
#include <abi.h>

static volatile double sink;
static volatile int calls;

static void handler(int signal)
{
	double x = 1.5;

	for (int i = 0; i < 100; i++)
		x = x * 1.25 + i;
	sink = x;
	calls++;
}

struct numbers {
	double a, b, c, d;
	long i, j, k;
};

static struct numbers compute(void)
{
	struct numbers r = {1, 2, 3, 4, 5, 6, 7};

	for (int n = 0; n < 200; n++) {
		r.a += 0.5;
		r.b += r.a;
		r.c -= 0.25;
		r.d += r.c;
		r.i += r.j;
		r.j ^= r.k;
		r.k += n;
	}
	return r;
}

int main(void)
{
	struct itimerval timer = {{0, 1000}, {0, 1000}};
	struct numbers right = compute();
	int wrong = 0;

	signal(SIGALRM, handler);
	setitimer(ITIMER_REAL, &timer, NULL);
	for (int round = 0; calls < 20 && round < 10000000; round++) {
		struct numbers now = compute();

		wrong += memcmp(&now, &right, sizeof(now)) != 0;
	}
	out("%s, calls %s", wrong ? "damaged" : "kept", calls >= 20 ? "enough" : "too few");
	return 0;
}
