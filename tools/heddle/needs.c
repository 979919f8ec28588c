/* SPDX-License-Identifier: MIT */
/*
 * A program's objects are visited in the order in which the dynamic linker loads them: the
 * program's libraries, then the libraries of the first of these, and so on. A library that is
 * already loaded is not searched for again.
 */
#include "needs.h"
#include "library.h"
#include "util.h"
#include <dirent.h>
#include <errno.h>
#include <libgen.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#define OBJECTS_MAX 1024 /* objects of one program */
#define SCRIPTS_MAX 4    /* depth of interpreters that are scripts */
#define SCRIPT_LINE 256  /* bytes of a script's first line that count, as in the kernel */

/* A script whose interpreter is being added. */
struct script {
	const char *guest;
	const struct script *user; /* the script whose interpreter this one is; NULL: none */
};

static char *add_program(struct needs *needs, const char *path, const struct script *user);

/* Like die(), with the status that `heddle run` has for this. */
#define needs_fail(status, ...)                    \
	do {                                       \
		if (die_status == EXIT_RUN_FAILED) \
			die_status = (status);     \
		die(__VA_ARGS__);                  \
	} while (0)

/* Note the path as done. False: it was noted before. */
static bool begin(struct needs *needs, const char *guest)
{
	for (size_t i = 0; i < needs->done_count; i++)
		if (strcmp(needs->done[i], guest) == 0)
			return false;
	needs->done = xrealloc(needs->done, (needs->done_count + 1) * sizeof(*needs->done));
	needs->done[needs->done_count++] = xstrdup(guest);
	return true;
}

void needs_free(struct needs *needs)
{
	for (size_t i = 0; i < needs->done_count; i++)
		free(needs->done[i]);
	free(needs->done);
	for (size_t i = 0; i < needs->library_count; i++) {
		free(needs->libraries[i].host);
		free(needs->libraries[i].guest);
	}
	free(needs->libraries);
	needs->libraries = NULL;
	needs->library_count = 0;
	needs->done = NULL;
	needs->done_count = 0;
}

static mode_t mode_of(const char *path)
{
	struct stat status;

	return stat(path, &status) ? 0644 : (status.st_mode & 07777) | 0444;
}

/* Add the file under its real path, and a link to it at `path`. */
static void add_place(struct needs *needs, const char *path, const struct file_place *place)
{
	ramdisk_add_link(needs->disk, path, place->guest);
	ramdisk_add_file(needs->disk, place->guest, mode_of(place->host), place->host);
}

/* --- Libraries --- */

/* Note a library, once for all the programs that need it. */
static void note_library(struct needs *needs, const char *host, const char *guest)
{
	for (size_t i = 0; i < needs->library_count; i++)
		if (strcmp(needs->libraries[i].guest, guest) == 0)
			return;
	needs->libraries =
		xrealloc(needs->libraries, (needs->library_count + 1) * sizeof(*needs->libraries));
	needs->libraries[needs->library_count++] = (struct needed){xstrdup(host), xstrdup(guest)};
}

static void add_library(struct needs *needs, enum library_origin origin, const char *name,
	const char *path, struct loaded *loaded)
{
	struct file_place place;
	char *folder;

	if (!file_place_find(&place, needs->sysroot, path))
		die("%s: %s", path, strerror(errno));
	if (origin == LIBRARY_BY_CROSS) {
		free(place.guest);
		place.guest =
			xasprintf("/usr/lib/%s/%s", needs->arch->triplet, basename(place.host));
		folder = xasprintf("/usr/lib/%s/%s", needs->arch->triplet, name);
		add_place(needs, folder, &place);
		free(folder);
	} else {
		add_place(needs, path, &place);
	}
	if (origin == LIBRARY_BY_CONF) {
		const char *const folders[] = {needs->arch->triplet, "../lib64"};

		for (size_t i = 0; i < ARRAY_SIZE(folders); i++) {
			char *link = xasprintf("/usr/lib/%s/%s", folders[i], name);

			ramdisk_add_link(needs->disk, link, place.guest);
			free(link);
		}
	}
	note_library(needs, place.host, place.guest);
	object_read(&loaded->object, place.host);
	folder = xstrdup(place.guest);
	loaded->origin = xstrdup(dirname(folder));
	free(folder);
	file_place_free(&place);
}

/* Is a file of that name musl's dynamic linker, which is its C library, too? */
static bool is_musl(const char *name)
{
	return strncmp(name, "ld-musl-", 8) == 0;
}

/* Is the library the program's interpreter? musl's C library is, by several names. */
static bool is_interpreter(const struct object *program, const char *name)
{
	const char *slash = program->interpreter ? strrchr(program->interpreter, '/') : NULL;

	return slash &&
	       (strcmp(slash + 1, name) == 0 ||
		       (is_musl(slash + 1) && (strcmp(name, "libc.so") == 0 ||
						      strncmp(name, "libc.musl", 9) == 0)));
}

static void missing(const struct needs *needs, const char *program, const char *name)
{
	const char *what = "%s needs the library %s, which is nowhere to be found for %s; "
			   "LD_LIBRARY_PATH=FOLDER or --sysroot FOLDER may help";

	if (!needs->lenient)
		needs_fail(EXIT_RUN_NOT_FOUND, what, program, name, needs->arch->name);
	warn(what, program, name, needs->arch->name);
}

/* Add one library by its name; an optional one may be missing. */
static void add_named(struct needs *needs, const struct loaded *program, const char *program_path,
	struct loaded **all, size_t *count, const struct loaded *needer, const char *name,
	bool optional)
{
	const struct library_search search = {needs->sysroot, needs->library_path};
	char *key = xasprintf("%s needs %s", program_path, name), *path;
	enum library_origin origin;

	if (!is_interpreter(&program->object, name) && begin(needs, key)) {
		origin = library_find(&search, needer, name, &path);
		if (origin != LIBRARY_MISSING && *count < OBJECTS_MAX) {
			all[*count] = xrealloc(NULL, sizeof(**all));
			*all[*count] = (struct loaded){.loader = needer};
			add_library(needs, origin, name, path, all[(*count)++]);
			free(path);
		} else if (!optional) {
			missing(needs, program_path, name);
		}
	}
	free(key);
}

static void add_needed(struct needs *needs, const struct loaded *program, const char *program_path,
	struct loaded **all, size_t *count, const struct loaded *needer)
{
	for (size_t i = 0; i < needer->object.needed_count; i++) {
		const char *name = needer->object.needed[i];

		add_named(needs, program, program_path, all, count, needer, name, false);
		/* The GNU C library loads libgcc_s when a thread is cancelled or exits. */
		if (strcmp(name, "libc.so.6") == 0)
			add_named(needs, program, program_path, all, count, needer, "libgcc_s.so.1",
				true);
	}
}

static void add_libraries(struct needs *needs, const struct object *object,
	const struct file_place *place)
{
	struct loaded *all[OBJECTS_MAX], program = {.object = *object};
	char *copy = xstrdup(place->guest);
	size_t count = 1;

	program.origin = dirname(copy);
	all[0] = &program;
	for (size_t i = 0; i < count; i++)
		add_needed(needs, &program, place->guest, all, &count, all[i]);
	for (size_t i = 1; i < count; i++) {
		object_free(&all[i]->object);
		free(all[i]->origin);
		free(all[i]);
	}
	free(copy);
}

/* Add the dynamic linker, from the path in the program or from a cross compiler's folder. */
static void add_interpreter(struct needs *needs, const char *program, const char *interpreter)
{
	const char *slash = strrchr(interpreter, '/');
	struct file_place place;

	if (!begin(needs, interpreter))
		return;
	if (file_place_find(&place, needs->sysroot, interpreter)) {
		add_place(needs, interpreter, &place);
		if (slash && is_musl(slash + 1))
			note_library(needs, place.host, place.guest);
	} else {
		char *path = xasprintf("/usr/%s/lib/%s", needs->arch->cross,
			slash ? slash + 1 : interpreter);

		if (!file_place_find(&place, needs->sysroot, path))
			needs_fail(EXIT_RUN_NOT_FOUND,
				"%s needs the interpreter %s, which is nowhere to be found; "
				"--sysroot FOLDER may help",
				program, interpreter);
		ramdisk_add_file(needs->disk, interpreter, 0755, place.host);
		free(path);
	}
	file_place_free(&place);
}

static void add_object(struct needs *needs, const struct object *object,
	const struct file_place *place)
{
	if (!needs->arch)
		needs->arch = object->arch;
	if (!object->arch || object->arch != needs->arch)
		needs_fail(EXIT_RUN_NOT_EXECUTABLE, "%s is a program for %s, not for %s",
			place->guest, object->arch ? object->arch->name : "another machine",
			needs->arch ? needs->arch->name : arch_names);
	if (object->interpreter)
		add_interpreter(needs, place->guest, object->interpreter);
	add_libraries(needs, object, place);
}

/* --- Programs and scripts --- */

char *needs_find_program(const struct needs *needs, const char *name)
{
	const char *folders = getenv("PATH");
	struct file_place place;

	if (strchr(name, '/'))
		return xstrdup(name);
	for (const char *p = folders ? folders : "/usr/bin:/bin"; p; p = *p ? p + 1 : NULL) {
		size_t length = strcspn(p, ":");
		char *path = xasprintf("%.*s%s%s", (int)length, p, length ? "/" : "./", name);

		if (file_place_find(&place, needs->sysroot, path)) {
			bool good = access(place.host, X_OK) == 0 && mode_of(place.host) & 0111;
			struct stat status;

			good = good && stat(place.host, &status) == 0 && S_ISREG(status.st_mode);
			file_place_free(&place);
			if (good)
				return path;
		}
		free(path);
		p += length;
		if (!*p)
			break;
	}
	errno = ENOENT;
	return NULL;
}

/* The program that env(1) starts: the first word that is not an option or a variable. */
static void add_env_program(struct needs *needs, const char *script, char *words)
{
	char *save = NULL, *path;

	for (char *word = strtok_r(words, " \t", &save); word;
		word = strtok_r(NULL, " \t", &save)) {
		if (*word == '-' || strchr(word, '='))
			continue;
		path = needs_find_program(needs, word);
		if (!path)
			needs_fail(EXIT_RUN_NOT_FOUND, "%s needs %s, which was not found", script,
				word);
		free(add_program(needs, path, NULL));
		free(path);
		return;
	}
}

/* Is the file one of the scripts that lead to it? */
static bool is_own_user(const char *guest, const struct script *user)
{
	for (; user; user = user->user)
		if (strcmp(user->guest, guest) == 0)
			return true;
	return false;
}

static void add_script(struct needs *needs, const char *guest, char *line,
	const struct script *user)
{
	const struct script script = {guest, user};
	char *path, *rest;
	int depth = 0;

	line += strspn(line, " \t");
	rest = line + strcspn(line, " \t");
	path = xstrndup(line, (size_t)(rest - line));
	for (const struct script *s = user; s; s = s->user)
		depth++;
	if (depth == SCRIPTS_MAX)
		needs_fail(EXIT_RUN_NOT_EXECUTABLE, "%s: %s", guest, strerror(ELOOP));
	free(add_program(needs, path, &script));
	if (strcmp(basename(path), "env") == 0)
		add_env_program(needs, guest, rest);
	free(path);
}

/* Add what a file needs. False: it is neither a program nor a script. */
static bool add_needs_of(struct needs *needs, const struct file_place *place,
	const struct script *user)
{
	char line[SCRIPT_LINE] = "";
	struct object object;
	FILE *file;

	if (object_read(&object, place->host) == 0) {
		add_object(needs, &object, place);
		object_free(&object);
		return true;
	}
	file = fopen(place->host, "re");
	if (!file || !fgets(line, sizeof(line), file))
		line[0] = '\0';
	if (file)
		fclose(file);
	line[strcspn(line, "\r\n")] = '\0';
	if (strncmp(line, "#!", 2) != 0)
		return false;
	add_script(needs, place->guest, line + 2, user);
	return true;
}

char *needs_absolute(const char *path)
{
	char *folder = *path == '/' ? NULL : getcwd(NULL, 0), *full;

	full = xasprintf("%s%s%s", folder ? folder : "", folder ? "/" : "", path);
	free(folder);
	return full;
}

static char *add_program(struct needs *needs, const char *path, const struct script *user)
{
	char *full = needs_absolute(path);
	struct file_place place;
	struct stat status;

	if (!file_place_find(&place, needs->sysroot, full))
		needs_fail(EXIT_RUN_NOT_FOUND, "%s: %s", path, strerror(errno));
	if (stat(place.host, &status) == 0 && S_ISDIR(status.st_mode))
		needs_fail(EXIT_RUN_NOT_EXECUTABLE, "%s: %s", path, strerror(EISDIR));
	if (is_own_user(place.guest, user))
		needs_fail(EXIT_RUN_NOT_EXECUTABLE, "%s: %s", path, strerror(ELOOP));
	add_place(needs, full, &place);
	if (begin(needs, place.guest) && !add_needs_of(needs, &place, user))
		needs_fail(EXIT_RUN_NOT_EXECUTABLE, "%s: neither an ELF program nor a script",
			path);
	file_place_free(&place);
	return full;
}

void needs_add_program(struct needs *needs, const char *path)
{
	free(add_program(needs, path, NULL));
}

/* --- Files --- */

static void add_regular(struct needs *needs, const char *host, const char *guest)
{
	const struct file_place place = {.host = (char *)host, .guest = (char *)guest};
	struct object object;

	ramdisk_add_file(needs->disk, guest, mode_of(host), host);
	if (!begin(needs, guest) || object_read(&object, host))
		return;
	if (object.arch && object.arch == needs->arch)
		add_object(needs, &object, &place);
	object_free(&object);
}

static void add_tree(struct needs *needs, const char *host, const char *guest)
{
	struct stat status;
	DIR *folder = opendir(host);

	if (!folder || fstat(dirfd(folder), &status))
		needs_fail(EXIT_RUN_FAILED, "%s: %s", host, strerror(errno));
	ramdisk_add_folder(needs->disk, guest, status.st_mode & 07777);
	for (struct dirent *item; (item = readdir(folder));) {
		char *from, *to, target[PATH_MAX];
		ssize_t length;

		if (strcmp(item->d_name, ".") == 0 || strcmp(item->d_name, "..") == 0)
			continue;
		from = xasprintf("%s/%s", host, item->d_name);
		to = xasprintf("%s/%s", guest, item->d_name);
		if (lstat(from, &status))
			needs_fail(EXIT_RUN_FAILED, "%s: %s", from, strerror(errno));
		if (S_ISDIR(status.st_mode)) {
			add_tree(needs, from, to);
		} else if (S_ISREG(status.st_mode)) {
			add_regular(needs, from, to);
		} else if (S_ISLNK(status.st_mode)) {
			length = readlink(from, target, sizeof(target) - 1);
			target[length > 0 ? length : 0] = '\0';
			ramdisk_add_link(needs->disk, to, target);
		}
		free(from);
		free(to);
	}
	closedir(folder);
}

void needs_add_file(struct needs *needs, const char *path, const char *guest)
{
	char *full = needs_absolute(path);
	struct file_place place;
	struct stat status;

	if (!file_place_find(&place, needs->sysroot, full) || stat(place.host, &status))
		needs_fail(EXIT_RUN_FAILED, "%s: %s", path, strerror(errno));
	if (!guest && !S_ISDIR(status.st_mode))
		ramdisk_add_link(needs->disk, full, place.guest);
	if (!guest)
		guest = S_ISDIR(status.st_mode) ? full : place.guest;
	needs->lenient = S_ISDIR(status.st_mode);
	if (S_ISDIR(status.st_mode))
		add_tree(needs, place.host, guest);
	else if (S_ISREG(status.st_mode))
		add_regular(needs, place.host, guest);
	else
		needs_fail(EXIT_RUN_FAILED, "%s: neither a file nor a folder", path);
	needs->lenient = false;
	free(full);
	file_place_free(&place);
}
