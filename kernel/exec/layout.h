/* SPDX-License-Identifier: MIT */
/*
 * The addresses of the parts of a new program: random ones (address space layout randomisation), so
 * that an attacker cannot predict them; or always the same.
 */
#pragma once
#include <lib/base.h>

#define LAYOUT_RANDOM_BYTES 16 /* for the program itself: AT_RANDOM */

struct layout {
	uintptr_t stack_top;  /* page aligned */
	uintptr_t stack_skip; /* unused bytes at the top */
	uintptr_t map_top;    /* mappings without a requested address are placed below it */
	uintptr_t program;    /* the address of a relocatable program */
	uintptr_t heap_skip;  /* bytes between the program's end and its heap; page aligned */
	uint8_t random[LAYOUT_RANDOM_BYTES];
};

/* 0: always the same; 1: random, except the heap; 2: random
 * (/proc/sys/kernel/randomize_va_space). */
extern unsigned layout_randomize;

/* Choose the layout of a program that the current process starts. Thread context. */
void layout_choose(struct layout *layout);
