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
SYSCALL(old_getuid);
SYSCALL(old_geteuid);
SYSCALL(old_getgid);
SYSCALL(old_getegid);
SYSCALL(old_setuid);
SYSCALL(old_setgid);
SYSCALL(old_setreuid);
SYSCALL(old_setregid);
SYSCALL(old_setresuid);
SYSCALL(old_setresgid);
SYSCALL(old_setfsuid);
SYSCALL(old_setfsgid);
SYSCALL(old_getresuid);
SYSCALL(old_getresgid);
SYSCALL(old_getgroups);
SYSCALL(old_setgroups);
SYSCALL(old_getrlimit);
SYSCALL(olduname);
SYSCALL(oldolduname);
SYSCALL(reboot);
SYSCALL(unshare);
