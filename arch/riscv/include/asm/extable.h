/* SPDX-License-Identifier: MIT */
/*
 * The table of instructions that access user memory and may fault. If the page cannot be faulted
 * in, the kernel continues at another address. Assembly only.
 */
#pragma once

/* The rest is assembly. */
/* clang-format off */

/* A fault in [from, until) continues at `to`. */
.macro EXTABLE from, until, to
	.pushsection extable, "a"
	.quad \from, \until, \to
	.popsection
.endm
