/* SPDX-License-Identifier: MIT */
/*
 * A machine: QEMU as a child, with the serial line on two pipes or in a file. It does not outlive
 * this process. HEDDLE_QEMU in the environment names another QEMU.
 */
#pragma once
#include "arch.h"
#include <stdbool.h>
#include <sys/types.h>

#define CPUS_MAX 8

struct machine_options {
	const struct arch *arch;
	const char *kernel; /* the image's path */
	int ramdisk;        /* file descriptor, of a file that lives in memory */
	const char *words;  /* the kernel's command line */
	unsigned cpus, memory_mib;
	/* A file that the serial line goes into, for a machine that repeats bit for bit and hears
	 * nothing; -1: the line is on pipes, and time is the host's. */
	int serial;
	/* A file for QEMU's record of what the machine does; NULL: none. */
	const char *record;
	/* A socket on which GDB is listened for, before the first instruction; 0: none. The machine
	 * does again what `record` has: by itself its time would jump when GDB stops it. */
	int gdb;
};

struct machine {
	pid_t pid;
	int to, from; /* the serial line, its two ways; -1: it goes into a file */
};

/* The file of an architecture's kernel or first process: a path to be freed. It is where `make
 * install` or the build puts it, or in HEDDLE_DIR/ARCH. NULL with errno: there is none. */
char *machine_find(const struct arch *arch, const char *name);

/* The same, but ends the command when there is none. */
char *machine_file(const struct arch *arch, const char *name);

/* The same for a file of this tree's scripts/, which `make install` puts into share/heddle. */
char *machine_script(const char *name);

/* Start it. Ends the command when that fails. */
void machine_start(struct machine *machine, const struct machine_options *options);

/* Has it ended by itself? */
bool machine_has_ended(const struct machine *machine);

/* End it, if it has not ended, and wait for it. The status of waitpid(). */
int machine_end(struct machine *machine);
