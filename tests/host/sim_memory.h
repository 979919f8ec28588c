/* SPDX-License-Identifier: MIT */
/*
 * Memory of the simulated machine: each object and stack comes from the host's malloc(), so that
 * the address sanitizer detects use after free. Objects are counted, so that a leak is a failure.
 */
#pragma once
#include <stddef.h>

/* The number of objects allocated now. */
size_t sim_memory_count(void);

/* Free one object; free all objects after a failed round. */
void sim_memory_free(void *object);
void sim_memory_free_all(void);

/* From now on every `n`th allocation fails; 0: none. */
void sim_memory_fail_every(unsigned n);
