/* SPDX-License-Identifier: MIT */
/*
 * From the command line to a ramdisk.
 */
#include "job.h"
#include "options.h"
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>
#include <user/protocol.h>

#define MEMORY_DEFAULT \
	256 /* MiB, plus four times the ramdisk, which exists twice until it is unpacked */
#define MIB ((uint64_t)1 << 20)

static const struct argp_option options[] = {
	{"arch", 'a', "ARCH", 0,
		"boot a machine of ARCH: x86_64, i386 or riscv64 (default: that of the program)",
		0},
	{"mem", 'm', "SIZE", 0,
		"give the machine SIZE MiB of memory, or a number with K, M, G or T (default: 256M,"
		" more for large files)",
		0},
	{"file", 'f', "HOST[:GUEST]", 0,
		"copy this file or folder into the machine, too, to the same path or to GUEST", 0},
	{"env", 'e', "NAME[=VALUE]", 0,
		"set an environment variable of the program; without VALUE, to its value in this"
		" environment",
		0},
	{"sysroot", 'r', "FOLDER", 0,
		"search for programs, interpreters and libraries first in FOLDER, which contains"
		" another system",
		0},
	{NULL, 'h', NULL, OPTION_HIDDEN, NULL, 0}, {0}};

/* The variables that the program receives from our environment by default. */
static const char *const passed_on[] = {"HOME", "LANG", "LC_ALL", "LD_LIBRARY_PATH", "PATH", "TERM",
	"TZ", "USER"};

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
			argp_error(state, "%s: not an architecture; choose one of %s", argument,
				arch_names);
		return 0;
	case 'm':
		job->memory_mib = parse_size(state, "--mem", argument);
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
	case 'h':
		argp_state_help(state, stdout, ARGP_HELP_STD_HELP);
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

/* Add HOST[:GUEST]. If the whole word is an existing path, its colon is part of the path. */
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

/* The value of an environment variable in the guest; NULL: not set. */
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
	size_t count = 0;

	job->disk = needs->disk = ramdisk_new();
	needs->sysroot = job->sysroot;
	needs->library_path = setting_of(job, "LD_LIBRARY_PATH");
	if (folder && !ramdisk_has(job->disk, folder))
		ramdisk_add_folder(job->disk, folder, 0755);
	job->path = needs_find_program(needs, job->program[0]);
	if (!job->path) {
		if (die_status == EXIT_RUN_FAILED)
			die_status = EXIT_RUN_NOT_FOUND;
		die("%s: program not found", job->program[0]);
	}
	needs_add_program(needs, job->path);
	for (size_t i = 0; i < job->file_count; i++)
		add_file(job, job->files[i]);
	for (char **word = job->program; *word; word++, count++)
		text_add(&words, *word, strlen(*word) + 1);
	if (count > JOB_WORDS_MAX)
		die(LIMIT_EXCEEDED, "the command line", JOB_WORDS_MAX, "words");
	if (words.length >= JOB_ARGUMENTS_SIZE)
		die(LIMIT_EXCEEDED, "the command line", JOB_ARGUMENTS_SIZE - 1, "bytes");
	ramdisk_add_data(job->disk, JOB_ARGUMENTS_PATH, 0644, words.data, words.length);
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

void job_add_word(struct text *words, const char *fmt, ...)
{
	char *word;
	va_list ap;
	int n;

	va_start(ap, fmt);
	n = vasprintf(&word, fmt, ap);
	va_end(ap);
	if (n < 0)
		die("out of memory");
	text_add(words, word, (size_t)n + 1);
	free(word);
}

static void add_variable(const struct job *job, struct text *words, const char *name, size_t length)
{
	char *copy = xstrndup(name, length);
	const char *value = setting_of(job, copy);

	if (value)
		job_add_word(words, JOB_ENV "%s=%s", copy, value);
	free(copy);
}

void job_begin(const struct job *job, struct text *words)
{
	char *folder = getcwd(NULL, 0);

	if (job->setting_count > JOB_WORDS_MAX - ARRAY_SIZE(passed_on))
		die(LIMIT_EXCEEDED, "the list of --env",
			(unsigned)(JOB_WORDS_MAX - ARRAY_SIZE(passed_on)), "variables");
	job_add_word(words, JOB_VERSION "%d", PROTOCOL_VERSION);
	job_add_word(words, JOB_PROGRAM "%s", job->path);
	job_add_word(words, JOB_FOLDER "%s", folder ? folder : "/");
	for (size_t i = 0; i < ARRAY_SIZE(passed_on); i++)
		add_variable(job, words, passed_on[i], strlen(passed_on[i]));
	for (size_t i = 0; i < job->setting_count; i++)
		if (!is_passed_on(job->settings[i]))
			add_variable(job, words, job->settings[i], strcspn(job->settings[i], "="));
	free(folder);
}

void job_set(struct job *job, const struct text *words)
{
	if (words->length >= JOB_SIZE_MAX)
		die(LIMIT_EXCEEDED, "the job", JOB_SIZE_MAX - 1, "bytes");
	ramdisk_add_data(job->disk, JOB_PATH, 0644, words->data, words->length);
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
		die("cannot create a file in memory: %s", strerror(errno));
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
