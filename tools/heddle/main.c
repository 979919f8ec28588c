/* SPDX-License-Identifier: MIT */
/*
 * The host command `heddle`: runs the subcommand that its first argument names.
 */
#include "build.h"
#include "commands.h"
#include "util.h"
#include <argp.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>
#include <user/protocol.h>

static const struct {
	const char *name, *title, *what;
	int (*run)(int argc, char **argv);
} commands[] = {
	{"run", "heddle run", "run a program in a virtual machine", command_run},
	{"explore", "heddle explore", "run a program under many thread schedules to find failures",
		command_explore},
	{"replay", "heddle replay", "re-run a schedule by its seed", command_replay},
	{"shrink", "heddle shrink", "find the few thread switches that a failure needs",
		command_shrink},
	{"show", "heddle show", "write an HTML page with the timeline of a schedule", command_show},
	{"verify", "heddle verify", "check that a schedule is reproducible", command_verify},
	{"merge", "heddle merge", "combine the findings of several explorations", command_merge},
};

static void print_help(FILE *out)
{
	fputs("Usage: heddle COMMAND [OPTION...] PROG [ARG...]\n"
	      "Run an unmodified Linux program in a virtual machine, under chosen schedules.\n"
	      "\n",
		out);
	for (size_t i = 0; i < ARRAY_SIZE(commands); i++)
		fprintf(out, "  %-8s %s\n", commands[i].name, commands[i].what);
	fputs("\n"
	      "`heddle COMMAND --help` describes a command and its options.\n"
	      "`heddle --version` prints the installed builds.\n",
		out);
}

static int print_version(void)
{
	printf("heddle, protocol version %d\n", PROTOCOL_VERSION);
	for (size_t i = 0; i < arch_count; i++) {
		char *build = build_of_machine(&arches[i]);

		printf("%-8s %s\n", arches[i].name, build ? build : "not installed");
		free(build);
	}
	return EXIT_NOTHING;
}

static int run_command(const char *name, int argc, char **argv)
{
	for (size_t i = 0; i < ARRAY_SIZE(commands); i++) {
		if (strcmp(name, commands[i].name) != 0)
			continue;
		argv[0] = (char *)commands[i].title;
		return commands[i].run(argc, argv);
	}
	warn("there is no command \"%s\"", name);
	print_help(stderr);
	return EXIT_USAGE;
}

static bool is_one_of(const char *word, const char *const *names, size_t count)
{
	for (size_t i = 0; i < count; i++)
		if (strcmp(word, names[i]) == 0)
			return true;
	return false;
}

/*
 * Occupy the standard descriptors that the caller has closed, so that no file of the command gets
 * their numbers. They are opened for reading only: output to a closed stream still fails.
 */
static void occupy_standard_streams(void)
{
	int fd;

	do
		fd = open("/dev/null", O_RDONLY);
	while (fd >= 0 && fd <= STDERR_FILENO);
	if (fd >= 0)
		close(fd);
}

/* At exit: output that cannot be written is an error, except of `heddle run`, whose status is the
 * program's. */
static void check_output(void)
{
	int error = output_flush();

	if (!error)
		return;
	warn("standard output: %s", strerror(error));
	if (die_status == EXIT_USAGE)
		_exit(EXIT_USAGE);
}

int main(int argc, char **argv)
{
	static const char *const help[] = {"help", "--help", "-h", "-?"};
	static const char *const version[] = {"version", "--version", "-V"};
	/* More than any help: the C library does not say why an earlier write has failed. */
	static char output[1 << 16];
	char *help_of[] = {NULL, (char *)"--help", NULL};

	occupy_standard_streams();
	setvbuf(stdout, output, _IOFBF, sizeof(output));
	atexit(check_output);
	if (argc < 2) {
		print_help(stderr);
		return EXIT_USAGE;
	}
	if (is_one_of(argv[1], version, ARRAY_SIZE(version)))
		return print_version();
	if (!is_one_of(argv[1], help, ARRAY_SIZE(help)))
		return run_command(argv[1], argc - 1, argv + 1);
	if (argc > 2)
		return run_command(argv[2], 2, help_of);
	print_help(stdout);
	return EXIT_NOTHING;
}
