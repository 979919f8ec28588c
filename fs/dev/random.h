/* SPDX-License-Identifier: MIT */
/*
 * Random bytes for programs: ChaCha20 (RFC 8439) over a key that is replaced by its own output, so
 * that earlier bytes cannot be computed from the present state.
 */
#pragma once
#include <lib/base.h>

/* Fill `buffer` with n random bytes. Thread context; does not sleep. */
void random_fill(void *buffer, size_t n);

/* Restart from `seed`: with the virtual clock, the same seed gives the same bytes from here on.
 * Thread context. */
void random_restart(uint64_t seed);

/* Stir `n` unpredictable bytes into the key, such as the seed at boot. Thread context. */
void random_stir(const void *bytes, size_t n);

/* The boot ID: random, drawn by the first call, and the same until the next boot. May sleep. */
void random_boot_id(uint8_t id[16]);
