/* SPDX-License-Identifier: MIT */
/*
 * STAC and CLAC as three-byte no-ops that early boot turns into the real instructions on CPUs with
 * SMAP (Intel SDM 3A, 4.6.1), before the kernel's text becomes read-only. Assembly only.
 */
#pragma once

#if __SIZEOF_POINTER__ == 8
#define PTR .quad
#else
#define PTR .long
#endif

/* The rest is assembly. */
/* clang-format off */

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
