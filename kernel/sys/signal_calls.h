/* SPDX-License-Identifier: MIT */
/*
 * The calls about signals: kernel/sys/signal.c, signal_old.c, kill.c. Names as in
 * kernel/sys/syscalls.tbl.
 */
#pragma once
#include <kernel/sys/syscall.h>

SYSCALL(rt_sigaction);
SYSCALL(rt_sigprocmask);
SYSCALL(rt_sigreturn);
SYSCALL(rt_sigpending);
SYSCALL(rt_sigtimedwait);
SYSCALL(rt_sigqueueinfo);
SYSCALL(rt_sigsuspend);
SYSCALL(sigaltstack);
SYSCALL(kill);
SYSCALL(tkill);
SYSCALL(tgkill);
SYSCALL(rt_tgsigqueueinfo);
SYSCALL(pause);
SYSCALL(restart_syscall);
SYSCALL(rt_sigtimedwait_time64);
SYSCALL(sigaction);
SYSCALL(signal);
SYSCALL(sigprocmask);
SYSCALL(sigpending);
SYSCALL(sigsuspend);
SYSCALL(sigreturn);
SYSCALL(sgetmask);
SYSCALL(ssetmask);
