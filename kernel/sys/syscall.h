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

/* sys_NAME for every name in syscalls.tbl. */
#include <syscall-prototypes.h>

/* Indexed by this architecture's numbers; NULL: not implemented. Generated from syscalls.tbl. */
extern syscall_fn *const syscall_table[SYSCALL_TABLE_SIZE];
