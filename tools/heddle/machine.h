/* SPDX-License-Identifier: MIT */
/*
 * A machine: QEMU as a child process, with the serial line on two pipes or in a file. It ends with
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
	int ramdisk;        /* file descriptor of a file in memory */
	const char *words;  /* the kernel's command line */
	unsigned cpus, memory_mib;
	/* A file for the serial line's output: the machine is deterministic and has no input. -1:
	 * the line is on pipes, and the machine follows the host's clock. */
	int serial;
	/* A file for QEMU's recording of the run; NULL: none. */
	const char *record;
	/* A listening socket for GDB, which the machine waits for before its first instruction; 0:
	 * none. The machine then replays `record`: otherwise its time would jump whenever GDB stops
	 * it. */
	int gdb;
};

struct machine {
	pid_t pid;
	int to, from; /* the two directions of the serial line; -1: it is in a file */
};

/* The file of an architecture's kernel or first process: a path to be freed. It is where `make
 * install` or the build puts it, or in HEDDLE_DIR/ARCH. NULL with errno: there is none. */
char *machine_find(const struct arch *arch, const char *name);

/* The same, but ends the command when there is none. */
char *machine_file(const struct arch *arch, const char *name);

/* The same for a file of scripts/ in this tree, which `make install` puts into share/heddle. */
char *machine_script(const char *name);

/* Start a machine. Ends the command when that fails. */
void machine_start(struct machine *machine, const struct machine_options *options);

/* Has the machine ended by itself? */
bool machine_has_ended(const struct machine *machine);

/* End the machine, if it has not ended, and wait for it. Returns the status of waitpid(). */
int machine_end(struct machine *machine);
