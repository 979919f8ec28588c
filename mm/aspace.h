/* SPDX-License-Identifier: MIT */
/*
 * A user address space: areas (what may be mapped where) and page tables (what is mapped). Pages
 * are faulted in on first access: zeroed, or from an object (a file). A private page that others
 * can see is copied on the first write.
 *
 * Invariants, under `lock`: areas do not overlap and lie within the user's addresses; every mapped
 * page lies in an area, and its entry holds one reference to it; no entry allows more than its area
 * does, and none is both writable and executable.
 */
#pragma once
#include <arch/mmu.h>
#include <kernel/sync/mutex.h>
#include <lib/rbtree.h>

struct vm_object;

/* Bits of vm_area.flags. */
enum area_flag {
	AREA_SHARED = 1,     /* writes reach the object and everybody who maps it */
	AREA_STACK = 2,      /* grows downwards when the page below is touched */
	AREA_NO_WRITE = 4,   /* can never be made writable: the file is open for reading only */
	AREA_NO_RESERVE = 8, /* may exceed the free memory: most of it will not be used */
	/* Maps an object, but may also have private pages: copies made on write. */
	AREA_OWN = 16,
};

struct vm_area {
	struct rb_node node;
	uintptr_t start, end; /* page aligned, [start, end) */
	unsigned prot;        /* PROT_READ | PROT_WRITE | PROT_EXEC */
	unsigned flags;
	struct vm_object *object; /* holds a reference; NULL: zeroed memory */
	uint64_t first_page;      /* index in the object of the page at `start` */
};

struct aspace {
	struct arch_aspace arch;
	unsigned refs;    /* atomic; one for each process that uses it */
	unsigned threads; /* atomic; threads that run in it; if 1, no other CPU has its entries */
	struct mutex lock;

	/* The fields below. Lock: lock. */
	struct rb_tree areas;
	size_t pages;            /* covered by areas, in pages */
	size_t resident;         /* mapped, in pages */
	bool has_stray_tables;   /* page tables may exist where there is no area */
	bool reaped;             /* its process is being killed for memory: map no more pages */
	bool forks_whole;        /* forks share pages of objects too, since they will need them */
	struct touched *touched; /* the log of changes (mm/restore.h), or NULL */
	uintptr_t heap;          /* start of the heap */
	uintptr_t heap_end;      /* the break; need not be page aligned */
	uintptr_t args_start, args_end, env_end; /* argument and environment strings */
	uintptr_t vdso;                          /* the vDSO's address; 0: none */
	uintptr_t map_top;                       /* mappings at no given address are placed below */
};

/* In debug builds, assert that the caller may use the fields that as->lock protects: it owns the
 * lock, or no thread runs in the address space yet or any more. Thread context. */
static inline void aspace_assert_locked(const struct aspace *as)
{
	if (as->threads)
		assert_locked(&as->lock);
}

/* An empty address space with one reference, or NULL when out of memory. Thread context. */
struct aspace *aspace_create(void);

void aspace_get(struct aspace *as);

/* Give up a reference. The last one frees the address space with all its pages; no CPU has it
 * loaded then. Thread context, may sleep. */
void aspace_put(struct aspace *as);

/* Free the address spaces kept for re-use. Thread context. */
void aspaces_trim(void);

/* Free the private pages of an address space whose threads are all being killed. They may still run
 * in it, but no page is mapped for them any more. Thread context, may sleep, no other address space
 * locked. */
void aspace_reap(struct aspace *as);

/* Copy the addresses of the heap and so on. Lock: those of both. */
void aspace_copy_places(struct aspace *to, const struct aspace *from);

/* Copy the current thread's address space for fork(): the same areas; private pages are shared
 * until one side writes. NULL when out of memory, or when there is too little for both sides to
 * write to all of them. Thread context, may sleep. */
struct aspace *aspace_fork(struct aspace *as);

/* A request to aspace_map(). */
struct map_request {
	uintptr_t start; /* page aligned; a hint for MAP_ANYWHERE, otherwise where it must be */
	size_t length;   /* page aligned, not 0 */
	unsigned prot;   /* PROT_READ | PROT_WRITE | PROT_EXEC */
	unsigned flags;  /* enum area_flag */
	enum {
		MAP_ANYWHERE,
		MAP_REPLACE,
		MAP_EXACTLY
	} place;                  /* the latter two at `start`: unmap what is there, or fail if the
				     range is not free */
	struct vm_object *object; /* gets a new reference; NULL: zeroed memory */
	uint64_t first_page;      /* index in the object of the first page */
};

/* Add an area; *at is its address. 0; -EINVAL (not page aligned, empty, or outside the user's
 * addresses); -EEXIST (MAP_EXACTLY, and the range is not free); -ENOMEM (also if the area is
 * private, writable, and larger than the free memory, unless AREA_NO_RESERVE). Thread context, may
 * sleep. */
int aspace_map(struct aspace *as, const struct map_request *request, uintptr_t *at);

/* Map zeroed memory with aspace_map() at `start`, a range that the caller knows to be free. 0,
 * -EINVAL or -ENOMEM. */
int aspace_map_anon(struct aspace *as, uintptr_t start, size_t length, unsigned prot);

/* Unmap [start, start + length). `start` is page aligned; `length` is rounded up to pages. 0,
 * -EINVAL, or -ENOMEM (no memory to split an area). Thread context, may sleep. */
int aspace_unmap(struct aspace *as, uintptr_t start, size_t length);

/* Change the protection of [start, start + length), page aligned. 0; -EINVAL; -EACCES (PROT_WRITE
 * on an area with AREA_NO_WRITE; the areas below it have changed); -ENOMEM (a part is not mapped,
 * an area cannot be split, or more private memory would become writable than is free). Thread
 * context, may sleep. */
int aspace_protect(struct aspace *as, uintptr_t start, size_t length, unsigned prot);

/* Free the pages (not the areas) of [start, start + length), page aligned: private ones read as new
 * again. 0; -EINVAL; -ENOMEM if a part is not mapped (the rest is freed all the same). Thread
 * context, may sleep. */
int aspace_discard(struct aspace *as, uintptr_t start, size_t length);

/* Resize the mapping at `old` from `old_length` to `new_length` bytes, all page aligned. If `to` is
 * not 0, move it there, unmapping what is there; otherwise move it only if `may_move` and there is
 * no room to grow. *at is its new address. 0, -EFAULT (not mapped as one area), -EINVAL, -ENOMEM.
 * Thread context, may sleep. */
int aspace_remap(struct aspace *as, uintptr_t old, size_t old_length, size_t new_length,
	bool may_move, uintptr_t to, uintptr_t *at);

/* Move the break to `to`. Returns the new break, or the old one if that is not possible. Thread
 * context, may sleep. */
uintptr_t aspace_set_break(struct aspace *as, uintptr_t to);

/* The access that a page is needed for. */
enum vm_access { VM_READ = PROT_READ, VM_WRITE = PROT_WRITE, VM_EXEC = PROT_EXEC };

/* Handle a page fault at `addr`. 0: the access will now succeed. -EFAULT (SIGSEGV): no area.
 * -EACCES (SIGSEGV): the area does not allow it. -ENXIO (SIGBUS): beyond the object's end. -ENOMEM.
 * Thread context, interrupts on, may sleep. */
int aspace_fault(struct aspace *as, uintptr_t addr, enum vm_access access);

/* Copy `length` bytes into the address space, regardless of protection, as if they had been there
 * from the start. 0, -EFAULT (also for shared areas that are not writable), -ENXIO or -ENOMEM.
 * Thread context, may sleep. */
int aspace_write(struct aspace *as, uintptr_t dst, const void *src, size_t length);

/* Copy `length` bytes from the address space, regardless of protection. Errors and context as for
 * aspace_write(). */
int aspace_read(struct aspace *as, uintptr_t src, void *dst, size_t length);

/* Do areas cover all of [start, start + length), page aligned? Is a page mapped at `va`? Thread
 * context, may sleep. */
bool aspace_is_mapped(struct aspace *as, uintptr_t start, size_t length);
bool aspace_is_present(struct aspace *as, uintptr_t va);

/* Call `visit` for each area, by address, with as->lock held. Thread context, may sleep. */
void aspace_for_each(struct aspace *as, void (*visit)(const struct vm_area *area, void *context),
	void *context);
