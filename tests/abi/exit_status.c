/* SPDX-License-Identifier: MIT */
/*
 * the parent receives the low eight bits of an exit code.
 */
#include <abi.h>

static int code;

static void child(void)
{
	_exit(code);
}

int main(void)
{
	static const int codes[] = {0, 1, 7, 127, 128, 255, 256, 257, -1, 0x1234};

	for (unsigned i = 0; i < sizeof(codes) / sizeof(codes[0]); i++) {
		code = codes[i];
		out("_exit(%d)", code);
		in_child("child", child);
	}
	return 42;
}
