/* SPDX-License-Identifier: MIT */
/*
 * x87, SSE and AVX registers with known values: see <arch/test.h>. The kernel's C code never uses
 * these registers, so they stay loaded from one statement to the next.
 */
#include <arch/test.h>
#include <asm/msr.h>
#include <lib/random.h>
#include <lib/string.h>

#define X87_COUNT     8
#define VECTOR_SIZE   32 /* of an AVX register; SSE uses the lower half */
#define FCW_DEFAULT   0x37f
#define MXCSR_DEFAULT 0x1f80

#if __SIZEOF_POINTER__ == 8
#define VECTOR_COUNT 16
#define EACH_VECTOR  ".irp n, 0,1,2,3,4,5,6,7,8,9,10,11,12,13,14,15\n\t"
#else
#define VECTOR_COUNT 8
#define EACH_VECTOR  ".irp n, 0,1,2,3,4,5,6,7\n\t"
#endif

struct registers {
	uint8_t vector[VECTOR_COUNT][VECTOR_SIZE];
	int64_t x87[X87_COUNT]; /* as integers, which x87 holds exactly */
	uint32_t mxcsr;
	uint16_t fcw;
};

/* The bytes of a vector register that this CPU has and that the kernel has enabled: 0, 16 or 32. */
static unsigned vector_width(void)
{
	struct cpuid features = cpuid(1, 0);
	uint32_t low, high;

	if (!(features.d & 1u << 25))
		return 0;
	if (!(features.c & 1u << 27) || !(features.c & 1u << 28))
		return 16;
	asm volatile("xgetbv" : "=a"(low), "=d"(high) : "c"(0));
	return (low & 6) == 6 ? 32 : 16;
}

static void load(const struct registers *r, unsigned width)
{
	for (int i = 0; i < X87_COUNT; i++)
		asm volatile("fildll %0" ::"m"(r->x87[i]));
	asm volatile("fldcw %0" ::"m"(r->fcw));
	if (width == 0)
		return;
	if (width == 32)
		asm volatile(EACH_VECTOR "vmovdqu \\n*32(%0), %%ymm\\n\n\t.endr" ::"r"(r->vector)
			     : "memory");
	else
		asm volatile(EACH_VECTOR "movups \\n*32(%0), %%xmm\\n\n\t.endr" ::"r"(r->vector)
			     : "memory");
	asm volatile("ldmxcsr %0" ::"m"(r->mxcsr));
}

/* Empties the x87 stack. */
static void store(struct registers *r, unsigned width)
{
	asm volatile("fnstcw %0" : "=m"(r->fcw));
	for (int i = X87_COUNT; i-- > 0;)
		asm volatile("fistpll %0" : "=m"(r->x87[i]));
	if (width == 0)
		return;
	if (width == 32)
		asm volatile(EACH_VECTOR "vmovdqu %%ymm\\n, \\n*32(%0)\n\t.endr" ::"r"(r->vector)
			     : "memory");
	else
		asm volatile(EACH_VECTOR "movups %%xmm\\n, \\n*32(%0)\n\t.endr" ::"r"(r->vector)
			     : "memory");
	asm volatile("stmxcsr %0" : "=m"(r->mxcsr));
}

/* Rounding and flush-to-zero differ between seeds; all exceptions stay masked. */
static void make(struct registers *r, unsigned long seed, unsigned width)
{
	struct prng prng;

	prng_seed(&prng, seed);
	memset(r, 0, sizeof(*r));
	for (int i = 0; i < VECTOR_COUNT; i++)
		for (unsigned j = 0; j < width; j++)
			r->vector[i][j] = (uint8_t)prng_next(&prng);
	for (int i = 0; i < X87_COUNT; i++)
		r->x87[i] = (int64_t)prng_next(&prng);
	r->fcw = (uint16_t)(FCW_DEFAULT | (seed & 3) << 10);
	r->mxcsr = width ? (uint32_t)(MXCSR_DEFAULT | (seed & 3) << 13 | (seed >> 2 & 1) << 15) : 0;
}

static int differences(const struct registers *a, const struct registers *b)
{
	int count = (a->fcw != b->fcw) + (a->mxcsr != b->mxcsr);

	for (int i = 0; i < VECTOR_COUNT; i++)
		count += memcmp(a->vector[i], b->vector[i], VECTOR_SIZE) != 0;
	for (int i = 0; i < X87_COUNT; i++)
		count += a->x87[i] != b->x87[i];
	return count;
}

int arch_test_fpu(unsigned long seed, unsigned long loops)
{
	struct registers wanted, found = {0};
	unsigned width = vector_width();

	make(&wanted, seed, width);
	load(&wanted, width);
	for (unsigned long i = 0; i < loops; i++)
		asm volatile("");
	store(&found, width);
	return differences(&wanted, &found);
}

int arch_test_fpu_fresh(void)
{
	struct registers wanted = {.fcw = FCW_DEFAULT}, found = {0};
	unsigned width = vector_width();
	uint16_t status;

	wanted.mxcsr = width ? MXCSR_DEFAULT : 0;
	/* The x87 registers are empty: reading one would be an exception. */
	asm volatile("fnstsw %0" : "=m"(status));
	for (int i = 0; i < X87_COUNT; i++)
		asm volatile("fldz");
	store(&found, width);
	return differences(&wanted, &found) + (status != 0);
}

void arch_test_illegal_instruction(void)
{
	asm volatile("ud2");
}
