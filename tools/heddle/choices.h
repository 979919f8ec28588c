/* SPDX-License-Identifier: MIT */
/*
 * Files of choices, which `heddle shrink -o` writes and the policy "replay:FILE" reads. Each line
 * is "choice THREAD FROM OWN", the numbers of a struct explore_choice, or a comment after "#".
 */
#pragma once
#include "util.h"

/* Add a JOB_CHOICE to the job for each choice in the file. Ends the command when the file cannot be
 * read or is not such a file. */
void choices_add(struct text *job, const char *path);
