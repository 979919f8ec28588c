/* SPDX-License-Identifier: MIT */
/*
 * The shared object that the kernel maps into every program (vdso(7)): clocks that are read without
 * a system call, and where signal handlers return to on architectures that need it. Its code is in
 * kernel/vdso and in the architecture's vdso folder; in front of it lies the clock page.
 */
#pragma once
#include <lib/base.h>

struct aspace;

/* Make the pages. Unless `show`, programs are not told of it, and its clocks ask the kernel. Boot,
 * once, after the clock. */
void vdso_init(bool show);

/* Do programs find it, by AT_SYSINFO_EHDR? */
bool vdso_is_shown(void);

/* Map it into a new program's memory; as->vdso is where its header lies. 0 or -ENOMEM. Thread
 * context. */
int vdso_map(struct aspace *as);
