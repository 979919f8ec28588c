/* SPDX-License-Identifier: MIT */
/*
 * What a program needs to run, from the host's files into the ramdisk: itself, its interpreter
 * (ELF's or a script's) and its libraries, found as the dynamic linker would find them (ld.so(8)).
 */
#pragma once
#include "object.h"
#include "ramdisk.h"

/* A library, or the interpreter, of the program. */
struct needed {
	char *host, *guest;
};

struct needs {
	struct ramdisk *disk;
	const struct arch *arch;  /* the machine's; NULL: the first program's, which sets it */
	const char *sysroot;      /* a folder with another system, looked into first; NULL: none */
	const char *library_path; /* LD_LIBRARY_PATH as the program will have it; NULL: none */
	bool lenient;             /* a missing library is worth a warning only */
	struct needed *libraries; /* out */
	size_t library_count;
	char **done; /* guest paths that need no second look */
	size_t done_count;
};

/* The program that `name` stands for, as a shell finds it: a path to be freed, NULL with errno. */
char *needs_find_program(const struct needs *needs, const char *name);

/* The absolute path, with the links that it goes through; to be freed. */
char *needs_absolute(const char *path);

/* Add a program under its own path, through whatever links lead there. Ends the command when
 * something is missing. */
void needs_add_program(struct needs *needs, const char *path);

/* Add a file, or a folder with all that is in it, at `guest` (NULL: its own absolute path).
 * Programs among them bring what they need. Ends the command when there is none. */
void needs_add_file(struct needs *needs, const char *path, const char *guest);
void needs_free(struct needs *needs);
