/* SPDX-License-Identifier: MIT */
/*
 * How an architecture's asm-offsets.c names constants for its assembly: the compiler evaluates
 * them, the Makefile picks the marked lines out of its output and makes gen/asm-offsets.h.
 */
#pragma once
#include <stddef.h>

#define DEFINE(name, value)             asm volatile("\n.ascii \"->" #name " %c0\"" ::"i"(value))
#define OFFSET(name, structure, member) DEFINE(name, offsetof(struct structure, member))
