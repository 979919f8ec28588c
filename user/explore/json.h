/* SPDX-License-Identifier: MIT */
/*
 * Lines of JSON on standard output (user/protocol.h lists them). A line is built member by member
 * and written whole. A comma is written after each member, and removed when the object or array
 * ends. Text that does not fit into a line is cut off.
 */
#pragma once
#include <stddef.h>
#include <stdint.h>

/* Begin the line {"type":"..."; end and write it. */
void json_begin(const char *type);
void json_end(void);

/* Add a member or, if `name` is NULL, an array's element. */
void json_number(const char *name, uint64_t value);
void json_address(const char *name, uint64_t value); /* "0x..." */
void json_text(const char *name, const char *text);
void json_bytes(const char *name, const char *bytes, size_t length); /* see "output" */

/* Add a string that printf() makes, of characters that need no escape. */
void json_format(const char *name, const char *fmt, ...) __attribute__((format(printf, 2, 3)));

/* Add a string that has 16 hexadecimal digits for each of `count` numbers. */
void json_hashes(const char *name, const uint64_t *hashes, size_t count);

/* Begin and end an object or array: `bracket` is one of {}[]. */
void json_open(const char *name, char bracket);
void json_close(char bracket);
