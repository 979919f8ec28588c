/* SPDX-License-Identifier: MIT */
/*
 * libFuzzer target: device trees, and the RISC-V port's reader of them. check_fdt.h defines the
 * properties.
 */
#include <tests/fuzz/check_fdt.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	check_fdt(data, size);
	check_devicetree(data, size);
	return 0;
}
