/* SPDX-License-Identifier: MIT */
/*
 * Values of options. An error ends the command with a message that names the option.
 */
#pragma once
#include <argp.h>
#include <stdint.h>

#define MEMORY_MIN_MIB 16
#define MEMORY_MAX_MIB (1u << 20)

/* A decimal number from `min` to `max`. `option` is as typed: "--jobs". */
uint64_t parse_number(struct argp_state *state, const char *option, const char *text, uint64_t min,
	uint64_t max);

/* A size in MiB, or with K, M, G or T behind it; MEMORY_MIN_MIB to MEMORY_MAX_MIB, in MiB. */
unsigned parse_size(struct argp_state *state, const char *option, const char *text);
