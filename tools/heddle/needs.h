/* SPDX-License-Identifier: MIT */
/*
 * Copying what a program needs from the host's files into the ramdisk: the program itself, its
 * interpreter (an ELF file's or a script's) and its libraries, found as the dynamic linker finds
 * them (ld.so(8)).
 */
#pragma once
#include "object.h"
#include "ramdisk.h"

/* A library of the program, or its interpreter. */
struct needed {
	char *host, *guest;
};

struct needs {
	struct ramdisk *disk;
	const struct arch *arch;  /* the machine's; NULL: set by the first program */
	const char *sysroot;      /* a folder with another system, searched first; NULL: none */
	const char *library_path; /* LD_LIBRARY_PATH in the guest; NULL: not set */
	bool lenient;             /* only warn about a missing library */
	struct needed *libraries; /* out */
	size_t library_count;
	char **done; /* guest paths already handled */
	size_t done_count;
};

/* Find a program as a shell does: a path to be freed, or NULL with errno. */
char *needs_find_program(const struct needs *needs, const char *name);

/* The absolute path, links not resolved; to be freed. */
char *needs_absolute(const char *path);

/* Add a program under its own path, with the links that lead to it, and what it needs. Ends the
 * command when something is missing. */
void needs_add_program(struct needs *needs, const char *path);

/* Add a file, or a folder with its contents, at `guest` (NULL: its own absolute path), and what the
 * programs among these need. Ends the command when there is no such file. */
void needs_add_file(struct needs *needs, const char *path, const char *guest);
void needs_free(struct needs *needs);
