/* SPDX-License-Identifier: MIT */
/*
 * Names for addresses: functions, lines and variables, from DWARF and symbol tables (libdw).
 * Addresses are those of a process once its maps are known (symbols_map()); before that, those of
 * the program's ELF file.
 */
#pragma once
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <uapi/explore.h>

struct symbols;

/* Addresses are in `program` unless symbols_map() says otherwise. */
struct symbols *symbols_open(const char *program);
void symbols_close(struct symbols *symbols);

/* Record that an object is mapped at `start` from its byte `offset` on. `path`: the file on this
 * host; NULL: the program. The first call for an object determines where the whole object is. */
void symbols_map(struct symbols *symbols, const char *path, uint64_t start, uint64_t offset);

/* Call `visit` for every mapped file, with its path on this host, and the difference between
 * addresses in the process and in the file. */
void symbols_each_map(struct symbols *symbols,
	void (*visit)(void *context, const char *path, uint64_t load), void *context);

/* "function (file.c:12)", "function+0x10" or "0x1234"; to be freed. */
char *symbols_code(struct symbols *symbols, uint64_t address);

/* Only the function's name; to be freed. NULL: not known. */
char *symbols_function(struct symbols *symbols, uint64_t address);

/* Is the address in the program's own code, as symbols_own_code() defines it? In a stripped
 * program, all code of its file is. */
bool symbols_is_own(struct symbols *symbols, uint64_t address);

/* Could this be a return address? False only if the instruction before it is known not to be a
 * call. */
bool symbols_may_return_to(struct symbols *symbols, uint64_t address);

/* The function that the call before a return address calls; to be freed. NULL: not known. */
char *symbols_called(struct symbols *symbols, uint64_t address);

/* "variable", "variable+8" or "0x1234"; to be freed. */
char *symbols_data(struct symbols *symbols, uint64_t address);

/* File and line of code; the file is to be freed. NULL: not known. */
char *symbols_line(struct symbols *symbols, uint64_t address, int *line);

/* The lowest address in a file; `path` NULL: in the program. */
uint64_t symbols_base(struct symbols *symbols, const char *path);

/* Call `add` with each function in a file by which threads, or goroutines of Go, synchronize, such
 * as those of mutexes. `path` NULL: the program. */
void symbols_entries(struct symbols *symbols, const char *path,
	void (*add)(void *context, const struct explore_call *call), void *context);

/*
 * The program's own code, for the explorer: the compilation units with debugging information, other
 * than those of Go's and Rust's standard libraries; if there are none, the functions in the symbol
 * table. A stripped program has none that is known. Calls `add` for each range [start, end) of
 * addresses in the ELF file.
 */
void symbols_own_code(struct symbols *symbols,
	void (*add)(void *context, uint64_t start, uint64_t end), void *context);
