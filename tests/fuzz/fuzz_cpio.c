/* SPDX-License-Identifier: MIT */
/*
 * libFuzzer target: cpio archives. What must hold stands in check_cpio.h.
 */
#include <tests/fuzz/check_cpio.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	check_cpio(data, size);
	return 0;
}
