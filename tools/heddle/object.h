/* SPDX-License-Identifier: MIT */
/*
 * The parts of an ELF file that the dynamic linker uses: the architecture, the interpreter, the
 * needed libraries and the folders to look for them.
 */
#pragma once
#include "arch.h"
#include <stdbool.h>
#include <stddef.h>

struct object {
	const struct arch *arch; /* NULL: not a supported one */
	char *interpreter;       /* NULL: none, as in static programs and libraries */
	char **needed;
	size_t needed_count;
	char *rpath, *runpath; /* folders separated by colons; NULL: none */
};

/* Read a file. 0, -ENOEXEC (not an ELF file, or a damaged one) or another -errno. */
int object_read(struct object *object, const char *path);
void object_free(struct object *object);
