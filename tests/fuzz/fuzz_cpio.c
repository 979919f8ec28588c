/* SPDX-License-Identifier: MIT */
/*
 * libFuzzer target: cpio archives. check_cpio.h defines the properties.
 */
#include <tests/fuzz/check_cpio.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	check_cpio(data, size);
	return 0;
}
