/* SPDX-License-Identifier: MIT */
/*
 * Vector and floating-point registers in signal frames. A handler may use them all, finds the
 * interrupted values in its frame in Linux's layout, and the interrupted code continues with the
 * values that the handler stores there.
 */
#include <abi.h>
#include <sys/auxv.h>
#include <ucontext.h>

#define WORDS 8 /* the widest register that is checked */

static void (*in_handler)(ucontext_t *context);

#if defined(__riscv)
static void load(const uint64_t v[WORDS])
{
	asm volatile("fld fs0, 0(%0); fld fs11, 8(%0); fld ft3, 16(%0)" ::"r"(v)
		     : "fs0", "fs11", "ft3");
}
static void store(uint64_t v[WORDS])
{
	asm volatile("fsd fs0, 0(%0); fsd fs11, 8(%0); fsd ft3, 16(%0)" ::"r"(v) : "memory");
}
#define HOLD                                                                                      \
	asm volatile("fld fs0, 0(%0); fld fs11, 8(%0); fld ft3, 16(%0); mv a0, %2; mv a1, %3;"    \
		     "li a7, 130; ecall; fsd fs0, 0(%1); fsd fs11, 8(%1); fsd ft3, 16(%1)" ::"r"( \
			     before),                                                             \
		     "r"(after), "r"((long)getpid()), "r"((long)SIGUSR1)                          \
		     : "a0", "a1", "a7", "fs0", "fs11", "ft3", "memory")

static void look(ucontext_t *context)
{
	struct __riscv_mc_d_ext_state *d = &context->uc_mcontext.__fpregs.__d;
	const uint32_t *tail = (const uint32_t *)((const char *)&context->uc_mcontext.__fpregs +
						  sizeof(context->uc_mcontext.__fpregs));

	out("fs0 %llx fs11 %llx ft3 %llx fcsr %x", (unsigned long long)d->__f[8],
		(unsigned long long)d->__f[27], (unsigned long long)d->__f[3], d->__fcsr);
	out("end %x %x", tail[-2], tail[-1]);
	out("vector extension announced: %s",
		getauxval(AT_HWCAP) >> ('V' - 'A') & 1 ? "yes" : "no");
}
static void change(ucontext_t *context)
{
	context->uc_mcontext.__fpregs.__d.__f[8] = 0x1234;
	context->uc_mcontext.__fpregs.__d.__fcsr = 0x61;
}
static void others(void)
{
	unsigned fcsr;

	asm volatile("frcsr %0" : "=r"(fcsr));
	out("fcsr %x", fcsr);
}
#else
#if defined(__x86_64__)
#define VECTORS , "xmm3", "xmm7"
#else
#define VECTORS /* the compiler uses none of them */
#endif
#define MAGIC1 0x46505853
#define MAGIC2 0x46505845

struct words {
	uint32_t magic1, extended_size;
	uint64_t features;
	uint32_t state_size;
};

static void load(const uint64_t v[WORDS])
{
	asm volatile("vmovdqu (%0), %%ymm3; vmovdqu 32(%0), %%ymm7" ::"r"(v) : "memory" VECTORS);
}
static void store(uint64_t v[WORDS])
{
	asm volatile("vmovdqu %%ymm3, (%0); vmovdqu %%ymm7, 32(%0)" ::"r"(v) : "memory");
}
#if defined(__x86_64__)
#define HOLD                                                                              \
	asm volatile("vmovdqu (%2), %%ymm3; vmovdqu 32(%2), %%ymm7; syscall;"             \
		     "vmovdqu %%ymm3, (%3); vmovdqu %%ymm7, 32(%3)"                       \
		     : "=a"(answer)                                                       \
		     : "a"((long)SYS_kill), "r"(before), "r"(after), "D"((long)getpid()), \
		     "S"((long)SIGUSR1)                                                   \
		     : "rcx", "r11", "memory" VECTORS)
#else
#define HOLD                                                                              \
	asm volatile("vmovdqu (%2), %%ymm3; vmovdqu 32(%2), %%ymm7; int $0x80;"           \
		     "vmovdqu %%ymm3, (%3); vmovdqu %%ymm7, 32(%3)"                       \
		     : "=a"(answer)                                                       \
		     : "a"((long)SYS_kill), "S"(before), "D"(after), "b"((long)getpid()), \
		     "c"((long)SIGUSR1)                                                   \
		     : "memory" VECTORS)
#endif

/* Offset of the upper halves of the YMM registers in an XSAVE area. */
static unsigned avx_offset(void)
{
	unsigned a = 13, b, c = 2, d;

	asm volatile("cpuid" : "+a"(a), "=b"(b), "+c"(c), "=d"(d));
	return b;
}

static unsigned char *area_of(ucontext_t *context)
{
	unsigned char *state = (unsigned char *)context->uc_mcontext.fpregs;

	return sizeof(long) == 8 ? state : state + 112;
}

static struct words *words_of(ucontext_t *context)
{
	return (struct words *)(area_of(context) + 464);
}

static void look(ucontext_t *context)
{
	unsigned char *area = area_of(context);
	struct words *w = words_of(context);
	uint64_t in_use, low, high;

	memcpy(&in_use, area + 512, 8);
	memcpy(&low, area + 160 + 3 * 16, 8);
	memcpy(&high, area + avx_offset() + 3 * 16, 8);
	YES(w->magic1 == MAGIC1);
	out("%u bytes more than the state", w->extended_size - w->state_size);
	YES(*(uint32_t *)(area + w->state_size) == MAGIC2);
	YES((w->features & 7) == 7 && (in_use & 7) >= 6);
	out("xmm3 %llx, upper half %llx", (unsigned long long)low, (unsigned long long)high);
	YES((uintptr_t)area % 64 == 0);
	YES(context->uc_flags & 1);
	YES(getauxval(AT_MINSIGSTKSZ) >= w->extended_size);
}
static void change(ucontext_t *context)
{
	uint64_t low = 0x1234, high = 0x5678;

	memcpy(area_of(context) + 160 + 3 * 16, &low, 8);
	memcpy(area_of(context) + avx_offset() + 3 * 16, &high, 8);
}
static void drop_upper(ucontext_t *context)
{
	area_of(context)[512] &= (unsigned char)~4;
}
static void drop_all(ucontext_t *context)
{
	context->uc_mcontext.fpregs = NULL;
}
static void drop_magic(ucontext_t *context)
{
	struct words *w = words_of(context);

	*(uint32_t *)(area_of(context) + w->state_size) = 0;
}
static void bad_mxcsr(ucontext_t *context)
{
	uint32_t all = ~0u;

	memcpy(area_of(context) + 24, &all, 4);
}
static void bad_feature(ucontext_t *context)
{
	area_of(context)[512 + 7] |= 0x40;
}
static void bad_header(ucontext_t *context)
{
	area_of(context)[512 + 16] = 1;
}
static void others(void)
{
	unsigned mxcsr;

	asm volatile("stmxcsr %0" : "=m"(mxcsr));
	out("mxcsr %x", mxcsr & 0xffc0);
}
#endif

static void handler(int signal, siginfo_t *info, void *context)
{
	uint64_t v[WORDS], junk[WORDS];

	store(v);
	memset(junk, 0xee, sizeof(junk));
	load(junk);
	in_handler(context);
}

static void try(const char *what, void (*function)(ucontext_t *context))
{
	uint64_t before[WORDS], after[WORDS];
	long answer = 0;

	for (int i = 0; i < WORDS; i++)
		before[i] = 0x1111111111111111ull * (unsigned)(i + 1);
	memset(after, 0, sizeof(after));
	in_handler = function;
	HOLD;
	out("%s: %ld", what, answer);
	for (int i = 0; i < WORDS; i++)
		out("  %d: %llx", i, (unsigned long long)after[i]);
	others();
}

#if !defined(__riscv)
static void refused(void)
{
	try("all bits of MXCSR", bad_mxcsr);
}

static void refused_feature(void)
{
	try("a feature that there is not", bad_feature);
}

static void refused_header(void)
{
	try("a header with more", bad_header);
}
#endif

static void nothing(ucontext_t *context)
{
}

int main(void)
{
	struct sigaction action = {.sa_sigaction = handler, .sa_flags = SA_SIGINFO};

	sigaction(SIGUSR1, &action, NULL);
	try("left alone", nothing);
	try("looked at", look);
	try("changed", change);
#if !defined(__riscv)
	asm volatile("ldmxcsr %0" ::"m"((unsigned){0x1f80}));
	try("upper halves dropped", drop_upper);
	try("all dropped", drop_all);
	try("magic dropped", drop_magic);
	in_child("all bits of MXCSR", refused);
	in_child("a feature that there is not", refused_feature);
	in_child("a header with more", refused_header);
#endif
	return 0;
}
