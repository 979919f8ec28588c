/* SPDX-License-Identifier: MIT */
/*
 * libFuzzer target: ELF program files. check_elf.h defines the properties.
 */
#include <tests/fuzz/check_elf.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	check_elf(data, size);
	return 0;
}
