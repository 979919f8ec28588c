/* SPDX-License-Identifier: MIT */
/*
 * The parts of ELF files that a loader needs (ELF gABI chapters 4 and 5; elf(5)).
 */
#pragma once
#include <stdint.h>

#define EI_CLASS   4
#define EI_DATA    5
#define EI_VERSION 6
#define EI_NIDENT  16

#define ELFCLASS32  1
#define ELFCLASS64  2
#define ELFDATA2LSB 1

#define ET_EXEC 2
#define ET_DYN  3

#define EM_386    3
#define EM_X86_64 62
#define EM_RISCV  243

#define PT_LOAD   1
#define PT_INTERP 3
#define PT_PHDR   6

#define PF_X 1
#define PF_W 2
#define PF_R 4

struct elf32_header {
	unsigned char ident[EI_NIDENT];
	uint16_t type, machine;
	uint32_t version, entry, phoff, shoff, flags;
	uint16_t ehsize, phentsize, phnum, shentsize, shnum, shstrndx;
};

struct elf64_header {
	unsigned char ident[EI_NIDENT];
	uint16_t type, machine;
	uint32_t version;
	uint64_t entry, phoff, shoff;
	uint32_t flags;
	uint16_t ehsize, phentsize, phnum, shentsize, shnum, shstrndx;
};

struct elf32_program_header {
	uint32_t type, offset, vaddr, paddr, filesz, memsz, flags, align;
};

struct elf64_program_header {
	uint32_t type, flags;
	uint64_t offset, vaddr, paddr, filesz, memsz, align;
};
