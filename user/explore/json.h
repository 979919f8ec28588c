/* SPDX-License-Identifier: MIT */
/*
 * Lines of JSON on standard output, member by member. A comma behind the last member of an object
 * or array is taken off where it ends.
 */
#pragma once

/* {"type":"...", */
void json_begin(const char *type);

/* "name":value, "name":"0x..." (digits 0) or with as many digits at least and no 0x, "name":"text"
 * with its bytes as characters; without a name (NULL) only the value. */
void json_number(const char *name, unsigned long long value);
void json_hex(const char *name, unsigned long long value, int digits);
void json_text(const char *name, const char *text, unsigned long length);

/* "name":{ or [, and their ends. */
void json_open(const char *name, char bracket);
void json_close(char bracket);

/* As it stands; in decimal. */
void json_put(const char *text);
void json_put_number(unsigned long long value);

void json_end(void);
