/* SPDX-License-Identifier: MIT */
/*
 * Identifying builds: a seed selects the same schedule only with the same kernel, first process,
 * program and files.
 */
#pragma once
#include "job.h"

/* An identifier of the kernel and of all files of a job that has been collected, its arguments
 * included: 16 hexadecimal digits, to be freed. The job's own settings do not count. */
char *build_of_job(struct job *job);

/* An identifier of an architecture's kernel and first processes; NULL: they are not installed. */
char *build_of_machine(const struct arch *arch);
