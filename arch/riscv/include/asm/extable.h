/* SPDX-License-Identifier: MIT */
/*
 * The table of instructions on user memory, which may fault: then the kernel goes on elsewhere, if
 * the page cannot be faulted in. Assembly only.
 */
#pragma once

/* The rest is assembly. */
/* clang-format off */

/* A fault at `from` or behind it, before `until`, continues at `to`. */
.macro EXTABLE from, until, to
	.pushsection extable, "a"
	.quad \from, \until, \to
	.popsection
.endm
