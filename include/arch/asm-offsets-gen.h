/* SPDX-License-Identifier: MIT */
/*
 * How an architecture's asm-offsets.c defines constants for its assembly. The compiler evaluates
 * them; the Makefile extracts the marked lines from its output into gen/asm-offsets.h.
 */
#pragma once
#include <stddef.h>

#define DEFINE(name, value)             asm volatile("\n.ascii \"->" #name " %c0\"" ::"i"(value))
#define OFFSET(name, structure, member) DEFINE(name, offsetof(struct structure, member))
