/* SPDX-License-Identifier: MIT */
/*
 * What every host test includes: cmocka with the headers it wants first, and a short way to write
 * tests. A failed ASSERT() in the code under test fails the test, unless it stands in
 * expect_assert_failure(). Tests draw from generators with fixed seeds, so a failure repeats.
 */
#pragma once
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

/* One test case: TEST(name) { ... }; listed in main() as cmocka_unit_test(name). */
#define TEST(name) static void name(__attribute__((unused)) void **state)

/* When set, it is told of a failed ASSERT() first, and does not return. */
extern void (*harness_assert_hook)(const char *expr, const char *file, int line, const char *func);
