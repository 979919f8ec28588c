/* SPDX-License-Identifier: MIT */
/*
 * From the command line to a ramdisk.
 */
#include "job.h"
#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

#define MEMORY_DEFAULT 256 /* MiB, and four times the ramdisk: it is there twice until unpacked */
#define MIB            ((uint64_t)1 << 20)

static const struct argp_option options[] =
	{{"arch", 'a', "ARCH", 0, "the machine: x86_64, i386 or riscv64 (default: the program's)",
		 0},
		{"cpus", 'c', "N", 0, "processors, 1 to 8 (default 1)", 0},
		{"mem", 'm', "SIZE", 0,
			"memory in MiB, or with K, M or G (default 256M and more for files)", 0},
		{"file", 'f', "HOST[:GUEST]", 0,
			"take along a file, or a folder with all that is in it, under its own path "
			"or another",
			0},
		{"env", 'e', "NAME[=VALUE]", 0, "set an environment variable, or pass on our own",
			0},
		{"sysroot", 'r', "FOLDER", 0,
			"look for programs, interpreters and libraries in a folder that holds "
			"another system",
			0},
		{0}};

/* What the program sees of our environment unless told otherwise. */
static const char *const passed_on[] = {"HOME", "LANG", "LC_ALL", "LD_LIBRARY_PATH", "PATH", "TERM",
	"TZ", "USER"};

static unsigned parse_number(struct argp_state *state, const char *text, unsigned low,
	unsigned high)
{
	char *end;
	unsigned long value = strtoul(text, &end, 10);

	if (end == text || *end || value < low || value > high)
		argp_error(state, "%s: a number from %u to %u is needed", text, low, high);
	return (unsigned)value;
}

static unsigned parse_size(struct argp_state *state, const char *text)
{
	char *end;
	unsigned long long value = strtoull(text, &end, 10);
	char unit = *end ? *end++ : 'M';

	value = unit == 'G' ? value << 10 : unit == 'K' ? value >> 10 : value;
	if (!strchr("KMG", unit) || *end || value < 16 || value > 1 << 20)
		argp_error(state, "%s: a size such as 512M or 1G is needed", text);
	return (unsigned)value;
}

static void append(char ***list, size_t *count, char *text)
{
	*list = xrealloc(*list, (*count + 1) * sizeof(**list));
	(*list)[(*count)++] = text;
}

static error_t parse(int key, char *argument, struct argp_state *state)
{
	struct job *job = state->input;

	switch (key) {
	case 'a':
		job->arch = argument;
		job->needs.arch = arch_by_name(argument);
		if (!job->needs.arch)
			argp_error(state, "there is no architecture %s, only %s", argument,
				arch_names);
		return 0;
	case 'c':
		job->cpus = parse_number(state, argument, 1, CPUS_MAX);
		return 0;
	case 'm':
		job->memory_mib = parse_size(state, argument);
		return 0;
	case 'f':
		append(&job->files, &job->file_count, argument);
		return 0;
	case 'e':
		append(&job->settings, &job->setting_count, argument);
		return 0;
	case 'r':
		job->sysroot = argument;
		return 0;
	case ARGP_KEY_ARGS:
		job->program = state->argv + state->next;
		state->next = state->argc;
		return 0;
	case ARGP_KEY_NO_ARGS:
		argp_error(state, "no program is given");
		return EINVAL;
	default:
		return ARGP_ERR_UNKNOWN;
	}
}

const struct argp job_argp = {.options = options, .parser = parse};

/* --- The ramdisk --- */

/* HOST[:GUEST]; a host path with a colon in it can be given when it exists. */
static void add_file(struct job *job, const char *item)
{
	const char *colon = strrchr(item, ':');
	struct stat status;
	char *host;

	if (!colon || colon[1] != '/' || stat(item, &status) == 0) {
		needs_add_file(&job->needs, item, NULL);
		return;
	}
	host = xstrndup(item, (size_t)(colon - item));
	needs_add_file(&job->needs, host, colon + 1);
	free(host);
}

/* The variable's value in the guest; NULL: it has none. */
static const char *setting_of(const struct job *job, const char *name)
{
	size_t length = strlen(name);

	for (size_t i = job->setting_count; i-- > 0;) {
		const char *setting = job->settings[i];

		if (strncmp(setting, name, length) == 0 && setting[length] == '=')
			return setting + length + 1;
	}
	return getenv(name);
}

void job_collect(struct job *job)
{
	struct needs *needs = &job->needs;
	char *folder = getcwd(NULL, 0);
	struct text words = {0};

	job->disk = needs->disk = ramdisk_new();
	needs->sysroot = job->sysroot;
	needs->library_path = setting_of(job, "LD_LIBRARY_PATH");
	if (folder && !ramdisk_has(job->disk, folder))
		ramdisk_add_folder(job->disk, folder, 0755);
	job->path = needs_find_program(needs, job->program[0]);
	if (!job->path) {
		if (die_status == EXIT_RUN_FAILED)
			die_status = EXIT_RUN_NOT_FOUND;
		die("%s: there is no such program", job->program[0]);
	}
	needs_add_program(needs, job->path);
	for (size_t i = 0; i < job->file_count; i++)
		add_file(job, job->files[i]);
	for (char **word = job->program; *word; word++)
		text_add(&words, *word, strlen(*word) + 1);
	ramdisk_add_data(job->disk, "/etc/run", 0644, words.data, words.length);
	free(words.data);
	free(folder);
}

static bool is_passed_on(const char *setting)
{
	size_t length = strcspn(setting, "=");

	for (size_t i = 0; i < ARRAY_SIZE(passed_on); i++)
		if (strlen(passed_on[i]) == length && !strncmp(setting, passed_on[i], length))
			return true;
	return false;
}

/* `form`: the signs behind the key and behind the value, "=" and a zero byte, or a space and a
 * line's end. */
static void add_word(struct text *words, const char *form, const char *key, const char *value)
{
	text_add(words, key, strlen(key));
	text_add(words, form, 1);
	text_add(words, value, strlen(value));
	text_add(words, form + 1, 1);
}

static void add_setting(const struct job *job, struct text *words, const char *name, size_t length,
	const char *form)
{
	char *copy = xstrndup(name, length);
	const char *value = setting_of(job, copy);
	char *setting = xasprintf("%s=%s", copy, value ? value : "");

	if (value)
		add_word(words, form, "env", setting);
	free(setting);
	free(copy);
}

void job_add_settings(const struct job *job, struct text *words, const char *form)
{
	char *folder = getcwd(NULL, 0);

	add_word(words, form, "program", job->path);
	add_word(words, form, "folder", folder ? folder : "/");
	for (size_t i = 0; i < ARRAY_SIZE(passed_on); i++)
		add_setting(job, words, passed_on[i], strlen(passed_on[i]), form);
	for (size_t i = 0; i < job->setting_count; i++)
		if (!is_passed_on(job->settings[i]))
			add_setting(job, words, job->settings[i], strcspn(job->settings[i], "="),
				form);
	free(folder);
}

void job_add_init(struct job *job, const char *init)
{
	char *path = machine_file(job->needs.arch, init);

	ramdisk_add_file(job->disk, "/init", 0755, path);
	free(path);
}

void job_make_machine(struct job *job, struct machine_options *machine)
{
	struct stat status;
	char *why;

	*machine = (struct machine_options){.arch = job->needs.arch,
		.cpus = job->cpus ? job->cpus : 1,
		.kernel = machine_file(job->needs.arch, "heddle.elf"),
		.ramdisk = memfd_create("initrd", MFD_CLOEXEC),
		.serial = -1};
	if (machine->ramdisk < 0)
		die("no file in memory: %s", strerror(errno));
	if (ramdisk_write(job->disk, machine->ramdisk, &why))
		die("%s", why);
	fstat(machine->ramdisk, &status);
	machine->memory_mib = job->memory_mib;
	if (!job->memory_mib)
		machine->memory_mib =
			MEMORY_DEFAULT + (unsigned)((uint64_t)status.st_size * 4 / MIB);
}

void job_free(struct job *job)
{
	ramdisk_free(job->disk);
	needs_free(&job->needs);
	free(job->path);
	free(job->files);
	free(job->settings);
}
