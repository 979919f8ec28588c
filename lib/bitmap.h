/* SPDX-License-Identifier: MIT */
/*
 * Bit searching in words, and fixed-size bitmaps over them.
 */
#pragma once
#include <lib/base.h>

#define BITS_PER_WORD   (8 * (unsigned)sizeof(unsigned long))
#define BITMAP_WORDS(n) (((n) + BITS_PER_WORD - 1) / BITS_PER_WORD)

/*
 * The number of the lowest, or the highest, bit set in `x`, which is not 0. One instruction; on
 * machines without one, a call into lib/bitops.c.
 */
static inline unsigned bit_ffs(unsigned long x)
{
	return (unsigned)__builtin_ctzl(x);
}

static inline unsigned bit_fls(unsigned long x)
{
	return BITS_PER_WORD - 1 - (unsigned)__builtin_clzl(x);
}

static inline bool bitmap_test(const unsigned long *map, size_t bit)
{
	return map[bit / BITS_PER_WORD] >> bit % BITS_PER_WORD & 1;
}

static inline void bitmap_set(unsigned long *map, size_t bit)
{
	map[bit / BITS_PER_WORD] |= BIT(bit % BITS_PER_WORD);
}

static inline void bitmap_clear(unsigned long *map, size_t bit)
{
	map[bit / BITS_PER_WORD] &= ~BIT(bit % BITS_PER_WORD);
}

/* The first clear bit in [from, bits); `bits` if there is none. */
static inline size_t bitmap_next_clear(const unsigned long *map, size_t bits, size_t from)
{
	while (from < bits) {
		if (from % BITS_PER_WORD == 0 && map[from / BITS_PER_WORD] == ~0ul)
			from += BITS_PER_WORD;
		else if (bitmap_test(map, from))
			from++;
		else
			return from;
	}
	return bits;
}

/* The last set bit below `bits`; -1 if there is none. */
static inline int bitmap_last(const unsigned long *map, size_t bits)
{
	size_t word = bits / BITS_PER_WORD;
	unsigned long part = bits % BITS_PER_WORD ? map[word] & (BIT(bits % BITS_PER_WORD) - 1) : 0;

	while (!part) {
		if (word == 0)
			return -1;
		part = map[--word];
	}
	return (int)(word * BITS_PER_WORD + bit_fls(part));
}
