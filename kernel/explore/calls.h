/* SPDX-License-Identifier: MIT */
/*
 * System calls as the explorer sees them: which are events, and what each touches. kernel/sys/
 * syscalls.tbl has a class for each call, from which scripts/gen-syscalls makes call_classes.
 */
#pragma once
#include <kernel/explore/schedule/schedule.h>
#include <kernel/sys/syscall.h>

enum call_kind {
	CALL_ABSENT,  /* there is no such call: it touches nothing */
	CALL_NOTHING, /* only the caller notices it */
	CALL_TIME,    /* only the time matters */
	CALL_QUIET,   /* touches what others use, but is no event (docs/explore.md says why) */
	CALL_EVENT,
	CALL_YIELD,   /* lets other threads run first */
	CALL_SLEEP,   /* blocks until a time */
	CALL_REFUSED, /* changes machine-wide state that is not restored after a run */
};

enum call_touches {
	CALL_TOUCHES_ANYTHING,
	CALL_TOUCHES_FILE,     /* a descriptor: the file's position, and the bytes from there */
	CALL_TOUCHES_CONTENTS, /* a descriptor: the file's bytes and size */
	CALL_TOUCHES_POSITION, /* a descriptor: the file's position; its size may matter */
	CALL_TOUCHES_OBJECT,   /* a descriptor: all of its file, with locks and flags */
	CALL_TOUCHES_CLOSE,    /* a descriptor, which is closed */
	CALL_TOUCHES_FREE,     /* which descriptors are free */
	CALL_TOUCHES_OPEN,     /* a path, and flags */
	CALL_TOUCHES_NAMES,    /* names of files, and attributes */
	CALL_TOUCHES_STATUS,   /* the size of some file */
	CALL_TOUCHES_THREADS,  /* which threads and processes there are, and how they run */
	CALL_TOUCHES_PROCESS,  /* the process's own state */
	CALL_TOUCHES_MEMORY,   /* memory at an address: anywhere, `bytes`, or as many as `second` */
	CALL_TOUCHES_FUTEX,
	CALL_TOUCHES_CLONE,
	CALL_TOUCHES_EXIT,
	CALL_TOUCHES_MAP,     /* an event if it replaces a mapping */
	CALL_TOUCHES_PROTECT, /* an event if it forbids writing */
	CALL_TOUCHES_DISCARD, /* an event except for the unused part of the caller's own stack */
};

struct call_item {
	uint8_t what; /* enum call_touches */
	bool write, anywhere;
	uint8_t argument, second; /* numbers of arguments */
	uint16_t bytes;
};

#define CALL_ITEMS_MAX 4

struct call_class {
	const char *name;
	uint8_t kind, count; /* enum call_kind; items */
	struct call_item item[CALL_ITEMS_MAX];
};

/* Indexed by this architecture's numbers, as syscall_table is. */
extern const struct call_class call_classes[SYSCALL_TABLE_SIZE];

/* Is the current thread's call one that other threads may notice, or that may wait for them? Then
 * *operation describes it. Thread context. */
bool call_is_event(long number, const unsigned long args[6], struct operation *operation);

/* The address of the futex, if `number` is a futex call with the first argument `arg0`; otherwise
 * 0. */
uintptr_t call_word(long number, unsigned long arg0);

/* The call's name, if it is allowed only before the program's first clone; otherwise NULL. */
const char *call_refused(long number);

/* May the call open pages to user mode that are present? */
bool call_opens_pages(long number);

/* Has the call, which returned `result`, made args[1] bytes from *start on executable? */
bool call_maps_code(long number, const unsigned long args[3], long result, uintptr_t *start);
