/* SPDX-License-Identifier: MIT */
/*
 * Copies and fills with the string instructions, which every x86 executes in larger pieces than
 * words, and which allow unaligned operands.
 *
 * void *memcpy(void *dst, const void *src, size_t n), void *memset(void *dst, int byte, size_t n)
 * In: x86-64 rdi, rsi, rdx; i386 eax, edx, ecx. Out: dst. Any context; DF is clear.
 */
	.text
	.globl memcpy, memset
#if __SIZEOF_POINTER__ == 8
memcpy:
	movq %rdi, %rax
	movq %rdx, %rcx
	shrq $3, %rcx
	rep movsq
	movl %edx, %ecx
	andl $7, %ecx
	rep movsb
	ret
memset:
	movq %rdi, %r8
	movzbl %sil, %eax
	movabsq $0x0101010101010101, %rcx
	imulq %rcx, %rax
	movq %rdx, %rcx
	shrq $3, %rcx
	rep stosq
	movl %edx, %ecx
	andl $7, %ecx
	rep stosb
	movq %r8, %rax
	ret
#else
memcpy:
	pushl %edi
	pushl %esi
	movl %eax, %edi
	movl %edx, %esi
	movl %ecx, %edx
	shrl $2, %ecx
	rep movsl
	movl %edx, %ecx
	andl $3, %ecx
	rep movsb
	popl %esi
	popl %edi
	ret
memset:
	pushl %edi
	pushl %eax
	movl %eax, %edi
	movzbl %dl, %eax
	imull $0x01010101, %eax
	movl %ecx, %edx
	shrl $2, %ecx
	rep stosl
	movl %edx, %ecx
	andl $3, %ecx
	rep stosb
	popl %eax
	popl %edi
	ret
#endif

	.section .note.GNU-stack, "", @progbits
