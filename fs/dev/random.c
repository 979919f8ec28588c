/* SPDX-License-Identifier: MIT */
/*
 * The generator. Half of each block of the key's stream is the next key, so that earlier output
 * cannot be recomputed. The other half is a pool that serves small requests. A large request draws
 * a key of its own from the pool and generates that key's stream without the lock. Entropy is
 * stirred in: the seed at boot, and the cycle counter at each block.
 */
#include <arch/time.h>
#include <fs/dev/random.h>
#include <kernel/sync/mutex.h>
#include <kernel/sync/spinlock.h>
#include <kernel/time/clock.h>
#include <lib/string.h>

static struct spinlock lock = SPINLOCK_INIT("random", LOCK_RANK_FILES);
/* Lock: lock. */
static uint32_t key[8];
static uint8_t pool[32];
static size_t pool_left; /* unused bytes, at its end */

static uint32_t rotate(uint32_t x, int n)
{
	return x << n | x >> (32 - n);
}

static ALWAYS_INLINE void quarter(uint32_t *x, int a, int b, int c, int d)
{
	x[a] += x[b];
	x[d] = rotate(x[d] ^ x[a], 16);
	x[c] += x[d];
	x[b] = rotate(x[b] ^ x[c], 12);
	x[a] += x[b];
	x[d] = rotate(x[d] ^ x[a], 8);
	x[c] += x[d];
	x[b] = rotate(x[b] ^ x[c], 7);
}

/* One block of the stream with the key `from` (RFC 8439, 2.3). */
static void block(const uint32_t from[8], uint32_t counter, uint32_t nonce, uint32_t out[16])
{
	const uint32_t start[16] = {0x61707865, 0x3320646e, 0x79622d32, 0x6b206574, from[0],
		from[1], from[2], from[3], from[4], from[5], from[6], from[7], counter, nonce};

	memcpy(out, start, sizeof(start));
	for (int i = 0; i < 10; i++) {
		quarter(out, 0, 4, 8, 12);
		quarter(out, 1, 5, 9, 13);
		quarter(out, 2, 6, 10, 14);
		quarter(out, 3, 7, 11, 15);
		quarter(out, 0, 5, 10, 15);
		quarter(out, 1, 6, 11, 12);
		quarter(out, 2, 7, 8, 13);
		quarter(out, 3, 4, 9, 14);
	}
	for (int i = 0; i < 16; i++)
		out[i] += start[i];
}

/* Mix `n` bytes into the key and drop the pool. Lock: lock. */
static void stir_locked(const uint8_t *from, size_t n)
{
	uint32_t out[16];

	assert_locked(&lock);
	while (n) {
		size_t part = MIN(n, sizeof(key));

		for (size_t i = 0; i < part; i++)
			((uint8_t *)key)[i] ^= from[i];
		block(key, 0, 1, out);
		memcpy(key, out, sizeof(key));
		from += part;
		n -= part;
	}
	pool_left = 0;
}

void random_stir(const void *bytes, size_t n)
{
	spin_lock(&lock);
	stir_locked(bytes, n);
	spin_unlock(&lock);
}

void random_restart(uint64_t seed)
{
	spin_lock(&lock);
	memset(key, 0, sizeof(key));
	stir_locked((const uint8_t *)&seed, sizeof(seed));
	spin_unlock(&lock);
}

/* Replace the key and refill the pool. Lock: lock. */
static void refill_locked(void)
{
	uint64_t cycles = clock_is_virtual ? 0 : arch_cycles();
	uint32_t out[16];

	assert_locked(&lock);
	key[0] ^= (uint32_t)cycles;
	key[1] ^= (uint32_t)(cycles >> 32);
	block(key, 0, 0, out);
	memcpy(key, out, sizeof(key));
	memcpy(pool, out + 8, sizeof(pool));
	memset(out, 0, sizeof(out));
	pool_left = sizeof(pool);
}

static void draw(uint8_t *to, size_t n)
{
	spin_lock(&lock);
	while (n) {
		size_t part = MIN(n, pool_left);
		uint8_t *from = pool + sizeof(pool) - pool_left;

		memcpy(to, from, part);
		memset(from, 0, part);
		to += part;
		n -= part;
		pool_left -= part;
		if (n)
			refill_locked();
	}
	spin_unlock(&lock);
}

void random_fill(void *buffer, size_t n)
{
	uint32_t out[16], mine[8];
	uint8_t *to = buffer;

	if (n <= 2 * sizeof(mine)) {
		draw(buffer, n);
		return;
	}
	draw((uint8_t *)mine, sizeof(mine));
	for (uint32_t counter = 0; n; counter++) {
		size_t part = MIN(n, sizeof(out));

		block(mine, counter, 2, out);
		memcpy(to, out, part);
		to += part;
		n -= part;
	}
	memset(mine, 0, sizeof(mine));
	memset(out, 0, sizeof(out));
}

void random_boot_id(uint8_t id[16])
{
	static struct mutex once = MUTEX_INIT(once, "boot id");
	static uint8_t bytes[16];
	static bool made;

	mutex_lock(&once);
	if (!made)
		random_fill(bytes, sizeof(bytes));
	made = true;
	memcpy(id, bytes, sizeof(bytes));
	mutex_unlock(&once);
}
