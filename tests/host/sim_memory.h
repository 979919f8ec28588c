/* SPDX-License-Identifier: MIT */
/*
 * Memory for the simulated machine: each object and stack from the host's malloc(), so that the
 * address sanitizer sees use after free, and counted, so that a leak is a failure.
 */
#pragma once
#include <stddef.h>

/* Objects now allocated. */
size_t sim_memory_count(void);

/* Free one; free all, when a round has failed. */
void sim_memory_free(void *object);
void sim_memory_free_all(void);

/* From now on every `n`th allocation fails; 0: none. */
void sim_memory_fail_every(unsigned n);
