/* SPDX-License-Identifier: MIT */
/*
 * The order is the dynamic linker's: RPATH of the object that needs the library and of those that
 * loaded it, unless the object has a RUNPATH; LD_LIBRARY_PATH; RUNPATH; the folders of ldconfig;
 * the usual folders. The folders of cross compilers are last. No linker looks there, although the
 * libraries of other architectures are there.
 */
#include "library.h"
#include "util.h"
#include <fcntl.h>
#include <glob.h>
#include <linux/openat2.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/syscall.h>
#include <unistd.h>

#define INCLUDES_MAX 8 /* depth of ld.so.conf files that include others */

/* The real path of `path` with the folder `root` as the root, for absolute links too. */
static char *resolve_in(const char *root, const char *path)
{
	struct open_how how = {.flags = O_PATH | O_CLOEXEC, .resolve = RESOLVE_IN_ROOT};
	int folder = open(root, O_PATH | O_DIRECTORY | O_CLOEXEC), fd;
	char link[64], *real;

	if (folder < 0)
		return NULL;
	fd = (int)syscall(SYS_openat2, folder, path, &how, sizeof(how));
	close(folder);
	if (fd < 0)
		return NULL;
	snprintf(link, sizeof(link), "/proc/self/fd/%d", fd);
	real = realpath(link, NULL);
	close(fd);
	return real;
}

bool file_place_find(struct file_place *place, const char *sysroot, const char *path)
{
	char *root = sysroot ? realpath(sysroot, NULL) : NULL;

	place->host = root ? resolve_in(root, path) : NULL;
	if (place->host) {
		size_t length = strlen(root);
		bool inside = strncmp(place->host, root, length) == 0;

		place->guest = xstrdup(inside ? place->host + length : path);
	} else {
		place->host = realpath(path, NULL);
		place->guest = place->host ? xstrdup(place->host) : NULL;
	}
	free(root);
	return place->host != NULL;
}

void file_place_free(struct file_place *place)
{
	free(place->host);
	free(place->guest);
}

/* Is it a library for `arch`? */
static bool fits(const char *sysroot, const struct arch *arch, const char *path)
{
	struct object object;
	struct file_place place;
	bool good = false;

	if (!file_place_find(&place, sysroot, path))
		return false;
	if (object_read(&object, place.host) == 0) {
		good = object.arch == arch;
		object_free(&object);
	}
	file_place_free(&place);
	return good;
}

/* The folder with $ORIGIN and $LIB replaced; to be freed. */
static char *expand(const char *folder, size_t length, const char *origin, const char *triplet)
{
	struct text out = {0};
	const char *end = folder + length;

	while (folder < end) {
		const struct {
			const char *name, *value;
		} tokens[] = {{"$ORIGIN", origin}, {"${ORIGIN}", origin}, {"$LIB", triplet},
			{"${LIB}", triplet}};
		bool found = false;

		for (size_t i = 0; i < ARRAY_SIZE(tokens) && !found; i++) {
			size_t n = strlen(tokens[i].name);

			found = (size_t)(end - folder) >= n && !strncmp(folder, tokens[i].name, n);
			if (!found)
				continue;
			text_addf(&out, "%s%s", i < 2 ? "" : "lib/", tokens[i].value);
			folder += n;
		}
		if (!found)
			text_add(&out, folder++, 1);
	}
	return out.data ? out.data : xstrdup(".");
}

/* Look for a library in folders separated by colons or semicolons. Its path, or NULL. */
static char *find_in(const struct library_search *search, const struct arch *arch,
	const char *folders, const char *origin, const char *name)
{
	for (const char *p = folders; p; p = *p ? p + 1 : NULL) {
		size_t length = strcspn(p, ":;");
		char *folder = expand(p, length, origin, arch->triplet);
		char *path = xasprintf("%s/%s", folder, name), *real = NULL;

		if (*folder != '/') /* a relative one counts from the working folder */
			real = realpath(path, NULL);
		if (real) {
			free(path);
			path = real;
		}
		free(folder);
		if (*path == '/' && (length || p[length]) && fits(search->sysroot, arch, path))
			return path;
		free(path);
		p += length;
		if (!*p)
			break;
	}
	return NULL;
}

/* --- /etc/ld.so.conf --- */

static void read_conf(struct text *folders, const char *sysroot, const char *path, int depth);

static void read_conf_line(struct text *folders, const char *sysroot, char *line, int depth)
{
	glob_t found;
	char *pattern;

	line += strspn(line, " \t");
	line[strcspn(line, "#\r\n")] = '\0';
	for (size_t n = strlen(line); n && strchr(" \t/", line[n - 1]); n--)
		line[n - 1] = '\0';
	if (*line == '/') {
		text_addf(folders, "%s:", line);
		return;
	}
	if (strncmp(line, "include", 7) != 0 || !strchr(" \t", line[7]) || !line[7])
		return;
	line += 8 + strspn(line + 8, " \t");
	pattern = xasprintf("%s%s%s", sysroot, *line == '/' ? "" : "/etc/", line);
	if (glob(pattern, 0, NULL, &found) == 0)
		for (size_t i = 0; i < found.gl_pathc; i++)
			read_conf(folders, sysroot, found.gl_pathv[i], depth + 1);
	globfree(&found);
	free(pattern);
}

static void read_conf(struct text *folders, const char *sysroot, const char *path, int depth)
{
	char *data = depth < INCLUDES_MAX ? read_file(path, NULL) : NULL, *save = NULL;

	if (!data)
		return;
	for (char *line = strtok_r(data, "\n", &save); line; line = strtok_r(NULL, "\n", &save))
		read_conf_line(folders, sysroot, line, depth);
	free(data);
}

char *library_conf_folders(const char *sysroot)
{
	struct text folders = {0};
	char *path = xasprintf("%s/etc/ld.so.conf", sysroot);

	read_conf(&folders, sysroot, path, 0);
	free(path);
	return folders.data ? folders.data : xstrdup("");
}

/* --- The search --- */

static char *find_by_rpath(const struct library_search *search, const struct loaded *needer,
	const char *name)
{
	char *path = NULL;

	if (needer->object.runpath)
		return NULL;
	for (const struct loaded *from = needer; from && !path; from = from->loader)
		if (from->object.rpath && !from->object.runpath)
			path = find_in(search, needer->object.arch, from->object.rpath,
				from->origin, name);
	return path;
}

/* The dynamic linkers' default folders, of all distributions. */
static char *default_folders(const struct arch *arch)
{
	return xasprintf("/lib/%s:/usr/lib/%s:/lib64:/usr/lib64:/lib32:/usr/lib32:/lib:/usr/lib",
		arch->triplet, arch->triplet);
}

static bool is_default(const struct arch *arch, const char *path)
{
	char *folders = default_folders(arch), *save = NULL;
	size_t length = (size_t)(strrchr(path, '/') - path);
	bool found = false;

	for (char *folder = strtok_r(folders, ":", &save); folder && !found;
		folder = strtok_r(NULL, ":", &save))
		found = strlen(folder) == length && strncmp(folder, path, length) == 0;
	free(folders);
	return found;
}

static char *find_by_default(const struct library_search *search, const struct arch *arch,
	const char *name)
{
	char *folders = default_folders(arch);
	char *path = find_in(search, arch, folders, "", name);

	free(folders);
	return path;
}

static char *find_by_conf(const struct library_search *search, const struct arch *arch,
	const char *name)
{
	char *folders = library_conf_folders(search->sysroot ? search->sysroot : "");
	char *path = find_in(search, arch, folders, "", name);

	free(folders);
	return path;
}

static char *find_by_cross(const struct library_search *search, const struct arch *arch,
	const char *name)
{
	char *folder = xasprintf("/usr/%s/lib", arch->cross);
	char *path = find_in(search, arch, folder, "", name);

	free(folder);
	return path;
}

enum library_origin library_find(const struct library_search *search, const struct loaded *needer,
	const char *name, char **path)
{
	const struct arch *arch = needer->object.arch;

	if (strchr(name, '/')) {
		*path = expand(name, strlen(name), needer->origin, arch->triplet);
		if (fits(search->sysroot, arch, *path))
			return LIBRARY_BY_PATH;
		free(*path);
		return LIBRARY_MISSING;
	}
	if ((*path = find_by_rpath(search, needer, name)))
		return LIBRARY_BY_RPATH;
	if ((*path = find_in(search, arch, search->library_path, needer->origin, name)))
		return LIBRARY_BY_VARIABLE;
	if ((*path = find_in(search, arch, needer->object.runpath, needer->origin, name)))
		return LIBRARY_BY_RPATH;
	if ((*path = find_by_conf(search, arch, name)))
		return is_default(arch, *path) ? LIBRARY_BY_DEFAULT : LIBRARY_BY_CONF;
	if ((*path = find_by_default(search, arch, name)))
		return LIBRARY_BY_DEFAULT;
	if ((*path = find_by_cross(search, arch, name)))
		return LIBRARY_BY_CROSS;
	return LIBRARY_MISSING;
}
