/* SPDX-License-Identifier: MIT */
/*
 * The option --faults: which faults may happen, as bits by enum explore_fault.
 */
#pragma once
#include <argp.h>
#include <stdint.h>

/* Read "all", "none" or names with a comma between two. End the command when it is wrong. */
uint32_t faults_parse(struct argp_state *state, const char *text);

/* Names with a comma between two, "" for none; to be freed. */
char *faults_text(uint32_t faults);
