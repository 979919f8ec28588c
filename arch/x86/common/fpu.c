/* SPDX-License-Identifier: MIT */
/*
 * FPU and vector state: XSAVE with all of the components x87, SSE, AVX and AVX-512 that the CPU
 * has, or FXSAVE on CPUs without XSAVE.
 */
#include <arch/cpu.h>
#include <arch/irq.h>
#include <arch/signal.h>
#include <arch/thread.h>
#include <asm/fpu.h>
#include <asm/msr.h>
#include <asm/patch.h>
#include <kernel/debug/panic.h>
#include <lib/string.h>
#include <mm/usercopy.h>
#include <uapi/errno.h>
#include <uapi/signal.h>

#define XCR0_COMPONENTS 0xe7 /* x87, SSE, AVX, AVX-512 (three) */
#define FXSAVE_SIZE     512
#define MXCSR_OFFSET    24
#define FCW_OFFSET      0
#define FCW_DEFAULT     0x37f
#define MXCSR_DEFAULT   0x1f80

#define CPUID_FXSR (1u << 24) /* of leaf 1, EDX */

#define MXCSR_MASK_OFFSET  28
#define MXCSR_MASK_DEFAULT 0xffbf

/*
 * In a signal frame, the bytes that FXSAVE leaves to software contain the size of what follows, and
 * a magic word ends the area (Linux: struct _fpx_sw_bytes).
 */
#define FRAME_WORDS_OFFSET 464
#define FRAME_MAGIC1       0x46505853
#define FRAME_MAGIC2       0x46505845
#define HEADER_SIZE        64 /* of XSAVE, after the FXSAVE part: XSTATE_BV, XCOMP_BV, zeros */

struct frame_words {
	uint32_t magic1, extended_size;
	uint64_t components;
	uint32_t state_size, padding[7];
};

/* The software bytes and the XSAVE header after them. */
struct frame_tail {
	struct frame_words words;
	uint64_t header[HEADER_SIZE / 8];
};
#define FRAME_WORDS_READ offsetof(struct frame_words, padding[1]) /* a multiple of 8 */
#define FSAVE_SIZE       108

bool fpu_ready;
static bool has_xsave;
static uint32_t components;
static size_t area_size = FXSAVE_SIZE;
static uint32_t mxcsr_mask;

/* The initial state of a thread, and of a signal handler. */
static struct {
	char legacy[FXSAVE_SIZE];
	uint64_t in_use, header[HEADER_SIZE / 8 - 1];
} initial __attribute__((aligned(64)));

static void xcr0_write(uint32_t value)
{
	asm volatile("xsetbv" ::"c"(0), "a"(value), "d"(0));
}

/* The bits of MXCSR that this CPU has (Intel SDM 1, 11.6.6). Setting another bit faults. */
static uint32_t find_mxcsr_mask(void)
{
	static char area[FXSAVE_SIZE] __attribute__((aligned(16)));
	uint32_t mask;

	asm volatile("fxsave (%0)" ::"r"(area) : "memory");
	memcpy(&mask, area + MXCSR_MASK_OFFSET, sizeof(mask));
	return mask ? mask : MXCSR_MASK_DEFAULT;
}

/* An XSAVE header of zeros means the initial state, but these two words are always read. */
static void fill_initial(void)
{
	const struct frame_words words = {
		.magic1 = FRAME_MAGIC1,
		.extended_size = (uint32_t)(FPU_FRAME_HEAD + area_size + sizeof(uint32_t)),
		.components = components,
		.state_size = (uint32_t)area_size,
	};

	memcpy(initial.legacy + FCW_OFFSET, &(uint16_t){FCW_DEFAULT}, 2);
	memcpy(initial.legacy + MXCSR_OFFSET, &(uint32_t){MXCSR_DEFAULT}, 4);
	if (has_xsave)
		memcpy(initial.legacy + FRAME_WORDS_OFFSET, &words, sizeof(words));
}

void fpu_init_boot(void)
{
	if (!(cpuid(1, 0).d & CPUID_FXSR))
		return; /* fpu_init_cpu() will panic */
	cr4_write(cr4_read() | CR4_OSFXSR);
	fpu_ready = true;
}

void fpu_init_cpu(void)
{
	struct cpuid features = cpuid(1, 0);

	if (!(features.d & CPUID_FXSR))
		panic("this CPU has no FXSAVE");
	cr0_write((cr0_read() | CR0_MP | CR0_NE) & ~(CR0_EM | CR0_TS));
	cr4_write(cr4_read() | CR4_OSFXSR | CR4_OSXMMEXCPT);
	has_xsave = features.c & 1u << 26;
	if (has_xsave) {
		cr4_write(cr4_read() | CR4_OSXSAVE);
		components = cpuid(13, 0).a & XCR0_COMPONENTS;
		xcr0_write(components);
		area_size = cpuid(13, 0).b;
	}
	mxcsr_mask = find_mxcsr_mask();
	fill_initial();
}

static void save(void *area)
{
	if (has_xsave)
		asm volatile("xsave (%0)" ::"r"(area), "a"(components), "d"(0) : "memory");
	else
		asm volatile("fxsave (%0)" ::"r"(area) : "memory");
}

static void restore(const void *area)
{
	if (has_xsave)
		asm volatile("xrstor (%0)" ::"r"(area), "a"(components), "d"(0) : "memory");
	else
		asm volatile("fxrstor (%0)" ::"r"(area) : "memory");
}

void fpu_switch(void *prev, void *next)
{
	assert_irqs_off();
	if (prev)
		save(prev);
	if (next)
		restore(next);
}

int arch_thread_add_fpu(struct arch_thread *t)
{
	char *area = fpu_state_alloc(area_size);
	unsigned long flags;

	if (!area)
		return -ENOMEM;
	memcpy(area, initial.legacy, sizeof(initial.legacy));
	flags = arch_irq_save();
	t->fpu = area;
	t->extras = 1;
	if (t == (struct arch_thread *)arch_current())
		restore(area);
	arch_irq_restore(flags);
	return 0;
}

int arch_thread_copy_fpu(struct arch_thread *to)
{
	struct arch_thread *self = (struct arch_thread *)arch_current();
	unsigned long flags;

	if (!self->fpu)
		return 0;
	to->fpu = fpu_state_alloc(area_size);
	if (!to->fpu)
		return -ENOMEM;
	to->extras = 1;
	flags = arch_irq_save();
	save(to->fpu); /* zeroed, as XSAVE requires */
	arch_irq_restore(flags);
	return 0;
}

int fpu_exception_code(bool simd)
{
	uint32_t mxcsr;
	uint16_t control, status;
	unsigned raised;

	if (simd) {
		asm volatile("stmxcsr %0" : "=m"(mxcsr));
		raised = mxcsr & ~(mxcsr >> 7);
	} else {
		asm volatile("fnstcw %0; fnstsw %1" : "=m"(control), "=m"(status));
		raised = status & ~(unsigned)control;
	}
	return raised & 0x01   ? FPE_FLTINV
	       : raised & 0x04 ? FPE_FLTDIV
	       : raised & 0x08 ? FPE_FLTOVF
	       : raised & 0x12 ? FPE_FLTUND
	       : raised & 0x20 ? FPE_FLTRES
			       : 0;
}

size_t fpu_frame_size(void)
{
	return area_size + (has_xsave ? sizeof(uint32_t) : 0);
}

#if __SIZEOF_POINTER__ == 8
#define MOVE_WORDS "rep movsq;"
#else
#define MOVE_WORDS "rep movsl;"
#endif

/* XSAVE does not write the software bytes, and requires a zeroed header. */
static int user_xsave(uintptr_t area)
{
	uintptr_t to = area + FRAME_WORDS_OFFSET;
	const void *from = initial.legacy + FRAME_WORDS_OFFSET;
	size_t words = sizeof(struct frame_tail) / sizeof(long);
	int result = (int)components;

	asm volatile(USER_ASM(
		"1: movl %[magic], (%[end]); 2:" MOVE_WORDS "3: xsave -%c[size](%[to]);")
			     EXTABLE_STR("1b", "5b") EXTABLE_STR("2b", "5b") EXTABLE_STR("3b", "5b")
		     : [to] "+D"(to), "+S"(from), "+c"(words), "+a"(result)
		     : [end] "r"(area + area_size), "d"(0), [magic] "i"(FRAME_MAGIC2),
		     [size] "i"(FXSAVE_SIZE + HEADER_SIZE), [fault] "i"(-EFAULT)
		     : "memory");
	return result;
}

static int user_xrstor(uintptr_t area)
{
	int result = (int)components;

	asm volatile(USER_ASM("1: xrstor (%[area]);") EXTABLE_STR("1b", "5b")
		     : "+a"(result)
		     : [area] "r"(area), "d"(0), [fault] "i"(-EFAULT)
		     : "memory");
	return result;
}

int fpu_frame_save(uintptr_t user_area)
{
	int result;

	if (has_xsave)
		return user_xsave(user_area);
	asm volatile(USER_ASM("1: fxsave (%[area]);") EXTABLE_STR("1b", "5b")
		     : "=a"(result)
		     : [area] "r"(user_area), [fault] "i"(-EFAULT)
		     : "memory");
	return result;
}

/* Linux adds to the FSAVE area the status again, and a zero word: it says that the FXSAVE area
 * follows. */
int fpu_frame_fsave(uintptr_t user_area)
{
	uint32_t status = 0;
	int result;

	asm volatile("fnstsw %w0" : "+a"(status));
	asm volatile(USER_ASM("1: fnsave (%[area]); 2: movl %[status], %c[size](%[area]);")
			     EXTABLE_STR("1b", "5b") EXTABLE_STR("2b", "5b")
		     : "=&a"(result)
		     : [area] "r"(user_area), [status] "r"(status), [size] "i"(FSAVE_SIZE),
		     [fault] "i"(-EFAULT)
		     : "memory");
	return result;
}

void fpu_reset(void)
{
	restore(&initial);
}

/* Can the CPU load the user's area without a fault? Not with unknown bits in MXCSR, with bits of
 * XSTATE_BV that the CPU does not have, or with other non-zero words in the header. */
static bool is_valid(const char *area, bool extended)
{
	uint64_t header[3];
	uint32_t mxcsr;

	memcpy(&mxcsr, area + MXCSR_OFFSET, sizeof(mxcsr));
	memcpy(header, area + FXSAVE_SIZE, sizeof(header));
	return !(mxcsr & ~mxcsr_mask) &&
	       (!extended || !(header[0] & ~(uint64_t)components || header[1] || header[2]));
}

/* Set the header of an area so that only the components in `given` are loaded from it; the others
 * get the initial state. */
static void complete(char *area, uint64_t given)
{
	uint64_t in_use;

	if (!has_xsave)
		return;
	memcpy(&in_use, area + FXSAVE_SIZE, sizeof(in_use));
	in_use &= given;
	memset(area + FXSAVE_SIZE, 0, HEADER_SIZE);
	memcpy(area + FXSAVE_SIZE, &in_use, sizeof(in_use));
}

/* The size of the XSAVE area that is there; 0: only the FXSAVE part; or -EFAULT. */
static long extended_size(uintptr_t user_area, const struct frame_words *words)
{
	uint32_t magic2;

	if (!has_xsave || words->magic1 != FRAME_MAGIC1 ||
		words->state_size < FXSAVE_SIZE + HEADER_SIZE || words->state_size > area_size ||
		words->extended_size < words->state_size)
		return 0;
	if (copy_from_user(&magic2, user_area + words->state_size, sizeof(magic2)))
		return -EFAULT;
	return magic2 == FRAME_MAGIC2 ? (long)words->state_size : 0;
}

/* Load an area of any form, through a copy in the kernel. */
static int load_frame(uintptr_t user_area, const struct frame_words *words, size_t extended)
{
	char *area = fpu_state_alloc(area_size);
	size_t size = extended ? extended : FXSAVE_SIZE;
	int error = 0;

	if (!area)
		return -ENOMEM;
	if (copy_from_user(area, user_area, size) || !is_valid(area, extended)) {
		error = -EFAULT;
	} else {
		memset(area + size, 0, area_size - size);
		if (has_xsave && !extended)
			memcpy(area + FXSAVE_SIZE, &(uint64_t){3}, sizeof(uint64_t));
		complete(area, extended ? words->components : 3);
		restore(area);
	}
	fpu_state_free(area, area_size);
	return error;
}

/* The words that show the form of an area, and MXCSR. The whole area must be readable. */
struct frame_marks {
	struct frame_words words;
	uint32_t magic2, mxcsr;
};

static int read_marks(uintptr_t area, struct frame_marks *marks)
{
	uintptr_t from = area + FRAME_WORDS_OFFSET;
	void *to = &marks->words;
	size_t words = FRAME_WORDS_READ / sizeof(long);
	int result;

	asm volatile(USER_ASM("1: movl (%[end]), %%eax; movl %%eax, %[magic2];"
			      "2: movl %c[at](%[area]), %%eax; movl %%eax, %[mxcsr]; 3:" MOVE_WORDS)
			     EXTABLE_STR("1b", "5b") EXTABLE_STR("2b", "5b") EXTABLE_STR("3b", "5b")
		     : "=&a"(result), "+S"(from), "+D"(to),
		     "+c"(words), [magic2] "=m"(marks->magic2), [mxcsr] "=m"(marks->mxcsr)
		     : [end] "r"(area + area_size), [area] "r"(area), [at] "i"(MXCSR_OFFSET),
		     [fault] "i"(-EFAULT)
		     : "memory");
	return result;
}

/*
 * Does the area have the form that fpu_frame_save() writes? Then XRSTOR may read it in place, and
 * faults if its header is wrong. MXCSR is checked first, because not every emulator checks it; if
 * another thread changes it meanwhile, the CPU refuses it.
 */
static bool is_own_form(uintptr_t user_area)
{
	struct frame_marks marks;

	return has_xsave && user_area % 64 == 0 && user_range_ok(user_area, fpu_frame_size()) &&
	       !read_marks(user_area, &marks) && marks.words.magic1 == FRAME_MAGIC1 &&
	       marks.words.components == components && marks.words.state_size == area_size &&
	       marks.words.extended_size >= area_size && marks.magic2 == FRAME_MAGIC2 &&
	       !(marks.mxcsr & ~mxcsr_mask);
}

static NOINLINE int restore_any_form(uintptr_t user_area)
{
	struct frame_words words;
	long extended;

	if (copy_from_user(&words, user_area + FRAME_WORDS_OFFSET, FRAME_WORDS_READ))
		return -EFAULT;
	extended = extended_size(user_area, &words);
	return extended < 0 ? (int)extended : load_frame(user_area, &words, (size_t)extended);
}

int fpu_frame_restore(uintptr_t user_area)
{
	if (!user_area)
		fpu_reset();
	else if (!is_own_form(user_area))
		return restore_any_form(user_area);
	else
		return user_xrstor(user_area);
	return 0;
}

void arch_thread_destroy(struct arch_thread *t)
{
	if (t->fpu)
		fpu_state_free(t->fpu, area_size);
	t->fpu = NULL;
}
