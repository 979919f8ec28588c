/* SPDX-License-Identifier: MIT */
/*
 * Where files are: on this host, and in a folder with another system (a "sysroot") that is looked
 * into first; and in which of their folders the dynamic linker finds a library (ld.so(8)).
 */
#pragma once
#include "object.h"

struct file_place {
	char *host;  /* the file, through all links */
	char *guest; /* the same as its system names it: without the sysroot */
};

/* The file at an absolute path. False: there is none. */
bool file_place_find(struct file_place *place, const char *sysroot, const char *path);
void file_place_free(struct file_place *place);

/* One object of a program being loaded. */
struct loaded {
	struct object object;
	char *origin;                /* its folder: $ORIGIN */
	const struct loaded *loader; /* who needed it; NULL: the program */
};

enum library_origin {
	LIBRARY_MISSING,
	LIBRARY_BY_PATH,     /* its name has a slash */
	LIBRARY_BY_RPATH,    /* RPATH, RUNPATH */
	LIBRARY_BY_VARIABLE, /* LD_LIBRARY_PATH */
	LIBRARY_BY_CONF,     /* /etc/ld.so.conf: the guest's linker does not look there */
	LIBRARY_BY_DEFAULT,
	LIBRARY_BY_CROSS, /* of a cross compiler; its path is another one in the guest */
};

struct library_search {
	const char *sysroot;      /* NULL: none */
	const char *library_path; /* LD_LIBRARY_PATH; NULL: none */
};

/*
 * Find the library `name` that `needer` needs, of the same architecture. *path is then the path it
 * was found by, to be freed, with neither links nor the sysroot taken into account.
 */
enum library_origin library_find(const struct library_search *search, const struct loaded *needer,
	const char *name, char **path);

/* The folders of /etc/ld.so.conf in a sysroot ("" for the host's), with what it includes, each
 * followed by a colon; to be freed. */
char *library_conf_folders(const char *sysroot);
