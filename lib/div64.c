/* SPDX-License-Identifier: MIT */
/*
 * 64-bit division for 32-bit machines: the functions that the compiler calls (GCC internals,
 * "Routines for integer arithmetic"), so that the kernel links against no compiler support library.
 * Division by zero fails an assertion: the machines' own instruction would trap, but it divides
 * only 32-bit operands.
 */
#include <lib/assert.h>
#include <lib/bitmap.h>

#if __SIZEOF_POINTER__ == 4 || defined(HEDDLE_HOST)
uint64_t LIBC_NAME(__udivmoddi4)(uint64_t n, uint64_t d, uint64_t *remainder);
int64_t LIBC_NAME(__divmoddi4)(int64_t n, int64_t d, int64_t *remainder);
uint64_t LIBC_NAME(__udivdi3)(uint64_t n, uint64_t d);
uint64_t LIBC_NAME(__umoddi3)(uint64_t n, uint64_t d);
int64_t LIBC_NAME(__divdi3)(int64_t n, int64_t d);
int64_t LIBC_NAME(__moddi3)(int64_t n, int64_t d);

static unsigned highest_bit(uint64_t x)
{
	return x >> 32 ? 32 + bit_fls((uint32_t)(x >> 32)) : bit_fls((uint32_t)x);
}

/* Long division in base 2, one step for each bit that the quotient can have. */
uint64_t LIBC_NAME(__udivmoddi4)(uint64_t n, uint64_t d, uint64_t *remainder)
{
	uint64_t quotient = 0;

	ASSERT(d != 0);
	if ((n | d) >> 32 == 0) {
		quotient = (uint32_t)n / (uint32_t)d;
		n = (uint32_t)n % (uint32_t)d;
	} else if (d <= n) {
		unsigned shift = highest_bit(n) - highest_bit(d);

		d <<= shift;
		for (unsigned i = 0; i <= shift; i++, d >>= 1) {
			quotient <<= 1;
			if (n >= d) {
				n -= d;
				quotient |= 1;
			}
		}
	}
	if (remainder)
		*remainder = n;
	return quotient;
}

static uint64_t magnitude(int64_t x)
{
	return x < 0 ? -(uint64_t)x : (uint64_t)x;
}

/* The quotient is rounded towards 0, and the remainder has the sign of `n` (C17 6.5.5). */
int64_t LIBC_NAME(__divmoddi4)(int64_t n, int64_t d, int64_t *remainder)
{
	uint64_t rest;
	uint64_t quotient = LIBC_NAME(__udivmoddi4)(magnitude(n), magnitude(d), &rest);

	*remainder = (int64_t)(n < 0 ? -rest : rest);
	return (int64_t)((n < 0) != (d < 0) ? -quotient : quotient);
}

uint64_t LIBC_NAME(__udivdi3)(uint64_t n, uint64_t d)
{
	return LIBC_NAME(__udivmoddi4)(n, d, NULL);
}

uint64_t LIBC_NAME(__umoddi3)(uint64_t n, uint64_t d)
{
	uint64_t remainder;

	LIBC_NAME(__udivmoddi4)(n, d, &remainder);
	return remainder;
}

int64_t LIBC_NAME(__divdi3)(int64_t n, int64_t d)
{
	int64_t remainder;

	return LIBC_NAME(__divmoddi4)(n, d, &remainder);
}

int64_t LIBC_NAME(__moddi3)(int64_t n, int64_t d)
{
	int64_t remainder;

	LIBC_NAME(__divmoddi4)(n, d, &remainder);
	return remainder;
}
#endif
