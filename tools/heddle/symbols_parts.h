/* SPDX-License-Identifier: MIT */
/*
 * Between the files of the symbols.
 */
#pragma once
#include "symbols.h"
#include <elfutils/libdwfl.h>
#include <stddef.h>

struct object_symbols {
	char *path; /* NULL: the program */
	Dwfl *dwfl;
	Dwfl_Module *module; /* NULL: it could not be read */
	GElf_Addr bias;      /* what libdwfl adds to the file's addresses */
	bool mapped;
	GElf_Addr load;       /* what the process adds to them */
	GElf_Addr start, end; /* in the process */
	struct object_symbols *next;
};

struct range {
	uint64_t start, end;
};

struct symbols {
	char *program;
	struct object_symbols *objects;
	/* The program's own code, once somebody asked. */
	bool own_known;
	struct range *own;
	size_t own_count;
};

/* The object of a file on this host, NULL: the program. */
struct object_symbols *symbols_object(struct symbols *symbols, const char *path);

/* The object with the address of the process, which becomes libdwfl's; NULL: in none. */
const struct object_symbols *symbols_find(struct symbols *symbols, uint64_t *address);
