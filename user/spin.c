/* SPDX-License-Identifier: MIT */
/*
 * Repeats for ever: fills every general register with a value of its own, spins without system
 * calls, checks that preemption has changed none of the registers, and reports the result.
 */
#include <user.h>

#define LOOPS 3000000

int spin_registers(unsigned long seed, unsigned long loops);

/* At the same address in every process: see the Makefile. */
static int here __attribute__((section(".fixed"))) = 0;

int main(int argc, char **argv)
{
	unsigned pid = (unsigned)SYSCALL(__NR_getpid);

	for (unsigned turn = 1;; turn++) {
		int changed = spin_registers(pid * 0x1010101ul, LOOPS);

		here++;
		if (changed || here != (int)turn) {
			print("process %u: %d registers changed, turn %d of %u\n", pid, changed,
				here, turn);
			return 1;
		}
		print("process %u: turn %u, data at %x, all registers as they were\n", pid, turn,
			(unsigned)(uintptr_t)&here);
	}
	return argc && argv ? 0 : 1;
}
