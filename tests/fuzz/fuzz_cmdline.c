/* SPDX-License-Identifier: MIT */
/*
 * libFuzzer target: kernel command lines. check_cmdline.h defines the properties.
 */
#include <stdlib.h>
#include <tests/fuzz/check_cmdline.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	char *cmdline = malloc(size + 1);

	if (!cmdline)
		return 0;
	memcpy(cmdline, data, size);
	cmdline[size] = '\0';
	check_cmdline(cmdline);
	free(cmdline);
	return 0;
}
