/* SPDX-License-Identifier: MIT */
/*
 * Included by every host test: cmocka with the headers that it needs first, and a short way to
 * write tests. A failed ASSERT() in the code under test fails the test, except inside
 * expect_assert_failure(). Random tests have fixed seeds, so failures repeat.
 */
#pragma once
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

/* Defines a test case: TEST(name) { ... }. main() lists it as cmocka_unit_test(name). */
#define TEST(name) static void name(__attribute__((unused)) void **state)

/* If set, called first on a failed ASSERT(); does not return. */
extern void (*harness_assert_hook)(const char *expr, const char *file, int line, const char *func);
