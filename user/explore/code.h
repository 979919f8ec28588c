/* SPDX-License-Identifier: MIT */
/*
 * Which code is the program's own, and which calls are events: the job's settings JOB_BASE,
 * JOB_APP, JOB_LIBRARY and JOB_CALL (user/protocol.h), which hold addresses in files.
 */
#pragma once
#include <stdbool.h>

/* Read one of these settings. 0, or -EINVAL: it is wrong or not one of them; -E2BIG: there are too
 * many libraries; -ENOSPC: too many ranges or calls. */
long code_read_word(char *word);

/* Is any code the program's own? */
bool code_is_any_own(void);

/* Pass them to the kernel, as addresses in the running program, whose maps have been read.
 * `control` is /dev/explore. 0 or -errno. */
long code_tell(long control);
