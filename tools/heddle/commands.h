/* SPDX-License-Identifier: MIT */
/*
 * The subcommands. Each gets its own arguments, argv[0] being "heddle NAME", and returns the status
 * to exit with.
 */
#pragma once

int command_run(int argc, char **argv);
