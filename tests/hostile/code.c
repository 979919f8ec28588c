/* SPDX-License-Identifier: MIT */
/*
 * Random code: meaningless bytes, pieces of privileged and rare instructions, this program's own
 * code with some bits changed. It runs with random registers, on a good or a bad stack.
 */
#include "hostile.h"
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

#define SIZE (2 * PAGE)

extern const char __executable_start[], etext[];

static void put_random(struct random *r, unsigned char *code, size_t size)
{
	for (size_t i = 0; i < size; i++)
		code[i] = (unsigned char)random_next(r);
}

static void put_pieces(struct random *r, unsigned char *code, size_t size)
{
	size_t at = 0;

	while (at < size - 64) {
		const struct piece *piece = &pieces[below(r, piece_count)];

		memcpy(code + at, piece->bytes, piece->size);
		at += piece->size;
		if (once_in(r, 4))
			at += below(r, 4) & ~1ul; /* the bytes that are already there */
	}
}

static void put_mutated(struct random *r, unsigned char *code, size_t size)
{
	size_t own = (size_t)(etext - __executable_start);

	memcpy(code, __executable_start + below(r, own - size), size);
	for (unsigned i = below(r, 200); i > 0; i--)
		code[below(r, size)] ^= 1u << below(r, 8);
}

void run_code(struct random *r)
{
	unsigned char *code =
		mmap(NULL, SIZE, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
	unsigned long registers[32], start = 0;

	if (code == MAP_FAILED)
		return;
	switch (below(r, 4)) {
	case 0:
		put_random(r, code, SIZE);
		break;
	case 1:
		put_mutated(r, code, SIZE);
		start = below(r, SIZE - 64) & ~1ul;
		break;
	default:
		put_random(r, code, SIZE);
		put_pieces(r, code, SIZE);
	}
	if (mprotect(code, SIZE, PROT_READ | PROT_EXEC | (once_in(r, 3) ? PROT_WRITE : 0)))
		return;
	__builtin___clear_cache((char *)code, (char *)code + SIZE);
	fill(r, registers, sizeof(registers));
	enter_code(code + start, registers, once_in(r, 3) ? any_value(r) : 0);
}
