/* SPDX-License-Identifier: MIT */
/*
 * The simulated clock, moved by the machine. Inline part of <arch/time.h>. Reading it is a point.
 */
#pragma once
#include <asm/irq.h>
#include <stdint.h>

extern uint64_t host_now_ns;

static inline uint64_t arch_clock_ns(void)
{
	host_point();
	return host_now_ns;
}

static inline uint64_t arch_instret(void)
{
	return host_now_ns;
}
