/* SPDX-License-Identifier: MIT */
/*
 * What /dev/explore is asked by the process that drives an exploration (user/explore.c): to run one
 * program under many thread schedules. docs/explore.md tells the whole.
 */
#pragma once
#include <stdint.h>

/* ioctl(2) requests. */
/* const uint64_t *, steps: the caller's process is explored from its next execve() on, and may take
 * that many steps before its first thread. EAGAIN: not yet; try again after a loop of a few
 * thousand instructions. */
#define EXPLORE_JOIN 0x4501
/* struct explore_result *: wait until the program is about to make its first thread or process, or
 * has ended. */
#define EXPLORE_WAIT 0x4502
/* struct explore_run *: run it from there to its end, under one schedule. */
#define EXPLORE_RUN 0x4503
/* const struct explore_ranges *: once the template exists. */
#define EXPLORE_CODE 0x4504

/* Which steps of the program are events, where another thread may go on. */
enum explore_events {
	EXPLORE_SYNC,   /* system calls that others may notice */
	EXPLORE_SHARED, /* also accesses to words that several threads use */
	EXPLORE_APP,    /* of those only the program's own, and its calls into its library */
	EXPLORE_INSN,   /* also any instruction */
};

enum explore_verdict {
	EXPLORE_ENDED,    /* status tells how */
	EXPLORE_DEADLOCK, /* nobody can go on, and no time will change that */
	EXPLORE_LIVELOCK, /* more steps than allowed */
	EXPLORE_UNSUPPORTED,
};

struct explore_result {
	uint32_t verdict;
	int32_t status;        /* as wait4() has it */
	uint64_t hash;         /* of all that must be the same in a repetition */
	uint64_t steps;        /* user instructions */
	uint64_t instructions; /* the machine's, its own included, from the fork on */
	uint32_t events, switches, threads;
	uint32_t breakpoints;
	uint32_t choices; /* recorded; more than there was room for are counted, not stored */
	/* The last fault that became a signal. */
	int32_t signal, fault_thread;
	uint64_t fault_address, fault_pc;
	char what[64]; /* that is unsupported */
};

/* Another thread than the plain one was chosen: `thread`, when `from` came to its own event number
 * `own` (from 1), which was number `event` of all. Given back, `event` does not count: so a choice
 * stays where it is when others are left out. */
struct explore_choice {
	uint32_t event, thread;
	uint32_t from, own;
};

enum explore_purpose {
	EXPLORE_TRY,     /* a schedule */
	EXPLORE_LEARN,   /* the same, and what it shows of events is what policies guess from */
	EXPLORE_PROFILE, /* find out which words are shared; later runs have events at them */
};

/* What is the program's own code, and which functions' entries are events; addresses as they are in
 * the running program. */
#define EXPLORE_RANGES_MAX 256
struct explore_ranges {
	uint32_t count, calls;
	struct {
		uint64_t start, end;
	} range[EXPLORE_RANGES_MAX];
	uint64_t call[EXPLORE_RANGES_MAX];
};

struct explore_run {
	char policy[24];
	uint64_t seed;
	uint64_t budget;  /* steps */
	uint32_t events;  /* enum explore_events */
	uint32_t trace;   /* keep what happens for read() */
	uint32_t purpose; /* enum explore_purpose */
	uint32_t pad;
	/* Choices for the policy "replay", and room for those that this schedule makes. */
	uint64_t given, made; /* addresses of struct explore_choice[] */
	uint32_t given_count, made_room;
	struct explore_result result;
};

/* Records that read() gives after a traced run. */
enum explore_record_kind {
	EXPLORE_RECORD_THREAD, /* `thread` was made by `other` */
	EXPLORE_RECORD_SWITCH, /* from `thread` to `other` at `pc` of `thread`, for `detail` */
	EXPLORE_RECORD_CALL,   /* `thread` makes a call that is an event; `word` its futex */
	EXPLORE_RECORD_ACCESS, /* `thread` is about to access `word`; detail 1: write */
	EXPLORE_RECORD_WAKE,   /* `thread` can go on since `other` has run */
	EXPLORE_RECORD_STUCK,  /* at the end, `thread` waits for `word`, held by `other` */
	EXPLORE_RECORD_STACK,  /* what `thread` has on its stack: `detail` bytes of words follow; in
				* front of a record about where it is */
	EXPLORE_RECORD_HOT,    /* over budget, `detail` looks out of some found `thread` at `pc` */
	EXPLORE_RECORD_OUTPUT, /* `detail` bytes on file descriptor `other` follow */
};

struct explore_record {
	uint16_t kind;
	uint16_t thread, other;
	uint16_t detail;
	uint32_t event;
	uint32_t pad;
	uint64_t step, pc, word;
};

#define EXPLORE_NO_THREAD 0xffff
