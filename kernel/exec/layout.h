/* SPDX-License-Identifier: MIT */
/*
 * Where the parts of a new program go: at random places (address space layout randomisation), so
 * that a program's mistake tells nobody where the next one's memory is; or always at the same ones.
 */
#pragma once
#include <lib/base.h>

#define LAYOUT_RANDOM_BYTES 16 /* for the program itself: AT_RANDOM */

struct layout {
	uintptr_t stack_top;  /* page aligned */
	uintptr_t stack_skip; /* unused bytes at the top */
	uintptr_t map_top;    /* mappings without a wish are placed below */
	uintptr_t program;    /* a relocatable program's */
	uintptr_t heap_skip;  /* bytes between the program's end and its heap; page aligned */
	uint8_t random[LAYOUT_RANDOM_BYTES];
};

/* 0: always the same; 1: random; 2: the heap too (/proc/sys/kernel/randomize_va_space). */
extern unsigned layout_randomize;

/* The layout of a program that the current process starts. Thread context. */
void layout_choose(struct layout *layout);
