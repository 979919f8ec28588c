/* SPDX-License-Identifier: MIT */
/*
 * The pages that a profiling run watches: those that the program may write. A watched page is
 * closed to user mode until an access faults. Only the running thread's pages are open, so a page
 * is opened and closed in the address space of the current process. Thread context.
 */
#pragma once
#include <lib/base.h>

struct aspace;
struct vm_area;

/* What a page is open for. */
enum watch_reason {
	WATCH_CLOSED,
	WATCH_STEP, /* one instruction */
	WATCH_HOLD, /* until the thread leaves user mode: no other one uses it, or none writes */
	WATCH_HOT,  /* until the end of a window (hot.h) */
};

struct watched {
	uint64_t key;         /* see access_address() */
	uint32_t run;         /* the run that the next three are of */
	uint16_t owner;       /* the first thread that used it, plus 1 */
	bool others, written; /* others used it, too; it was written */
	bool shared;          /* in any run: several threads use it, and one of them writes */
	bool restricted;      /* open without PROT_WRITE, which it has when closed */
	uint8_t reason;       /* enum watch_reason */
};

/* A run begins: no page is open, and all address spaces are new. */
void watch_begin(void);

/* Free all memory of the watch, and forget which pages are shared. */
void watch_free(void);

/* The space of `as` in the addresses of accesses, for an area with the flags `flags`. */
unsigned watch_space(const struct aspace *as, unsigned flags);

/* Close all that `as` has open. */
void watch_close_aspace(struct aspace *as);

/* Make the page at `addr` present and, to `write`, writable, but closed. *area_flags are those of
 * its area. 1: done; 0: the page is not watched; -errno: the access is a fault. */
int watch_bring_in(struct aspace *as, uintptr_t addr, bool write, unsigned *area_flags);

/* The page at `page`, of an area with these flags. NULL: there is no memory to watch it. */
struct watched *watch_page(const struct aspace *as, uintptr_t page, unsigned area_flags);

/* The current run: `thread` uses the page, to `write` it. True: several threads use it, and one
 * of them writes, so each access matters. Counts the pages of which this was not known before. */
bool watch_use(struct watched *w, uint32_t thread, bool write);
uint32_t watch_late_count(void);

/* Open a page, present and closed, perhaps for reading only. False: there was no memory to note
 * that, so it stays open. */
bool watch_open(struct aspace *as, struct watched *w, uintptr_t page, bool write,
	enum watch_reason reason);

/* Close the pages of the current process that are open for `reason`. */
void watch_close(enum watch_reason reason);

/* Close the page at `addr` of the current process, unless it is open for some reason. */
void watch_close_new(uintptr_t addr);

/* The bytes of a present page of `as`; NULL: it is gone. Lock: as->lock. */
const uint8_t *watch_bytes(struct aspace *as, uintptr_t page);
