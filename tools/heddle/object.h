/* SPDX-License-Identifier: MIT */
/*
 * What the dynamic linker would read of an ELF file: for which machine it is, its interpreter, the
 * libraries it needs and where to look for them.
 */
#pragma once
#include "arch.h"
#include <stdbool.h>
#include <stddef.h>

struct object {
	const struct arch *arch; /* NULL: one without a machine */
	char *interpreter;       /* NULL: static, or a library */
	char **needed;
	size_t needed_count;
	char *rpath, *runpath; /* folders separated by colons; NULL: none */
};

/* Read a file: 0, -ENOEXEC (no ELF file, or a damaged one) or -errno. */
int object_read(struct object *object, const char *path);
void object_free(struct object *object);
