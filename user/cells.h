/* SPDX-License-Identifier: MIT */
/*
 * How the machines of one exploration share its seeds. The range is cut into cells, and machine
 * number `share` of `shares` has every `shares`-th cell. So wherever the machines are stopped, the
 * seeds up to the first unfinished cell have all been run. The first cells are small, so that
 * little is lost when schedules are slow.
 */
#pragma once
#include <stdbool.h>
#include <stdint.h>

/* Seeds by their index, counted from the range's first: that many cells of one seed, as many of
 * CELL_MIDDLE, and the others of CELL_LARGE. */
#define CELLS_OF_A_KIND ((uint64_t)64)
#define CELL_MIDDLE     ((uint64_t)8)
#define CELL_LARGE      ((uint64_t)64)

#define CELL_MIDDLE_FROM CELLS_OF_A_KIND
#define CELL_LARGE_FROM  (CELL_MIDDLE_FROM + CELLS_OF_A_KIND * CELL_MIDDLE)

/* The number of the cell that the index is in. */
static inline uint64_t cell_of(uint64_t index)
{
	if (index < CELL_MIDDLE_FROM)
		return index;
	if (index < CELL_LARGE_FROM)
		return CELLS_OF_A_KIND + (index - CELL_MIDDLE_FROM) / CELL_MIDDLE;
	return 2 * CELLS_OF_A_KIND + (index - CELL_LARGE_FROM) / CELL_LARGE;
}

/* The first index of cell number `cell`. */
static inline uint64_t cell_start(uint64_t cell)
{
	if (cell < CELLS_OF_A_KIND)
		return cell;
	if (cell < 2 * CELLS_OF_A_KIND)
		return CELL_MIDDLE_FROM + (cell - CELLS_OF_A_KIND) * CELL_MIDDLE;
	return CELL_LARGE_FROM + (cell - 2 * CELLS_OF_A_KIND) * CELL_LARGE;
}

/* Is the index the last of its cell? */
static inline bool cell_ends(uint64_t index)
{
	return cell_of(index + 1) != cell_of(index);
}

/* The lowest index of the share that is at least `index`. */
static inline uint64_t cell_next(uint64_t index, uint64_t share, uint64_t shares)
{
	uint64_t cell = cell_of(index), later = (share + shares - cell % shares) % shares;

	return later ? cell_start(cell + later) : index;
}

/* The number of the share's indexes below `index`. */
static inline uint64_t cell_count(uint64_t index, uint64_t share, uint64_t shares)
{
	uint64_t cell = cell_of(index), whole = 0;
	static const uint64_t sizes[] = {1, CELL_MIDDLE, CELL_LARGE};

	for (uint64_t kind = 0; kind < 3; kind++) {
		uint64_t from = kind * CELLS_OF_A_KIND;
		uint64_t to =
			kind < 2 && cell > from + CELLS_OF_A_KIND ? from + CELLS_OF_A_KIND : cell;

		/* Of the cells below n, (n + shares - 1 - share) / shares are the share's. */
		if (to > from)
			whole += sizes[kind] * ((to + shares - 1 - share) / shares -
						       (from + shares - 1 - share) / shares);
	}
	return whole + (cell % shares == share ? index - cell_start(cell) : 0);
}
