/* SPDX-License-Identifier: MIT */
/*
 * The policy `surw`; kernel/explore/schedule/surw.c describes it.
 */
#pragma once
#include <kernel/explore/schedule/policy.h>

extern const struct schedule_policy policy_surw;
