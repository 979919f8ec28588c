/* SPDX-License-Identifier: MIT */
/*
 * Bit counting for machines without instructions for it: the functions the compiler calls (GCC
 * internals, "Routines for integer arithmetic"), so that the kernel links against no compiler
 * support library. Nothing here may use the builtins that end up here.
 */
#include <lib/base.h>

int LIBC_NAME(__clzdi2)(uint64_t x);
int LIBC_NAME(__ctzdi2)(uint64_t x);
int LIBC_NAME(__popcountdi2)(uint64_t x);

/* Leading zeros of x != 0, by halving. */
int LIBC_NAME(__clzdi2)(uint64_t x)
{
	int n = 63;

	for (int half = 32; half; half /= 2) {
		if (x >> half) {
			n -= half;
			x >>= half;
		}
	}
	return n;
}

/*
 * Trailing zeros of x != 0. The lowest bit alone times a de Bruijn number shifts a 6-bit pattern to
 * the top that no other position gives; the table maps it back.
 */
int LIBC_NAME(__ctzdi2)(uint64_t x)
{
	/* clang-format off */
	static const unsigned char position[64] = {
		0,  1,  2,  53, 3,  7,  54, 27, 4,  38, 41, 8,  34, 55, 48, 28,
		62, 5,  39, 46, 44, 42, 22, 9,  24, 35, 59, 56, 49, 18, 29, 11,
		63, 52, 6,  26, 37, 40, 33, 47, 61, 45, 43, 21, 23, 58, 17, 10,
		51, 25, 36, 32, 60, 20, 57, 16, 50, 31, 19, 15, 30, 14, 13, 12,
	};
	/* clang-format on */

	return position[(x & -x) * 0x022fdd63cc95386d >> 58];
}

/* Bits set: sums of 2, 4 and 8 bits in place, then all bytes into the top one. */
int LIBC_NAME(__popcountdi2)(uint64_t x)
{
	x -= x >> 1 & 0x5555555555555555;
	x = (x & 0x3333333333333333) + (x >> 2 & 0x3333333333333333);
	x = (x + (x >> 4)) & 0x0f0f0f0f0f0f0f0f;
	return (int)(x * 0x0101010101010101 >> 56);
}
