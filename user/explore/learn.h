/* SPDX-License-Identifier: MIT */
/*
 * The runs before the first seed: those that find the memory that several threads use, and those
 * from which the policies' estimates come. They are the same for all seeds.
 */
#pragma once
#include <stdbool.h>
#include <stdint.h>

/* Do them all. First the program's own accesses are found, then all: so those of the events "app"
 * are the same whatever the seeds and their settings are, and each of them can be repeated alone.
 * `control` is /dev/explore; run_once() runs a seed with the settings of job.run. 0 or -errno. */
long learn(long control, long (*run_once)(uint64_t seed, bool traced));

/* Write a line that says what these runs could not watch; nothing if they have watched all. */
void learn_report(void);
