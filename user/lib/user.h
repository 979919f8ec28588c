/* SPDX-License-Identifier: MIT */
/*
 * Replaces the C library in these programs: system calls, printing, and the kernel's lib/ (strings,
 * numbers, 64-bit division). The programs are ordinary Linux programs and run on Linux as well.
 */
#pragma once
#include <asm/unistd.h>
#include <stddef.h>
#include <stdint.h>

/* A system call by Linux's convention; the result or -errno. */
long syscall6(long number, long a0, long a1, long a2, long a3, long a4, long a5);

#define SYSCALL(number, ...) SYSCALL_(number, ##__VA_ARGS__, 0, 0, 0, 0, 0, 0)
#define SYSCALL_(n, a, b, c, d, e, f, ...) \
	syscall6(n, (long)(a), (long)(b), (long)(c), (long)(d), (long)(e), (long)(f))

/* Print to standard output in one write, as printf() of lib/printf.h; at most 511 bytes. */
void print(const char *fmt, ...) __attribute__((format(printf, 1, 2)));

__attribute__((noreturn)) void quit(int status);

int main(int argc, char **argv);
