/* SPDX-License-Identifier: MIT */
/*
 * The supported architectures.
 */
#include "arch.h"
#include "util.h"
#include <elf.h>
#include <string.h>

const char arch_names[] = "x86_64, i386, riscv64";

const struct arch arches[] = {
	{"x86_64", EM_X86_64, ELFCLASS64, "x86_64-linux-gnu", "x86_64-linux-gnu",
		"qemu-system-x86_64", "qemu-system-x86"},
	{"i386", EM_386, ELFCLASS32, "i386-linux-gnu", "i686-linux-gnu", "qemu-system-i386",
		"qemu-system-x86"},
	{"riscv64", EM_RISCV, ELFCLASS64, "riscv64-linux-gnu", "riscv64-linux-gnu",
		"qemu-system-riscv64", "qemu-system-misc"},
};

const size_t arch_count = ARRAY_SIZE(arches);

const struct arch *arch_by_name(const char *name)
{
	for (size_t i = 0; i < ARRAY_SIZE(arches); i++)
		if (strcmp(arches[i].name, name) == 0)
			return &arches[i];
	return NULL;
}

const struct arch *arch_by_elf(uint16_t elf_machine, uint8_t elf_class)
{
	for (size_t i = 0; i < ARRAY_SIZE(arches); i++)
		if (arches[i].elf_machine == elf_machine && arches[i].elf_class == elf_class)
			return &arches[i];
	return NULL;
}
