/* SPDX-License-Identifier: MIT */
/*
 * The supported architectures, and their names in different places.
 */
#pragma once
#include <stddef.h>
#include <stdint.h>

struct arch {
	const char *name;
	uint16_t elf_machine;
	uint8_t elf_class;
	const char *triplet; /* Debian's: where libraries are, /usr/lib/TRIPLET */
	const char *cross;   /* where those of cross compilers are, /usr/CROSS/lib */
	const char *qemu;
	const char *package; /* Debian's, for QEMU */
};

extern const struct arch arches[];
extern const size_t arch_count;

/* Find a supported architecture. NULL: there is none. */
const struct arch *arch_by_name(const char *name);
const struct arch *arch_by_elf(uint16_t elf_machine, uint8_t elf_class);

/* The names, for messages: "x86_64, i386, riscv64". */
extern const char arch_names[];
