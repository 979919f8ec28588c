/* SPDX-License-Identifier: MIT */
/*
 * /dev/explore, and what its requests do (include/uapi/explore.h).
 */
#pragma once
#include <uapi/explore.h>

/* The machine was booted to explore: from here on its clock is virtual. Boot, once. */
void explore_init(void);

/* Its devices. */
void explore_devices_init(void);

/* The current process's next program is the one to explore. 0, -EINVAL, or -EAGAIN: not yet, a
 * thousand instructions later perhaps. It may take so many steps before its first thread. */
int session_join(uint64_t budget);

/* Wait until the template is there (1) or the program has ended before (0, its result), or -EINTR.
 * Thread context. */
int session_wait(struct explore_result *result);

/* session.ranges is set: 0, -EINVAL, -ENOMEM. Thread context. */
int session_code(void);

/* Can `run` be asked for? 0, or -EINVAL with the reason in run->result.what. */
int session_check(struct explore_run *run);

/* Do session.run, which session_check() has passed: 0, -EINVAL, -ENOMEM, -EINTR. Thread context. */
int session_run(void);
