/* SPDX-License-Identifier: MIT */
/*
 * The initial names. `release` is the version of Linux whose system calls are offered.
 */
#include <arch/abi.h>
#include <kernel/proc/names.h>

struct linux_utsname machine_name = {
	.sysname = "Linux",
	.nodename = "heddle",
	.release = "6.1.0-heddle",
	.version = "#1 SMP Heddle",
	.machine = LINUX_MACHINE,
	.domainname = "(none)",
};
