/* SPDX-License-Identifier: MIT */
/*
 * Contract: the few structures of the Linux ABI whose layout follows neither from the word size nor
 * from a common header. <asm/abi.h> defines:
 *
 *   struct linux_stat          as stat(2) fills it: st_dev ... st_ctime_nsec
 *   struct linux_epoll_event   as epoll_wait(2) fills it: events, data
 *   LINUX_MACHINE              the machine that uname(2) reports
 */
#pragma once
#include <asm/abi.h>
