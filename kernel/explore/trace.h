/* SPDX-License-Identifier: MIT */
/*
 * The buffer of records that the driver reads.
 */
#pragma once
#include <lib/base.h>

/* All records of the last run: where, and how many bytes. */
size_t trace_read(const char **records);
