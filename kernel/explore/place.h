/* SPDX-License-Identifier: MIT */
/*
 * Where a failure is, as one number. It distinguishes runs that fail in the same way at different
 * places, such as two assertions.
 */
#pragma once

/* The current thread's process is ended by a signal: note the place in the run's result. It is the
 * address that the thread executes in the program's own code or, inside a library, the first return
 * address on its stack that is in there. Thread context. */
void place_note_signal(void);

/* The run is a deadlock: note which words the threads wait for. Any context. */
void place_note_stuck(void);
