/* SPDX-License-Identifier: MIT */
/*
 * The subcommands. Each receives its own arguments, with "heddle NAME" as argv[0], and returns the
 * exit status.
 */
#pragma once

int command_run(int argc, char **argv);
int command_explore(int argc, char **argv);
int command_replay(int argc, char **argv);
int command_shrink(int argc, char **argv);
int command_show(int argc, char **argv);
int command_verify(int argc, char **argv);
int command_merge(int argc, char **argv);
