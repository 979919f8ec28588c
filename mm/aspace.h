/* SPDX-License-Identifier: MIT */
/*
 * A user address space: areas (what may be where) and page tables (what is). Pages come when they
 * are touched: zeroed, or from an object (a file); a private page that others can see is copied
 * when it is written. Invariants, under `lock`: areas do not overlap and lie in the user's
 * addresses; every page that is mapped lies in an area and is referenced once for its entry; no
 * entry allows more than its area, and none both writing and executing.
 */
#pragma once
#include <arch/mmu.h>
#include <kernel/sync/mutex.h>
#include <lib/rbtree.h>

struct vm_object;

/* Bits of vm_area.flags. */
enum area_flag {
	AREA_SHARED = 1,     /* writes go to the object, and to everybody who maps it */
	AREA_STACK = 2,      /* grows downwards when the page below is touched */
	AREA_NO_WRITE = 4,   /* and it can never be made writable: its file is open for reading */
	AREA_NO_RESERVE = 8, /* may be larger than the free memory: most of it will not be used */
	/* An object is mapped, but some pages are its own: copies made when they were written. */
	AREA_OWN = 16,
};

struct vm_area {
	struct rb_node node;
	uintptr_t start, end; /* page aligned, [start, end) */
	unsigned prot;        /* PROT_READ | PROT_WRITE | PROT_EXEC */
	unsigned flags;
	struct vm_object *object; /* NULL: zeroed memory; else referenced */
	uint64_t first_page;      /* of the file, at `start` */
};

struct aspace {
	struct arch_aspace arch;
	unsigned refs;    /* atomic: processes that use it */
	unsigned threads; /* atomic: threads that run in it; if 1, no other CPU has its entries */
	struct mutex lock;

	/* Lock: lock. */
	struct rb_tree areas;
	size_t pages;       /* covered by areas */
	size_t resident;    /* mapped */
	bool has_strays;    /* page tables may be left where no area is any more */
	bool reaped;        /* its process is killed for memory: no page comes any more */
	uintptr_t heap;     /* start of the heap */
	uintptr_t heap_end; /* the break; not page aligned */
	uintptr_t args_start, args_end, env_end; /* argument and environment strings */
	uintptr_t vdso;                          /* kernel-provided code; 0: none */
	uintptr_t map_top;                       /* mappings without a wish are placed below */
};

/* An empty address space with one reference; NULL when out of memory. Thread context. */
struct aspace *aspace_create(void);

void aspace_get(struct aspace *as);

/* Give up a reference; the last frees it with all its pages: it is loaded on no CPU then. Thread
 * context. */
void aspace_put(struct aspace *as);

/* Free what is only kept for re-use. Any thread context. */
void aspaces_trim(void);

/* Take the private pages of an address space whose threads are all being killed: they may be in it
 * still, and get no page any more. Thread context, no other address space locked. */
void aspace_reap(struct aspace *as);

/* A copy for fork(): the same areas; private pages are shared until one side writes. NULL when out
 * of memory, or when there is too little for both sides to write to all of them. The current
 * thread's. */
struct aspace *aspace_fork(struct aspace *as);

/* What aspace_map() is asked for. */
struct map_request {
	uintptr_t start; /* page aligned; where it should or (fixed) must be */
	size_t length;   /* page aligned, not 0 */
	unsigned prot;   /* PROT_READ | PROT_WRITE | PROT_EXEC */
	unsigned flags;  /* enum area_flag */
	enum {
		MAP_ANYWHERE,
		MAP_REPLACE,
		MAP_EXACTLY
	} place;                  /* the others at `start`, replacing
				     what is there, or not at all */
	struct vm_object *object; /* referenced anew; NULL: zeroed memory */
	uint64_t first_page;      /* of the object */
};

/* Add an area; *at is where. 0, -EINVAL (not the user's addresses), -EEXIST (MAP_EXACTLY and
 * taken), -ENOMEM (also: private, to be written to, and more than the free memory, unless
 * AREA_NO_RESERVE). Thread context. */
int aspace_map(struct aspace *as, const struct map_request *request, uintptr_t *at);

/* aspace_map() of zeroed memory at a free place that the caller knows. 0, -EINVAL or -ENOMEM. */
int aspace_map_anon(struct aspace *as, uintptr_t start, size_t length, unsigned prot);

/* Unmap [start, start + length), page aligned. 0, -EINVAL or -ENOMEM (a split area). */
int aspace_unmap(struct aspace *as, uintptr_t start, size_t length);

/* Change the protection of [start, start + length), page aligned and wholly mapped. 0, -EINVAL or
 * -ENOMEM (not wholly mapped; a split area; or more private memory to write to than is free). */
int aspace_protect(struct aspace *as, uintptr_t start, size_t length, unsigned prot);

/* Throw away the pages (not the areas) of [start, start + length): private ones read as new again.
 * 0, or -ENOMEM when a part of it is not mapped. */
int aspace_discard(struct aspace *as, uintptr_t start, size_t length);

/* Resize the mapping at `old` from `old_length` to `new_length`, moving it when `may_move` and
 * there is no room, or to `to` when that is not 0. *at is where it is. 0, -EFAULT, -EINVAL,
 * -ENOMEM. */
int aspace_remap(struct aspace *as, uintptr_t old, size_t old_length, size_t new_length,
	bool may_move, uintptr_t to, uintptr_t *at);

/* Move the break; the new one, or the present one when that is not possible. */
uintptr_t aspace_set_break(struct aspace *as, uintptr_t to);

/* Why a page is wanted. */
enum vm_access { VM_READ = PROT_READ, VM_WRITE = PROT_WRITE, VM_EXEC = PROT_EXEC };

/* Somebody touched `addr` and the hardware refused. 0: it will not now; -EFAULT (SIGSEGV): no area;
 * -EACCES (the same): not for this; -ENXIO (SIGBUS): beyond the object's end; -ENOMEM. Thread
 * context, IRQs on. */
int aspace_fault(struct aspace *as, uintptr_t addr, enum vm_access access);

/* Copy into its memory whatever the protection, as if it had been there from the start. 0, -EFAULT
 * or -ENOMEM. Thread context. */
int aspace_write(struct aspace *as, uintptr_t dst, const void *src, size_t length);

/* Copy from its memory whatever the protection. As above. */
int aspace_read(struct aspace *as, uintptr_t src, void *dst, size_t length);

/* Is all of [start, start + length), page aligned, in areas? Is there a page at `va`? */
bool aspace_is_mapped(struct aspace *as, uintptr_t start, size_t length);
bool aspace_is_present(struct aspace *as, uintptr_t va);

/* Call `visit` for each area by address. Lock: as->lock, taken here. */
void aspace_for_each(struct aspace *as, void (*visit)(const struct vm_area *area, void *context),
	void *context);
