/* SPDX-License-Identifier: MIT */
/*
 * A floating-point register of two processes that take turns. The one that has never written to it
 * reads zero whatever the other does; later each reads what it has written.
 */
#include <abi.h>

#define TURNS 12

#if defined(__riscv)
static uint64_t look(void)
{
	uint64_t bits;

	asm volatile("fsd fs7, %0" : "=m"(bits));
	return bits;
}
static void set(uint64_t bits)
{
	asm volatile("fld fs7, %0" ::"m"(bits)); /* no code here uses it */
}
#else
/* The C library uses all SSE registers, but of the x87 stack only the top. */
static uint64_t look(void)
{
	struct {
		uint32_t control[7];
		uint8_t registers[8][10];
	} state;
	uint64_t bits;

	asm volatile("fnsave %0; frstor %0" : "+m"(state));
	memcpy(&bits, state.registers[7], sizeof(bits));
	return bits;
}
static void set(uint64_t bits)
{
	struct {
		uint32_t control[7];
		uint8_t registers[8][10];
	} state;

	asm volatile("fnsave %0" : "=m"(state));
	memcpy(state.registers[7], &bits, sizeof(bits));
	asm volatile("frstor %0" ::"m"(state));
}
#endif

static uint64_t seen[TURNS];

static void turns(int from, int to, bool first, int sets_at, uint64_t bits)
{
	char byte = 0;

	for (int i = 0; i < TURNS; i++) {
		if (!first || i)
			read(from, &byte, 1);
		seen[i] = look();
		if (i == sets_at)
			set(bits);
		write(to, &byte, 1);
	}
}

static void tell(const char *who)
{
	for (int i = 0; i < TURNS; i++)
		out("%s, turn %d: %llx", who, i, (unsigned long long)seen[i]);
}

int main(void)
{
	int there[2], back[2], status;
	pid_t child;

	pipe(there);
	pipe(back);
	child = fork();
	if (!child) {
		turns(there[0], back[1], false, 7, 0x4008000000000001);
		tell("second");
		return 0;
	}
	turns(back[0], there[1], true, 3, 0x3ff8000000000002);
	waitpid(child, &status, 0);
	show_status("second", status);
	tell("first");
	return 0;
}
