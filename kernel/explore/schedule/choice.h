/* SPDX-License-Identifier: MIT */
/*
 * Choices of a schedule: finding a given one, and recording one that was made.
 */
#pragma once
#include <kernel/explore/schedule/schedule.h>

/* Start a schedule: the picks' random numbers. */
void choice_begin(struct schedule *s, uint64_t seed);

/* The choice of `kind` given for the present event of `thread`, its `order`th of that kind (from
 * 0); NULL: there is none. */
const struct choice *choice_given(struct schedule *s, uint32_t thread,
	enum explore_choice_kind kind, uint32_t order);

/* Record a choice made at the present event of `thread`. */
void choice_record(struct schedule *s, uint32_t thread, enum explore_choice_kind kind,
	uint32_t value, uint32_t order);
