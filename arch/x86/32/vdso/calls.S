/* SPDX-License-Identifier: MIT */
/*
 * The code that signal handlers without restorer return to, and the entry for system calls.
 * Debuggers recognise a signal frame by the instructions of the first two; unwinders read where the
 * interrupted registers lie in it (DWARF 5, 6.4). A NOP precedes each, since unwinders look up the
 * address before a return address.
 */
#define DEF_CFA         0x0f /* DW_CFA_def_cfa_expression */
#define EXPRESSION      0x10 /* DW_CFA_expression */
#define BREG_ESP        0x74 /* DW_OP_breg4 */
#define DEREF           0x06

/* `register` lies at esp + `offset`, written as the two bytes of a LEB128 number. */
.macro SAVED register, offset
	.cfi_escape EXPRESSION, \register, 3, BREG_ESP, ((\offset) & 0x7f) | 0x80, (\offset) >> 7
.endm

/* All registers of struct sigcontext, which begins at esp + `sc`. */
.macro SIGNAL_FRAME sc
	.cfi_escape DEF_CFA, 4, BREG_ESP, ((\sc + 28) & 0x7f) | 0x80, (\sc + 28) >> 7, DEREF
	SAVED 0, (\sc+44)
	SAVED 1, (\sc+40)
	SAVED 2, (\sc+36)
	SAVED 3, (\sc+32)
	SAVED 5, (\sc+24)
	SAVED 6, (\sc+20)
	SAVED 7, (\sc+16)
	SAVED 8, (\sc+56)
.endm

	.section .text.first, "ax", @progbits
	.balign 16
	.globl __kernel_sigreturn, __kernel_rt_sigreturn, __kernel_vsyscall
	.type __kernel_sigreturn, @function
	.type __kernel_rt_sigreturn, @function
	.type __kernel_vsyscall, @function

/* In: esp = the frame above its return address: the signal, then struct sigcontext. */
	.cfi_startproc simple
	.cfi_signal_frame
	SIGNAL_FRAME 4
	nop
__kernel_sigreturn:
	popl %eax
	SIGNAL_FRAME 0
	movl $119, %eax
	int $0x80
	.cfi_endproc
	.size __kernel_sigreturn, . - __kernel_sigreturn

	.balign 16
/* In: esp = the frame above its return address: three words, siginfo, then ucontext. */
	.cfi_startproc simple
	.cfi_signal_frame
	SIGNAL_FRAME 160
	nop
__kernel_rt_sigreturn:
	movl $173, %eax
	int $0x80
	.cfi_endproc
	.size __kernel_rt_sigreturn, . - __kernel_rt_sigreturn

	.balign 16
/* In: eax = number, ebx, ecx, edx, esi, edi, ebp = arguments. Out: eax. */
__kernel_vsyscall:
	.cfi_startproc
	int $0x80
	ret
	.cfi_endproc
	.size __kernel_vsyscall, . - __kernel_vsyscall

	.section .note.GNU-stack, "", @progbits
