/* SPDX-License-Identifier: MIT */
/*
 * Keeps several numbers in floating-point registers through a long computation, twice. Both results
 * are the same, unless another thread's registers got in.
 */
#include <user.h>

#define STEPS  100000
#define ROUNDS 5

/* Chaotic maps: a change of a single bit becomes visible within a few steps. */
static __attribute__((noinline)) double compute(double start)
{
	double a = start, b = start / 2, c = start / 3, d = start / 5;

	for (int i = 0; i < STEPS; i++) {
		a = 3.99 * a * (1 - a);
		b = 3.98 * b * (1 - b);
		c = 3.97 * c * (1 - c);
		d = 3.96 * d * (1 - d);
	}
	return a + b + c + d;
}

int main(int argc, char **argv)
{
	volatile double start = 1.0 / (double)(SYSCALL(__NR_getpid) % 64 + 2);
	volatile double first = compute(start), again; /* x87 registers are wider */

	(void)argc;
	if (!(first > 0 && first < 4)) { /* each of the four stays within (0, 1) */
		print("%s: out of range\n", argv[0]);
		return 2;
	}
	for (int i = 1; i < ROUNDS; i++) {
		again = compute(start);
		if (again != first) {
			print("%s: round %d differs\n", argv[0], i);
			return 1;
		}
	}
	return 0;
}
