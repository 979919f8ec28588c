/* SPDX-License-Identifier: MIT */
/*
 * Demos. Each shows what one of the five sources (docs/sources.md) describes, with the mechanisms
 * that all threads use.
 */
#pragma once

struct demo {
	const char *name;
	const char *about;
	void (*run)(void); /* on thread 0; returns when the demo is over */
};

#define DEMO(symbol, demo_name, demo_about)                                            \
	static void symbol(void);                                                      \
	static const struct demo symbol##_demo __attribute__((used, section("kdemos"), \
		aligned(sizeof(void *)))) = {demo_name, demo_about, symbol}
