/* SPDX-License-Identifier: MIT */
/*
 * The host command `heddle`: finds the subcommand.
 */
#include "commands.h"
#include "util.h"
#include <argp.h>
#include <stdio.h>
#include <string.h>

static const struct {
	const char *name, *title, *what;
	int (*run)(int argc, char **argv);
} commands[] = {
	{"run", "heddle run", "run a program in a virtual machine", command_run},
	{"explore", "heddle explore", "run it under many thread schedules, look for failures",
		command_explore},
	{"replay", "heddle replay", "run one of them again", command_replay},
	{"shrink", "heddle shrink", "find the few switches that its failure needs", command_shrink},
	{"show", "heddle show", "make a page about it", command_show},
	{"verify", "heddle verify", "check that it is the same each time", command_verify},
	{"merge", "heddle merge", "join what several explorations have found", command_merge},
};

static void print_help(FILE *out)
{
	fputs("Usage: heddle COMMAND [OPTION...] [--] PROG [ARG...]\n"
	      "Run an unmodified Linux program under the thread kernel Heddle, in a virtual "
	      "machine.\n\n",
		out);
	for (size_t i = 0; i < ARRAY_SIZE(commands); i++)
		fprintf(out, "  %-8s %s\n", commands[i].name, commands[i].what);
	fputs("\n`heddle COMMAND --help` tells more.\n", out);
}

int main(int argc, char **argv)
{
	if (argc >= 2 && (strcmp(argv[1], "--help") == 0 || strcmp(argv[1], "-?") == 0)) {
		print_help(stdout);
		return 0;
	}
	for (size_t i = 0; argc >= 2 && i < ARRAY_SIZE(commands); i++) {
		if (strcmp(argv[1], commands[i].name) != 0)
			continue;
		argv[1] = (char *)commands[i].title;
		return commands[i].run(argc - 1, argv + 1);
	}
	if (argc >= 2)
		warn("there is no command \"%s\"", argv[1]);
	print_help(stderr);
	return EXIT_USAGE;
}
