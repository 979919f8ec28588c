/* SPDX-License-Identifier: MIT */
/*
 * The template: the program at its first clone, from which each run's copy is made.
 */
#pragma once

struct process;

/* The current process becomes the template: save the state that runs may change. 0 or -errno;
 * -EOPNOTSUPP: see fs/snapshot/snapshot.h. Thread context. */
int template_keep(void);

/* Give up the template's ids, before the first run, and hide it. Later calls do nothing. */
void template_release_ids(void);

/* Give the template's ids to `copy`, the first process of a run. */
void template_give_ids(struct process *copy);
