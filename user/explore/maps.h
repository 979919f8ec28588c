/* SPDX-License-Identifier: MIT */
/*
 * Where the files of the explored program are mapped: /proc/PID/maps.
 */
#pragma once
#include <stdbool.h>
#include <stdint.h>

struct map {
	uint64_t start, end, offset;
	bool is_code;
	const char *path; /* "": no file */
};

/* Read the maps of a process. They replace those read before. */
void maps_read(long pid);

/* Map number `i`, in the order of the addresses; NULL: there are fewer. */
const struct map *maps_get(unsigned i);

/* The lowest address at which the file `path` is mapped; 0: nowhere. */
uint64_t maps_address_of(const char *path);

/* Is code mapped at `address`? */
bool maps_is_code(uint64_t address);
