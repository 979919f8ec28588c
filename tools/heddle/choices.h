/* SPDX-License-Identifier: MIT */
/*
 * Choices as text, as user/protocol.h describes it. Files of choices, which `heddle shrink -o`
 * writes and the policy "replay:FILE" reads, have one choice in each line, behind the word "choice"
 * and a space, or a comment after "#".
 */
#pragma once
#include "util.h"
#include <jansson.h>
#include <stdbool.h>

/* Add a JOB_CHOICE to the job for each choice in the file. Ends the command when the file cannot be
 * read or is not such a file. */
void choices_add(struct text *job, const char *path);

/* Is a "choice" line of the machine a switch? */
bool choice_is_switch(const json_t *choice);

/* The choice of such a line as text, for JOB_CHOICE; to be freed. */
char *choice_text(const json_t *choice);
