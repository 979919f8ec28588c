/* SPDX-License-Identifier: MIT */
/*
 * The accesses of one profiling run, each once, and which bytes of memory they share: those that
 * two threads touched and one of them wrote. One user, so no locks. Thread context.
 */
#pragma once
#include <lib/base.h>

/* Also the key of a record_set, so it has no padding. Memory that processes do not share has
 * different addresses for each: see access_address(). */
struct access {
	uint64_t address; /* not 0 */
	uint64_t pc;
	uint32_t thread; /* below 65535 */
	uint16_t size;   /* bytes */
	uint16_t write;  /* 0 or 1 */
};

#define ACCESS_SPACE_SHIFT 48
#define ACCESS_SPACES      4096

/* The address `va` of a space: 0 if all spaces share it, otherwise below ACCESS_SPACES. */
static inline uint64_t access_address(uintptr_t va, unsigned space)
{
	return (uint64_t)va | (uint64_t)space << ACCESS_SPACE_SHIFT;
}

static inline uintptr_t access_va(uint64_t address)
{
	return (uintptr_t)(address & ((1ull << ACCESS_SPACE_SHIFT) - 1));
}

/* Forget all accesses; free their memory, too. */
void accesses_clear(void);
void accesses_free(void);

enum access_news {
	ACCESS_NEW,
	ACCESS_KNOWN, /* it was there already */
	ACCESS_LOST,  /* there was no memory for it */
};
enum access_news accesses_add(const struct access *access);

/* Count an access that the kernel makes for `thread`, which has no pc. False: no memory. */
bool accesses_add_words(uint64_t address, size_t size, uint32_t thread, bool write);

/* Has an access written the byte at `address`? */
bool accesses_is_written(uint64_t address);

/* Call `visit` for each access to shared bytes until it returns an error, which is returned. */
int accesses_for_shared(int (*visit)(const struct access *access, void *context), void *context);
