/* SPDX-License-Identifier: MIT */
/*
 * The integer registers of interrupted code are in the signal frame, and the code continues with
 * the values that a handler stores there, in both kinds of frame of i386. The rest of siginfo is
 * zero. A frame that cannot be written leaves the mask unchanged.
 */
#include <abi.h>
#include <setjmp.h>
#include <ucontext.h>

/* Send SIGUSR1 to in[COUNT] with the registers loaded from in[], and store their values after
 * it. */
void call_with(const uintptr_t *in, uintptr_t *after);

/* The same without a stack. */
void call_nowhere(uintptr_t pid);

#if defined(__x86_64__)
#define COUNT 10
static const int numbers[COUNT] = {REG_RBX, REG_RBP, REG_R12, REG_R13, REG_R14, REG_R15, REG_R8,
	REG_R9, REG_R10, REG_RDX};
#define REGISTERS gregs
asm("call_with: push %rbx; push %rbp; push %r12; push %r13; push %r14; push %r15; push %rsi;"
    "mov (%rdi), %rbx; mov 8(%rdi), %rbp; mov 16(%rdi), %r12; mov 24(%rdi), %r13;"
    "mov 32(%rdi), %r14; mov 40(%rdi), %r15; mov 48(%rdi), %r8; mov 56(%rdi), %r9;"
    "mov 64(%rdi), %r10; mov 72(%rdi), %rdx; mov 80(%rdi), %rdi; mov $10, %esi;"
    "mov $62, %eax; syscall; pop %rsi;"
    "mov %rbx, (%rsi); mov %rbp, 8(%rsi); mov %r12, 16(%rsi); mov %r13, 24(%rsi);"
    "mov %r14, 32(%rsi); mov %r15, 40(%rsi); mov %r8, 48(%rsi); mov %r9, 56(%rsi);"
    "mov %r10, 64(%rsi); mov %rdx, 72(%rsi);"
    "pop %r15; pop %r14; pop %r13; pop %r12; pop %rbp; pop %rbx; ret;"
    "call_nowhere: mov $4096, %esp; mov $10, %esi; mov $62, %eax; syscall; ud2");
#elif defined(__i386__)
#define COUNT     4
static const int numbers[COUNT] = {REG_ESI, REG_EDI, REG_EBP, REG_EDX};
#define REGISTERS gregs
asm("call_with: push %ebx; push %esi; push %edi; push %ebp; mov 20(%esp), %eax;"
    "mov (%eax), %esi; mov 4(%eax), %edi; mov 8(%eax), %ebp; mov 12(%eax), %edx;"
    "mov 16(%eax), %ebx; mov $10, %ecx; mov $37, %eax; int $0x80; mov 24(%esp), %eax;"
    "mov %esi, (%eax); mov %edi, 4(%eax); mov %ebp, 8(%eax); mov %edx, 12(%eax);"
    "pop %ebp; pop %edi; pop %esi; pop %ebx; ret;"
    "call_nowhere: mov 4(%esp), %ebx; mov $4096, %esp; mov $10, %ecx; mov $37, %eax; int $0x80;"
    "ud2");
#else
#define COUNT     23
static const int numbers[COUNT] = {8, 9, 18, 19, 20, 21, 22, 23, 24, 25, 26, 27, 5, 6, 7, 28, 29,
	30, 31, 12, 13, 14, 15};
#define REGISTERS __gregs
#define SAVED     "s0, s1, s2, s3, s4, s5, s6, s7, s8, s9, s10, s11"
#define OTHERS    "t0, t1, t2, t3, t4, t5, t6, a2, a3, a4, a5"
#define EACH(operation, names) \
	".irp r, " names "; " operation " \\r, at(a0); .set at, at + 8; .endr;"
asm("call_with: addi sp, sp, -112; sd a1, 104(sp); mv t0, a0; mv a0, sp;"
    ".set at, 0;" EACH("sd",
	    SAVED) "mv a0, t0;"
		   ".set at, 0;" EACH("ld", SAVED
			   ", " OTHERS) "ld a0, at(a0);"
					"li a1, 10; li a7, 129; ecall; ld a0, 104(sp);"
					".set at, 0;" EACH("sd", SAVED
						", " OTHERS) "mv a0, sp;"
							     ".set at, 0;" EACH("ld",
								     SAVED) "addi sp, sp, 112; ret;"
									    "call_nowhere: li sp, "
									    "4096; li a1, 10; li "
									    "a7, 129; ecall; "
									    "unimp");
#endif

static void look(int signal, siginfo_t *info, void *context)
{
	mcontext_t *registers = &((ucontext_t *)context)->uc_mcontext;
	const char *tail = (const char *)&info->si_uid + sizeof(info->si_uid);
	bool zero = true;

	while (tail < (const char *)(info + 1))
		zero &= !*tail++;
	out("signal %d, code %d, rest zero: %d", info->si_signo, info->si_code, zero);
#if defined(__i386__)
	YES(registers->gregs[REG_ESP] == registers->gregs[REG_UESP]);
	YES((registers->gregs[REG_DS] | registers->gregs[REG_GS] | registers->gregs[REG_CS]) <
		0x10000);
#endif
	for (int i = 0; i < COUNT; i++) {
		out("%d: %lx", i, (unsigned long)registers->REGISTERS[numbers[i]]);
		registers->REGISTERS[numbers[i]] ^= 0x0f0f0f0f;
	}
}

static void call(void)
{
	uintptr_t in[COUNT + 1], after[COUNT];

	for (int i = 0; i < COUNT; i++)
		in[i] = (uintptr_t)0x1020408011223344 * (unsigned)(i + 1);
	in[COUNT] = (uintptr_t)getpid();
	call_with(in, after);
	for (int i = 0; i < COUNT; i++)
		out("after it %d: %lx", i, (unsigned long)after[i]);
}

#if defined(__i386__)
/* The frame itself holds the parameters. */
static void look_simply(int signal, struct sigcontext context)
{
	volatile struct sigcontext *c = &context;

	out("%d: %lx %lx %lx %lx, eax %lx", signal, c->esi, c->edi, c->ebp, c->edx, c->eax);
	YES(c->esp == c->esp_at_signal && c->fpstate && (c->oldmask & 1 << (SIGTERM - 1)));
	c->esi = 1;
	c->edi = 2;
	c->ebp = 3;
	c->edx = 4;
}
#endif

static sigjmp_buf back;

static void failed(int signal, siginfo_t *info, void *context)
{
	const sigset_t *mask = &((ucontext_t *)context)->uc_sigmask;

	out("signal %d, code %d; blocked until now: SIGUSR1 %d, SIGUSR2 %d, SIGTERM %d, SIGSEGV %d",
		signal, info->si_code, sigismember(mask, SIGUSR1), sigismember(mask, SIGUSR2),
		sigismember(mask, SIGTERM), sigismember(mask, SIGSEGV));
	siglongjmp(back, 1);
}

static void without_stack(void)
{
	static char memory[1 << 16];
	stack_t stack = {.ss_sp = memory, .ss_size = sizeof(memory)};
	struct sigaction action = {.sa_sigaction = failed, .sa_flags = SA_SIGINFO | SA_ONSTACK};
	sigset_t mask;

	sigaltstack(&stack, NULL);
	sigaction(SIGSEGV, &action, NULL);
	action = (struct sigaction){.sa_sigaction = look, .sa_flags = SA_SIGINFO};
	sigaddset(&action.sa_mask, SIGUSR2);
	sigaction(SIGUSR1, &action, NULL);
	if (!sigsetjmp(back, 1))
		call_nowhere((uintptr_t)getpid());
	sigprocmask(SIG_BLOCK, NULL, &mask);
	out("and after it: SIGUSR1 %d, SIGUSR2 %d, SIGTERM %d", sigismember(&mask, SIGUSR1),
		sigismember(&mask, SIGUSR2), sigismember(&mask, SIGTERM));
}

int main(void)
{
	struct sigaction action = {.sa_sigaction = look, .sa_flags = SA_SIGINFO};
	sigset_t blocked;

	sigemptyset(&blocked);
	sigaddset(&blocked, SIGTERM);
	sigprocmask(SIG_SETMASK, &blocked, NULL);
	sigaction(SIGUSR1, &action, NULL);
	call();
#if defined(__i386__)
	action.sa_handler = (void (*)(int))(void *)look_simply;
	action.sa_flags = 0;
	sigaction(SIGUSR1, &action, NULL);
	call();
#endif
	without_stack();
	return 0;
}
