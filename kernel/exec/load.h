/* SPDX-License-Identifier: MIT */
/*
 * From a program file to an address space with everything in it that the program starts with.
 */
#pragma once
#include <kernel/exec/args.h>

struct aspace;

/* A program ready to run. */
struct program {
	struct aspace *aspace;
	uintptr_t entry; /* the interpreter's, if there is one */
	uintptr_t sp;
	char name[16]; /* the last part of the path */
	/* Whom it runs as: set-user and set-group files bring their own. */
	uint32_t euid, egid;
	bool secure; /* not who started it, who must not have a hold on it (AT_SECURE) */
};

/*
 * Load `path` with `args`; a script (#!) loads its interpreter, the arguments changed accordingly.
 * 0, or -ENOENT, -EACCES, -ENOEXEC, -ENOMEM, -E2BIG, -ELOOP, ...; then nothing is left behind.
 * Thread context.
 */
int program_load(const char *path, struct args *args, struct program *program);
