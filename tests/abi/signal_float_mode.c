/* SPDX-License-Identifier: MIT */
/*
 * A handler that changes the floating-point rounding mode and the treatment of denormals does not
 * affect the interrupted code; on x86 a handler starts with the default modes. Modes depend on the
 * machine: MXCSR (round up, flush to zero, denormals are zero), fcsr.
 */
#include <abi.h>
#include <signal.h>

#if defined(__riscv)
#define MODE 0x60u
static unsigned mode_get(void)
{
	unsigned long mode;

	asm volatile("frcsr %0" : "=r"(mode));
	return (unsigned)mode;
}
static void mode_set(unsigned mode)
{
	asm volatile("fscsr %0" ::"r"((unsigned long)mode));
}
#else
#define MODE 0xdfc0u
static unsigned mode_get(void)
{
	unsigned mode;

	asm volatile("stmxcsr %0" : "=m"(mode));
	return mode;
}
static void mode_set(unsigned mode)
{
	asm volatile("ldmxcsr %0" ::"m"(mode));
}
#endif

static unsigned default_mode;
static volatile int seen_default;

static void handler(int signal)
{
	seen_default = mode_get() == default_mode;
	mode_set(default_mode);
}

int main(void)
{
	default_mode = mode_get();
	signal(SIGUSR1, handler);
	mode_set(MODE);
	raise(SIGUSR1);
	YES(mode_get() == MODE);
#if !defined(__riscv)
	YES(seen_default); /* the initial value in a handler on x86 */
#endif
	return 0;
}
