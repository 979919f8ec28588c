/* SPDX-License-Identifier: MIT */
/*
 * STAC and CLAC, assembled as three-byte no-ops. On CPUs with SMAP, early boot turns them into the
 * real instructions (Intel SDM 3A, 4.6.1), before the kernel's text becomes read-only. And the
 * table of instructions that may fault. For assembly files, and as strings for inline assembly.
 */
#pragma once

#if __SIZEOF_POINTER__ == 8
#define PTR     .quad
#define PTR_STR ".quad"
#else
#define PTR     .long
#define PTR_STR ".long"
#endif

/* clang-format off */

#ifndef __ASSEMBLER__

#define SMAP_SITE_STR(last)                                                            \
	"771: .byte 0x0f, 0x1f, 0x00; .pushsection smap, \"a\"; " PTR_STR " 771b, " last \
	"; .popsection;"
#define STAC_STR SMAP_SITE_STR("0xcb")
#define CLAC_STR SMAP_SITE_STR("0xca")
#define EXTABLE_STR(from, to) \
	".pushsection extable, \"a\"; " PTR_STR " " from ", " to "; .popsection;"

/*
 * One or more instructions that access user memory. Afterwards `result`, in eax, is 0, or -EFAULT
 * if one of them hit a page that cannot be faulted in, or raised another fault. The instructions
 * that may fault are listed with EXTABLE_STR(), whose target is "5b".
 */
#define USER_ASM(code)                          \
	STAC_STR code                           \
		"xor %%eax, %%eax; 4:" CLAC_STR \
		".pushsection .text.fixup, \"ax\"; 5: mov %[fault], %%eax; jmp 4b; .popsection;"

#else

/* Opcode bytes after the patch: 0f 01 cb (STAC), 0f 01 ca (CLAC). */
.macro SMAP_SITE last
771:	.byte 0x0f, 0x1f, 0x00
	.pushsection smap, "a"
	PTR 771b, \last
	.popsection
.endm
#define STAC SMAP_SITE 0xcb
#define CLAC SMAP_SITE 0xca

/* A fault at `from` continues at `to`. */
.macro EXTABLE from, to
	.pushsection extable, "a"
	PTR \from, \to
	.popsection
.endm
#endif
