/* SPDX-License-Identifier: MIT */
/*
 * 64-bit division for 32-bit machines: the functions the compiler calls (GCC internals, "Routines
 * for integer arithmetic"), so that the kernel links against no compiler support library.
 */
#include <lib/base.h>

#if __SIZEOF_POINTER__ == 4
uint64_t __udivmoddi4(uint64_t n, uint64_t d, uint64_t *remainder);
uint64_t __udivdi3(uint64_t n, uint64_t d);
uint64_t __umoddi3(uint64_t n, uint64_t d);
int64_t __divdi3(int64_t n, int64_t d);
int64_t __moddi3(int64_t n, int64_t d);

uint64_t __udivmoddi4(uint64_t n, uint64_t d, uint64_t *remainder)
{
	uint64_t quotient = 0;
	unsigned shift = 0;

	if (n >> 32 == 0 && d >> 32 == 0) {
		if (remainder)
			*remainder = (uint32_t)n % (uint32_t)d;
		return (uint32_t)n / (uint32_t)d;
	}
	while (!(d >> 63) && d << 1 <= n) {
		d <<= 1;
		shift++;
	}
	for (;; d >>= 1, shift--) {
		quotient <<= 1;
		if (n >= d) {
			n -= d;
			quotient |= 1;
		}
		if (shift == 0)
			break;
	}
	if (remainder)
		*remainder = n;
	return quotient;
}

uint64_t __udivdi3(uint64_t n, uint64_t d)
{
	return __udivmoddi4(n, d, NULL);
}

uint64_t __umoddi3(uint64_t n, uint64_t d)
{
	uint64_t remainder;

	__udivmoddi4(n, d, &remainder);
	return remainder;
}

int64_t __divdi3(int64_t n, int64_t d)
{
	uint64_t q = __udivmoddi4(n < 0 ? -(uint64_t)n : (uint64_t)n,
		d < 0 ? -(uint64_t)d : (uint64_t)d, NULL);

	return (int64_t)((n < 0) != (d < 0) ? -q : q);
}

int64_t __moddi3(int64_t n, int64_t d)
{
	uint64_t remainder;

	__udivmoddi4(n < 0 ? -(uint64_t)n : (uint64_t)n, d < 0 ? -(uint64_t)d : (uint64_t)d,
		&remainder);
	return (int64_t)(n < 0 ? -remainder : remainder);
}
#endif
