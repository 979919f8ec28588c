/* SPDX-License-Identifier: MIT */
/*
 * Loading: build the address space that a program starts with from its file.
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
	/* The effective ids: the caller's, or those of a set-user or set-group file. */
	uint32_t euid, egid;
	bool secure; /* they differ from the caller's real ids (AT_SECURE) */
};

/*
 * Load `path` with `args`. For a script (#!), load its interpreter and change the arguments
 * accordingly. 0, or -ENOENT, -EACCES, -ENOEXEC, -ENOMEM, -E2BIG, -ELOOP, ..., with nothing left
 * allocated. Thread context, may sleep.
 */
int program_load(const char *path, struct args *args, struct program *program);
