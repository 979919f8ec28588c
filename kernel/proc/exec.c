/* SPDX-License-Identifier: MIT */
/*
 * From a program file to a process ready to run: address space, segments, stack with arguments and
 * auxiliary vector (System V ABI, "Initial Stack and Register State"), first thread.
 */
#include <arch/elf.h>
#include <arch/trap.h>
#include <kernel/debug/printk.h>
#include <kernel/proc/initrd.h>
#include <kernel/proc/process.h>
#include <kernel/proc/thread.h>
#include <kernel/proc/vdso.h>
#include <lib/elf.h>
#include <lib/string.h>
#include <mm/aspace.h>
#include <uapi/auxvec.h>
#include <uapi/errno.h>

#define USER_STACK_SIZE (64 * 1024)
#define USER_STACK_TOP  (USER_MAX - PAGE_SIZE)

/* What a program is started with, in its own address space. */
struct start {
	uintptr_t entry;
	uintptr_t sp;
};

static unsigned segment_prot(const struct elf_segment *segment)
{
	return PROT_USER | (segment->flags & PF_R ? PROT_READ : 0) |
	       (segment->flags & PF_W ? PROT_WRITE : 0) | (segment->flags & PF_X ? PROT_EXEC : 0);
}

static int load_segments(struct aspace *as, const struct elf_image *image, const char *file)
{
	for (unsigned i = 0; i < image->segment_count; i++) {
		const struct elf_segment *segment = &image->segments[i];
		uintptr_t start = ALIGN_DOWN(segment->vaddr, PAGE_SIZE);
		uintptr_t end = ALIGN_UP(segment->vaddr + segment->memsz, PAGE_SIZE);
		int error = aspace_map_anon(as, start, end - start, segment_prot(segment));

		if (!error)
			error = aspace_write(as, segment->vaddr, file + segment->offset,
				segment->filesz);
		if (error)
			return error;
	}
	return 0;
}

/* argc, argv[0], NULL, NULL (no environment), auxiliary vector; strings above it. */
static int build_stack(struct aspace *as, const struct elf_image *image, const char *path,
	struct start *start)
{
	size_t length = strlen(path) + 1;
	uintptr_t name = USER_STACK_TOP - ALIGN_UP(length, 16);
	/* clang-format off */
	unsigned long words[] = {
		1, name, 0, 0,
		AT_PAGESZ, PAGE_SIZE,
		AT_ENTRY, image->entry,
		AT_PHNUM, image->phnum,
		AT_PHENT, image->phentsize,
		AT_NULL, 0,
	};
	/* clang-format on */
	uintptr_t sp = ALIGN_DOWN(name - sizeof(words), 16);
	int error = aspace_map_anon(as, USER_STACK_TOP - USER_STACK_SIZE, USER_STACK_SIZE,
		PROT_USER | PROT_READ | PROT_WRITE);

	if (!error)
		error = aspace_write(as, name, path, length);
	if (!error)
		error = aspace_write(as, sp, words, sizeof(words));
	*start = (struct start){.entry = image->entry, .sp = sp};
	return error;
}

/* Kernel side of a user thread: leave through the trap return with a fresh user frame. */
static uintptr_t user_thread(uintptr_t entry, uintptr_t sp, uintptr_t unused)
{
	struct trapframe *frame = frame_place_user(current_thread()->arch.stack_top);

	frame_init_user(frame, entry, sp);
	arch_irq_disable();
	frame_enter(frame);
}

static int load(struct aspace *as, const char *path, struct start *start)
{
	struct elf_image image;
	const void *file;
	const char *why;
	size_t size;
	int error = initrd_find(path, &file, &size);

	if (error)
		return error;
	error = elf_parse(file, size, &arch_elf_target, &image, &why);
	if (error) {
		printk("exec: %s: %s\n", path, why);
		return -ENOEXEC;
	}
	error = load_segments(as, &image, file);
	if (!error)
		error = vdso_map(as);
	return error ? error : build_stack(as, &image, path, start);
}

int process_create_user(const char *path, struct process **process, struct thread **first)
{
	struct aspace *as = aspace_create();
	const char *name = path;
	struct start start;
	int error;

	if (!as)
		return -ENOMEM;
	error = load(as, path, &start);
	if (error) {
		aspace_put(as);
		return error;
	}
	for (const char *p = path; *p; p++)
		if (*p == '/')
			name = p + 1;
	*process = process_create(&kernel_process, name, as);
	if (!*process) {
		aspace_put(as);
		return -ENOMEM;
	}
	*first = thread_create(&(struct thread_spec){
		.name = name,
		.entry = user_thread,
		.args = {start.entry, start.sp},
		.priority = THREAD_PRIORITY_MID,
		.flags = THREAD_DETACHED,
		.process = *process,
	});
	if (!*first) {
		process_discard(*process);
		return -ENOMEM;
	}
	return 0;
}
