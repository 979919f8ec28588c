/* SPDX-License-Identifier: MIT */
/*
 * libFuzzer target: device trees, and what the RISC-V port reads from them. What must hold stands
 * in check_fdt.h.
 */
#include <tests/fuzz/check_fdt.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	check_fdt(data, size);
	check_devicetree(data, size);
	return 0;
}
