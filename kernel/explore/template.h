/* SPDX-License-Identifier: MIT */
/*
 * The template: the program at its first clone, from which each run's copy is made.
 */
#pragma once

struct aspace;
struct process;

/* The current process becomes the template: save the state that runs may change. 0 or -errno;
 * -EOPNOTSUPP: see fs/snapshot/snapshot.h. Thread context. */
int template_keep(void);

/* Give up the template's ids, before the first run, and hide it. Later calls do nothing. */
void template_release_ids(void);

/* Give the template's ids to `copy`, the first process of a run. */
void template_give_ids(struct process *copy);

/* The memory of the next copy, with a reference for it: that of an earlier copy, restored. NULL:
 * the template must be forked. Thread context, may sleep; no run is going on. */
struct aspace *template_memory(void);

/* Keep the memory of a copy that has just been forked for later copies, if none is kept yet. Thread
 * context, before the copy runs. */
void template_keep_memory(struct aspace *memory);

/* Let the current thread, the template's or the driver's, run in the kernel's address space, so
 * that switching to it does not flush the TLB; and in its own again. In between, it does not use
 * its memory. Thread context. */
void template_leave_memory(void);
void template_return_memory(void);
