/* SPDX-License-Identifier: MIT */
/*
 * code executes only where PROT_EXEC allows it.
 */
#include <abi.h>

static unsigned char *code;

static void run(void)
{
	((void (*)(void))code)();
}

int main(void)
{
	/* A return instruction, copied from a function that does nothing else. */
	extern void nothing(void);

	code = mmap(NULL, PAGE, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
	memcpy(code, (void *)nothing, 8);
	in_child("without PROT_EXEC", run);
	SHOW(mprotect(code, PAGE, PROT_READ | PROT_EXEC));
	__builtin___clear_cache((char *)code, (char *)code + 8);
	in_child("with PROT_EXEC", run);
	SHOW(mprotect(code, PAGE, PROT_READ));
	in_child("taken away", run);
	return 0;
}

__attribute__((naked, aligned(16))) void nothing(void)
{
	__asm__("ret");
}
