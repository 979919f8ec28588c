/* SPDX-License-Identifier: MIT */
/*
 * Contract: the few structures of the Linux ABI whose layout follows neither from the word size nor
 * from a common header. <asm/abi.h> gives:
 *
 *   struct linux_stat          stat(2)'s, with the fields st_dev ... st_ctime_nsec
 *   struct linux_epoll_event   epoll_wait(2)'s: events, data
 *   LINUX_MACHINE              uname(2)'s machine
 */
#pragma once
#include <asm/abi.h>
