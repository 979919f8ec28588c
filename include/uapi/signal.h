/* SPDX-License-Identifier: MIT */
/*
 * Signal numbers of the Linux ABI, the same on all three architectures (signal(7)).
 */
#pragma once

#define SIGILL  4
#define SIGTRAP 5
#define SIGBUS  7
#define SIGFPE  8
#define SIGKILL 9
#define SIGSEGV 11
#define SIGCHLD 17
