/* SPDX-License-Identifier: MIT */
/*
 * Each program's layout takes one draw of random bytes. The architecture says how many bits of it
 * move each part, since that depends on the size of its address space.
 */
#include <arch/mmu.h>
#include <fs/dev/random.h>
#include <kernel/exec/layout.h>
#include <kernel/proc/process.h>
#include <lib/string.h>
#include <uapi/personality.h>

#define STACK_ROOM  (16ul << 20)                            /* left free for the stack to grow */
#define PROGRAM     ALIGN_DOWN(USER_MAX / 3 * 2, 1ul << 20) /* away from both ends */
#define STACK_ALIGN 16ul

unsigned layout_randomize = 2;

struct draw {
	uint8_t bytes[LAYOUT_RANDOM_BYTES];
	uint32_t stack, skip, map, program, heap;
};

static uintptr_t pages(uint32_t random, unsigned bits)
{
	return (uintptr_t)(random & ((1u << bits) - 1)) << PAGE_SHIFT;
}

void layout_choose(struct layout *layout)
{
	struct draw draw;
	bool fixed =
		!layout_randomize || current_process()->attributes.personality & ADDR_NO_RANDOMIZE;

	random_fill(&draw, sizeof(draw));
	memcpy(layout->random, draw.bytes, sizeof(layout->random));
	if (fixed)
		memset(&draw, 0, sizeof(draw));
	layout->stack_top = USER_MAX - PAGE_SIZE - pages(draw.stack, LAYOUT_STACK_BITS);
	layout->stack_skip = ALIGN_DOWN(draw.skip % PAGE_SIZE, STACK_ALIGN);
	layout->map_top = layout->stack_top - STACK_ROOM - pages(draw.map, LAYOUT_MAP_BITS);
	layout->program = PROGRAM + pages(draw.program, LAYOUT_MAP_BITS);
	layout->heap_skip = layout_randomize < 2 ? 0 : pages(draw.heap, LAYOUT_HEAP_BITS);
}
