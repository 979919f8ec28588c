/* SPDX-License-Identifier: MIT */
/*
 * The subcommands. Each gets its own arguments, argv[0] being "heddle NAME", and returns the status
 * to exit with.
 */
#pragma once

int command_run(int argc, char **argv);
int command_explore(int argc, char **argv);
int command_replay(int argc, char **argv);
int command_shrink(int argc, char **argv);
int command_show(int argc, char **argv);
int command_verify(int argc, char **argv);
int command_merge(int argc, char **argv);
