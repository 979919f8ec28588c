/* SPDX-License-Identifier: MIT */
/*
 * Whose code is whose: what the lines `base`, `app` and `call` of a job say of the program's
 * file; `call` behind a line `library BASE PATH` is of that file.
 */
#pragma once

/* If `line` is one of these, keep what it says: 1. */
int code_read_line(char *line);

/* Tell the kernel, by addresses of the running program `pid`. 0 or -errno. */
long code_tell(long control, long pid);

/* What follows `key` and a space at the start of `line`; NULL. */
char *value_of(char *line, const char *key);
