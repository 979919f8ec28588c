/* SPDX-License-Identifier: MIT */
/*
 * The calls of kernel/sys/misc.c, limits.c and ids.c. Names as in kernel/sys/syscalls.tbl.
 */
#pragma once
#include <kernel/sys/syscall.h>

SYSCALL(uname);
SYSCALL(sethostname);
SYSCALL(setdomainname);
SYSCALL(sysinfo);
SYSCALL(getrandom);
SYSCALL(getcpu);
SYSCALL(personality);
SYSCALL(prctl);
SYSCALL(membarrier);
SYSCALL(prlimit64);
SYSCALL(getrlimit);
SYSCALL(setrlimit);
SYSCALL(ugetrlimit);
SYSCALL(getuid);
SYSCALL(geteuid);
SYSCALL(getgid);
SYSCALL(getegid);
SYSCALL(setuid);
SYSCALL(setgid);
SYSCALL(setreuid);
SYSCALL(setregid);
SYSCALL(setresuid);
SYSCALL(setresgid);
SYSCALL(getresuid);
SYSCALL(getresgid);
SYSCALL(setfsuid);
SYSCALL(setfsgid);
SYSCALL(getgroups);
SYSCALL(setgroups);
