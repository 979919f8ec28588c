/* SPDX-License-Identifier: MIT */
/*
 * Finding files on this host, or first in a folder with another system (a "sysroot"); and finding
 * libraries in the folders where the dynamic linker finds them (ld.so(8)).
 */
#pragma once
#include "object.h"

struct file_place {
	char *host;  /* the file's real path */
	char *guest; /* the same path in its own system, without the sysroot */
};

/* Find the file at an absolute path. False: there is none. */
bool file_place_find(struct file_place *place, const char *sysroot, const char *path);
void file_place_free(struct file_place *place);

/* One object of a program being loaded. */
struct loaded {
	struct object object;
	char *origin;                /* the object's folder, $ORIGIN */
	const struct loaded *loader; /* the object that needed it; NULL: the program */
};

enum library_origin {
	LIBRARY_MISSING,
	LIBRARY_BY_PATH,     /* its name has a slash */
	LIBRARY_BY_RPATH,    /* RPATH, RUNPATH */
	LIBRARY_BY_VARIABLE, /* LD_LIBRARY_PATH */
	LIBRARY_BY_CONF,     /* /etc/ld.so.conf, which the guest does not have */
	LIBRARY_BY_DEFAULT,
	LIBRARY_BY_CROSS, /* a cross compiler's folder; has another path in the guest */
};

struct library_search {
	const char *sysroot;      /* NULL: none */
	const char *library_path; /* LD_LIBRARY_PATH; NULL: none */
};

/*
 * Find the library `name` that `needer` needs, for the same architecture. *path is then the path in
 * the library's own system, links not resolved; to be freed.
 */
enum library_origin library_find(const struct library_search *search, const struct loaded *needer,
	const char *name, char **path);

/* The folders in /etc/ld.so.conf of a sysroot ("": the host) and in the files that it includes,
 * each followed by a colon; to be freed. */
char *library_conf_folders(const char *sysroot);
