/* SPDX-License-Identifier: MIT */
/*
 * Numbers in text.
 */
#include <lib/number.h>

/* The value of a digit; 16 for any other character. */
static unsigned digit_of(char c)
{
	if (c >= '0' && c <= '9')
		return (unsigned)(c - '0');
	c |= 0x20; /* a small letter */
	return c >= 'a' && c <= 'f' ? (unsigned)(c - 'a') + 10 : 16;
}

bool number_read(const char **text, unsigned base, uint64_t *value)
{
	const char *p = *text;
	uint64_t result = 0;

	if (base == 16 && p[0] == '0' && p[1] == 'x' && digit_of(p[2]) < base)
		p += 2;
	if (digit_of(*p) >= base)
		return false;
	for (; digit_of(*p) < base; p++) {
		uint64_t next = result * base + digit_of(*p);

		/* The upper bits are lost in a number that does not fit. */
		if (result >> 60 && (base == 16 || result > (UINT64_MAX - digit_of(*p)) / base))
			return false;
		result = next;
	}
	*text = p;
	*value = result;
	return true;
}
