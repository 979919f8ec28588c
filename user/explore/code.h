/* SPDX-License-Identifier: MIT */
/*
 * Which code is the program's own: what JOB_BASE, JOB_APP, JOB_LIBRARY and JOB_CALL of the job say
 * (user/protocol.h), by addresses of the files.
 */
#pragma once

/* Read one of these settings. 0, or -EINVAL: it is another or wrong; -E2BIG: there are too many. */
long code_read_word(char *word);

/* Give them to the kernel, as addresses in the running program, whose maps have been read.
 * `control` is /dev/explore. 0 or -errno. */
long code_tell(long control);
