/* SPDX-License-Identifier: MIT */
/*
 * Random bytes for programs: ChaCha20 (RFC 8439) over a key that each request replaces, so that
 * what was given out earlier cannot be computed from what is there later.
 */
#pragma once
#include <lib/base.h>

/* n random bytes. Any thread context. */
void random_fill(void *buffer, size_t n);

/* From here on the same bytes for the same seed, for runs that must repeat. */
void random_restart(uint64_t seed);

/* Stir `n` bytes into the key: at boot a seed, later whatever nobody can foresee. */
void random_stir(const void *bytes, size_t n);

/* A number that stays the same until the machine is started again, drawn when it is first asked
 * for. Thread context. */
void random_boot_id(uint8_t id[16]);
