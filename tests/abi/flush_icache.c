/* SPDX-License-Identifier: MIT */
/*
 * Code that a program writes and executes again and again; on RISC-V it must flush the instruction
 * cache.
 */
#include <abi.h>

#if defined(__riscv)
#include <sys/cachectl.h>
#define FLUSH(start, end) __riscv_flush_icache(start, end, 0)
static void write_code(void *at, int value)
{
	uint32_t code[] = {0x00000513 | (uint32_t)value << 20, 0x00008067}; /* li a0, value; ret */

	memcpy(at, code, sizeof(code));
}
#else
#define FLUSH(start, end) 0
static void write_code(void *at, int value)
{
	unsigned char code[] = {0xb8, (unsigned char)value, 0, 0, 0,
		0xc3}; /* mov eax, value; ret */

	memcpy(at, code, sizeof(code));
}
#endif

int main(void)
{
	void *code = mmap(NULL, PAGE, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
	int wrong = 0;

	for (int i = 0; i < 100; i++) {
		mprotect(code, PAGE, PROT_READ | PROT_WRITE);
		write_code(code, i);
		mprotect(code, PAGE, PROT_READ | PROT_EXEC);
		wrong += FLUSH(code, (char *)code + PAGE) != 0;
		wrong += ((int (*)(void))code)() != i;
	}
	out("%d wrong", wrong);
#if defined(__riscv)
	SHOW(__riscv_flush_icache(code, (char *)code + PAGE, 1));
	SHOW(syscall(259, code, code, 2));
#endif
	return 0;
}
