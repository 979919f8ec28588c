/* SPDX-License-Identifier: MIT */
/*
 * Private to symbols.c and own_code.c.
 */
#pragma once
#include "symbols.h"
#include <elfutils/libdwfl.h>
#include <stddef.h>

struct object_symbols {
	char *path; /* NULL: the program */
	Dwfl *dwfl;
	Dwfl_Module *module; /* NULL: it could not be read */
	GElf_Addr bias;      /* libdwfl's addresses minus the file's */
	bool mapped;
	GElf_Addr load;       /* the process's addresses minus the file's */
	GElf_Addr start, end; /* in the process */
	struct object_symbols *next;
};

/* In order, none overlaps another. */
struct ranges {
	struct range {
		uint64_t start, end;
	} * at;
	size_t count;
};

struct symbols {
	char *program;
	struct object_symbols *objects;
	/* The program's own code; filled in when it is first needed. Of a stripped program it is
	 * all that there is. */
	bool own_known, own_is_all;
	struct ranges own;
};

/* The object of a file on this host; `path` NULL: of the program. */
struct object_symbols *symbols_object(struct symbols *symbols, const char *path);

/* The object at an address of the process, which becomes an address of libdwfl; NULL: there is no
 * object. */
const struct object_symbols *symbols_find(struct symbols *symbols, uint64_t *address);
