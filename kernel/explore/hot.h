/* SPDX-License-Identifier: MIT */
/*
 * Loops over shared memory, in profiling runs. A thread that makes only known accesses for a while
 * gets a window: a number of steps for which the shared pages that it uses stay open. At its end
 * they are closed again. If the thread then continues with accesses like those before, the loop was
 * not left in between, and the next window is longer. Otherwise accesses may have been missed: the
 * window's steps are noted, and a repetition of the run opens no window there. Thread context.
 */
#pragma once
#include <kernel/explore/accesses.h>

struct aspace;
struct watched;

/* A run begins. If it `repeats` the one before, it opens no window where accesses were missed. */
void hot_pages_begin(bool repeats);
void hot_pages_free(void);

/* The thread has made an access to a shared page that was logged as `news`. */
void hot_pages_note(uint32_t thread, uintptr_t pc, enum access_news news);

/* Is a window possible for the page? If so it is open when hot_pages_open() returns, to be written
 * or not. The page is present and closed, or open for reading only in a window. */
bool hot_pages_wanted(uint32_t thread);
void hot_pages_open(struct aspace *as, struct watched *w, uintptr_t page, bool write);

/* The step of the run at which the window ends; UINT64_MAX: there is none. */
uint64_t hot_pages_stop(void);

/* End the window, if there is one, because its steps are over, or because the thread `leaves` user
 * mode by a system call or a signal, or makes a new access. */
enum hot_end { HOT_END_STEPS, HOT_END_SWITCH, HOT_END_LEAVES };
void hot_pages_end(enum hot_end why);

/* Steps of the run in windows in which accesses may have been missed. */
uint64_t hot_pages_missed(void);
