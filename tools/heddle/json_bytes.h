/* SPDX-License-Identifier: MIT */
/*
 * Strings of JSON made of bytes, such as paths and arguments, which need not be UTF-8. A byte that
 * is not part of a valid character becomes the character U+EF00 plus the byte, in Unicode's private
 * use area. So do the bytes of the characters U+EF80 to U+EFFF themselves. Any bytes can therefore
 * be restored.
 */
#pragma once
#include <jansson.h>
#include <stddef.h>

/* A string made of `size` bytes, or of a C string; to be released. */
json_t *json_bytes(const void *bytes, size_t size);
json_t *json_text(const char *text);

/* The bytes of a string, and a zero byte that *size does not count; to be freed. `size` may be
 * NULL. No bytes, if it is no string. */
char *json_bytes_of(const json_t *string, size_t *size);

/* Replace all strings in a line of user/explore, which writes a byte as the character with the
 * byte's value. */
void json_import(json_t *json);

/* `json` itself; ends the command if it is NULL: it could not be made. */
json_t *json_made(json_t *json);
