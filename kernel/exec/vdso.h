/* SPDX-License-Identifier: MIT */
/*
 * The shared object that the kernel maps into every program (vdso(7)). It reads clocks without a
 * system call, and has the code that signal handlers return to on architectures that need it. Its
 * source is in kernel/vdso and in the architecture's vdso folder. The clock page is mapped just
 * below it.
 */
#pragma once
#include <lib/base.h>

struct aspace;

/* Build the pages. Unless `show`, programs get no AT_SYSINFO_EHDR, and the vDSO's clocks use system
 * calls. Boot, once, after the clock has been set up. */
void vdso_init(bool show);

/* Do programs get AT_SYSINFO_EHDR? */
bool vdso_is_shown(void);

/* Map the vDSO into a new program's memory, and set as->vdso to the address of its header. 0 or
 * -errno. Thread context. */
int vdso_map(struct aspace *as);
