/* SPDX-License-Identifier: MIT */
/*
 * Seeded pseudo-random numbers, the same on every machine: xorshift64* (Vigna, "An experimental
 * exploration of Marsaglia's xorshift generators, scrambled"). For tests; never for
 * secrets. One generator belongs to one user; no locking.
 */
#pragma once
#include <lib/base.h>

struct prng {
	uint64_t state; /* never 0 */
};

/* Any seed will do, also 0. Neighbouring seeds give unrelated sequences (one step of
 * splitmix64). */
static inline void prng_seed(struct prng *prng, uint64_t seed)
{
	seed += 0x9e3779b97f4a7c15;
	seed = (seed ^ seed >> 30) * 0xbf58476d1ce4e5b9;
	seed = (seed ^ seed >> 27) * 0x94d049bb133111eb;
	seed ^= seed >> 31;
	prng->state = seed ? seed : 1;
}

static inline uint64_t prng_next(struct prng *prng)
{
	prng->state ^= prng->state >> 12;
	prng->state ^= prng->state << 25;
	prng->state ^= prng->state >> 27;
	return prng->state * 0x2545f4914f6cdd1d;
}

/* A number in [0, limit), limit > 0. Multiplies, so that no machine has to divide. */
static inline uint32_t prng_below(struct prng *prng, uint32_t limit)
{
	return (uint32_t)((prng_next(prng) >> 32) * limit >> 32);
}
