/* SPDX-License-Identifier: MIT */
/*
 * What addresses are called: functions, lines and variables, from DWARF and symbol tables (libdw).
 * Addresses are those of a process once its maps are known (symbols_map()), and those of the
 * program's ELF file before.
 */
#pragma once
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>

struct symbols;

/* `program` is what addresses are in when nothing else is said. */
struct symbols *symbols_open(const char *program);
void symbols_close(struct symbols *symbols);

/* Bytes from `offset` of an object are mapped to `start`. `path`: the file on this host, NULL for
 * the program. The first such line for an object says where all of it is. */
void symbols_map(struct symbols *symbols, const char *path, uint64_t start, uint64_t offset);

/* Each file that is mapped: its path on this host, and what the process adds to its addresses. */
void symbols_each_map(struct symbols *symbols,
	void (*visit)(void *context, const char *path, uint64_t load), void *context);

/* "function (file.c:12)", "function+0x10" or "0x1234"; to be freed. */
char *symbols_code(struct symbols *symbols, uint64_t address);

/* The function's name alone; NULL: not known; else to be freed. */
char *symbols_function(struct symbols *symbols, uint64_t address);

/* Is it in the program's own code, as symbols_own_code() has it? */
bool symbols_is_own(struct symbols *symbols, uint64_t address);

/* Could a call have left this return address? It could not when another instruction is in front of
 * it; where that is not known it could. */
bool symbols_may_return_to(struct symbols *symbols, uint64_t address);

/* The function that the call in front of a return address is of; NULL: not known; else to be freed.
 */
char *symbols_called(struct symbols *symbols, uint64_t address);

/* "variable", "variable+8" or "0x1234"; to be freed. */
char *symbols_data(struct symbols *symbols, uint64_t address);

/* File and line of code. File NULL: not known; else to be freed. */
char *symbols_line(struct symbols *symbols, uint64_t address, int *line);

/* The lowest address of a file; NULL: the program's. */
uint64_t symbols_base(struct symbols *symbols, const char *path);

/* Where the functions are, in a file, by which threads share their work: mutexes and the like. */
void symbols_entries(struct symbols *symbols, const char *path,
	void (*add)(void *context, uint64_t address), void *context);

/*
 * The program's own code, for the explorer: what its compilation units with debugging information
 * cover; without any, its functions by the symbol table; without that, its .text. Calls `add` for
 * each range [start, end) of addresses in the ELF file.
 */
void symbols_own_code(struct symbols *symbols,
	void (*add)(void *context, uint64_t start, uint64_t end), void *context);
