/* SPDX-License-Identifier: MIT */
/*
 * System calls: each takes six register arguments as Linux passes them and returns a value or
 * -errno. Thread context, interrupts on, no lock held. man 2 NAME says what each must do.
 */
#pragma once
#include <arch/syscall.h>
#include <lib/base.h>

typedef long syscall_fn(unsigned long a0, unsigned long a1, unsigned long a2, unsigned long a3,
	unsigned long a4, unsigned long a5);

#define SYSCALL(name)                                                                           \
	long sys_##name(unsigned long a0, unsigned long a1, unsigned long a2, unsigned long a3, \
		unsigned long a4, unsigned long a5)

SYSCALL(sched_yield);
SYSCALL(getpid);
SYSCALL(exit);
SYSCALL(gettid);
SYSCALL(exit_group);
SYSCALL(arch_prctl);
SYSCALL(set_thread_area);
SYSCALL(riscv_flush_icache);
SYSCALL(getppid);
SYSCALL(set_tid_address);
SYSCALL(clone);
SYSCALL(clone_backwards);
SYSCALL(fork);
SYSCALL(vfork);
SYSCALL(clone3);
SYSCALL(execve);
SYSCALL(wait4);
SYSCALL(waitid);
SYSCALL(waitpid);
SYSCALL(setpgid);
SYSCALL(getpgid);
SYSCALL(getpgrp);
SYSCALL(getsid);
SYSCALL(setsid);
SYSCALL(mmap);
SYSCALL(mmap2);
SYSCALL(old_mmap);
SYSCALL(munmap);
SYSCALL(mprotect);
SYSCALL(mremap);
SYSCALL(brk);
SYSCALL(madvise);
SYSCALL(msync);
SYSCALL(mincore);
SYSCALL(mlock);
SYSCALL(munlock);
SYSCALL(mlockall);
SYSCALL(munlockall);

/* Indexed by this architecture's numbers; NULL: not implemented. Generated from syscalls.tbl. */
extern syscall_fn *const syscall_table[SYSCALL_TABLE_SIZE];
