/* SPDX-License-Identifier: MIT */
/*
 * Operations of futex(2), the word's bits, and the robust list (set_robust_list(2)).
 */
#pragma once

#define FUTEX_WAIT             0
#define FUTEX_WAKE             1
#define FUTEX_REQUEUE          3
#define FUTEX_CMP_REQUEUE      4
#define FUTEX_WAKE_OP          5
#define FUTEX_LOCK_PI          6
#define FUTEX_UNLOCK_PI        7
#define FUTEX_TRYLOCK_PI       8
#define FUTEX_WAIT_BITSET      9
#define FUTEX_WAKE_BITSET      10
#define FUTEX_LOCK_PI2         13
#define FUTEX_PRIVATE_FLAG     128
#define FUTEX_CLOCK_REALTIME   256
#define FUTEX_BITSET_MATCH_ANY 0xffffffffu

#define FUTEX_WAITERS    0x80000000u
#define FUTEX_OWNER_DIED 0x40000000u
#define FUTEX_TID_MASK   0x3fffffffu

#define FUTEX_OP_OPARG_SHIFT 8

/* The user's list of the locks that a thread holds, and the one that it is about to take or
 * release. */
struct linux_robust_list_head {
	unsigned long first;
	long futex_offset;
	unsigned long pending;
};
#define ROBUST_LIST_LIMIT 2048
