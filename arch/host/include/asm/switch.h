/* SPDX-License-Identifier: MIT */
/*
 * The switch of simulated threads, in arch/host/machine.c. Part of <arch/switch.h>.
 */
#pragma once

struct arch_thread;

void arch_switch(struct arch_thread *prev, struct arch_thread *next);
