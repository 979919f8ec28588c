/* SPDX-License-Identifier: MIT */
/*
 * struct timex of adjtimex(2), with the architecture's long and 64-bit.
 */
#pragma once
#include <stdint.h>
#include <uapi/time.h>

#define ADJ_SETOFFSET      0x0100
#define ADJ_NANO           0x2000
#define ADJ_OFFSET_SS_READ (0xa001 & ~ADJ_NANO)

#define STA_UNSYNC      0x40
#define TIME_ERROR      5
#define TIMEX_ERROR_MAX 16000000 /* microseconds: unknown */

struct linux_timex_long {
	unsigned modes;
	long offset, freq, maxerror, esterror;
	int status;
	long constant, precision, tolerance;
	struct linux_timeval_long time;
	long tick, ppsfreq, jitter;
	int shift;
	long stabil, jitcnt, calcnt, errcnt, stbcnt;
	int tai, unused[11];
};

struct linux_timex64 {
	unsigned modes, unused0;
	int64_t offset, freq, maxerror, esterror;
	int status, unused1;
	int64_t constant, precision, tolerance;
	struct {
		int64_t tv_sec, tv_usec;
	} time;
	int64_t tick, ppsfreq, jitter;
	int shift, unused2;
	int64_t stabil, jitcnt, calcnt, errcnt, stbcnt;
	int tai, unused[11];
};
