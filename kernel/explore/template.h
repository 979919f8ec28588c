/* SPDX-License-Identifier: MIT */
/*
 * The template: the program at its first clone, from which each run's copy is made.
 */
#pragma once

struct process;

/* Remember what runs may change. In its thread. 0 or -ENOMEM. */
int template_keep(void);

/* Before the first run: others may have its number. Each run's first process gets it. */
void template_leave_number(void);
void template_give_number(struct process *copy);
