/* SPDX-License-Identifier: MIT */
/*
 * Loading programs: read and check the headers (lib/elf.h), map the segments privately from the
 * file, map the interpreter, build the first stack (System V ABI, "Initial Stack and Register
 * State").
 */
#include <arch/elf.h>
#include <arch/signal.h>
#include <arch/vdso.h>
#include <fs/files.h>
#include <fs/mount.h>
#include <kernel/debug/printk.h>
#include <kernel/exec/layout.h>
#include <kernel/exec/load.h>
#include <kernel/exec/vdso.h>
#include <kernel/proc/process.h>
#include <kernel/proc/thread.h>
#include <lib/string.h>
#include <mm/aspace.h>
#include <mm/page.h>
#include <uapi/auxvec.h>
#include <uapi/errno.h>

#define SCRIPTS_MAX 4              /* interpreters that are scripts themselves */
#define HEAD_SIZE   PAGE_SIZE      /* bytes read to find out what a file is */
#define HEAD_FIRST  1024           /* read first: enough for the headers of most files */
#define STACK_START (128ul * 1024) /* initial size of the stack, besides the strings */

struct object {
	struct file *file;
	struct elf_image image;
	uintptr_t base; /* added to its addresses */
};

/* All buffers that loading needs, in one block. */
struct workspace {
	char path[PATH_SIZE], interpreter_path[PATH_SIZE], head[HEAD_SIZE];
	struct object program, interpreter;
};
#define WORKSPACE_ORDER 2
static_assert(sizeof(struct workspace) <= PAGE_SIZE << WORKSPACE_ORDER, "it fits");

/* Open the program `path` and read its first HEAD_FIRST bytes. Returns the number of bytes read,
 * with a reference in *file; or -errno. */
static long open_program(const char *path, struct file **file, char *head)
{
	long n;
	int error = vfs_open(path, O_RDONLY, 0, file);

	if (error)
		return error;
	if (!S_ISREG((*file)->inode->mode))
		n = -EACCES;
	else if (inode_permission((*file)->inode, MAY_EXEC))
		n = -EACCES;
	else
		n = file_read_at(*file, head, HEAD_FIRST, 0);
	if (n < 0)
		file_put(*file);
	return n;
}

/* Parse the bytes that open_program() has read, and, if that fails, HEAD_SIZE bytes. */
static int parse(struct object *object, char *head, long size, const char **why)
{
	uint64_t file_size = object->file->inode->pages.size;
	int error = elf_parse(head, (size_t)size, file_size, &arch_elf_target, &object->image, why);

	if (!error || size < HEAD_FIRST)
		return error;
	size = file_read_at(object->file, head, HEAD_SIZE, 0);
	if (size < 0)
		return (int)size;
	return elf_parse(head, (size_t)size, file_size, &arch_elf_target, &object->image, why);
}

/* Split a "#!" line: returns the interpreter (NULL: none), and the rest of the line as one argument
 * (NULL: none). */
static char *split_script(char *head, long size, char **argument)
{
	char *end = memchr(head, '\n', (size_t)size), *word = head + 2, *space;

	if (!end)
		return NULL;
	while (end > word && (end[-1] == ' ' || end[-1] == '\t' || end[-1] == '\r'))
		end--;
	*end = 0;
	while (*word == ' ' || *word == '\t')
		word++;
	space = word;
	while (*space && *space != ' ' && *space != '\t')
		space++;
	*argument = NULL;
	if (*space) {
		*space++ = 0;
		while (*space == ' ' || *space == '\t')
			space++;
		*argument = *space ? space : NULL;
	}
	return *word ? word : NULL;
}

/* `path` is a script: replace it by its interpreter, and change `args` accordingly. */
static int follow_script(char *path, char *head, long size, struct args *args)
{
	char *argument, *interpreter = split_script(head, size, &argument);
	int error;

	if (!interpreter || strlen(interpreter) >= PATH_SIZE)
		return -ENOEXEC;
	args_drop_front(args);
	error = args_add_front(args, path);
	if (!error && argument)
		error = args_add_front(args, argument);
	if (!error)
		error = args_add_front(args, interpreter);
	strlcpy(path, interpreter, PATH_SIZE);
	return error;
}

/* Follow scripts to the program that is to run; open and check that. `path` and `args` change. */
static int find_program(char *path, char *head, struct args *args, struct object *program)
{
	const char *why;

	for (int depth = 0; depth <= SCRIPTS_MAX; depth++) {
		long size = open_program(path, &program->file, head);
		int error;

		if (size < 0)
			return (int)size;
		if (size < 2 || memcmp(head, "#!", 2) != 0) {
			error = parse(program, head, size, &why);
			if (error)
				printk("exec: %s: %s\n", path, why);
			if (error)
				file_put(program->file);
			return error;
		}
		file_put(program->file);
		error = follow_script(path, head, size, args);
		if (error)
			return error;
	}
	return -ELOOP;
}

/* Open and check the dynamic linker that `program` names. *found is false when it names none. */
static int find_interpreter(const struct object *program, char *path, char *head,
	struct object *interpreter, bool *found)
{
	const struct elf_image *image = &program->image;
	const char *why;
	long size;

	*found = image->interp_size != 0;
	if (!*found)
		return 0;
	size = file_read_at(program->file, path, image->interp_size, image->interp_offset);
	if (size != (long)image->interp_size || path[size - 1] != 0)
		return -ENOEXEC;
	size = open_program(path, &interpreter->file, head);
	if (size < 0)
		return (int)size;
	if (parse(interpreter, head, size, &why) == 0)
		return 0;
	printk("exec: %s: %s\n", path, why);
	file_put(interpreter->file);
	return -ENOEXEC;
}

static unsigned prot_of(const struct elf_segment *segment)
{
	return (segment->flags & PF_R ? PROT_READ : 0) | (segment->flags & PF_W ? PROT_WRITE : 0) |
	       (segment->flags & PF_X ? PROT_EXEC : 0);
}

/* Zero the rest of the segment's last file page, which the file has filled with other data. */
static int clear_tail(struct aspace *as, uintptr_t from, uintptr_t to)
{
	static const char zeros[256];
	int error = 0;

	for (; from < to && !error; from += MIN(to - from, sizeof(zeros)))
		error = aspace_write(as, from, zeros, MIN(to - from, sizeof(zeros)));
	return error;
}

static int map_segment(struct aspace *as, const struct object *object,
	const struct elf_segment *segment)
{
	uintptr_t vaddr = segment->vaddr + object->base, data_end = vaddr + segment->filesz;
	uintptr_t start = ALIGN_DOWN(vaddr, PAGE_SIZE), file_end = ALIGN_UP(data_end, PAGE_SIZE);
	uintptr_t end = ALIGN_UP(vaddr + segment->memsz, PAGE_SIZE), at;
	struct map_request request = {
		.start = start,
		.length = file_end - start,
		.prot = prot_of(segment),
		.place = MAP_EXACTLY,
		.object = &object->file->object,
		.first_page = segment->offset >> PAGE_SHIFT,
	};
	int error = 0;

	if (segment->filesz == 0)
		file_end = start;
	else
		error = aspace_map(as, &request, &at);
	if (!error && end > file_end)
		error = aspace_map_anon(as, file_end, end - file_end, request.prot);
	if (!error && segment->memsz > segment->filesz && segment->filesz &&
		request.prot & PROT_WRITE)
		error = clear_tail(as, data_end, file_end);
	return error;
}

/* Map all segments: at their own addresses or, if relocatable, at `wish` (0: any free address). */
static int map_object(struct aspace *as, struct object *object, uintptr_t wish)
{
	const struct elf_image *image = &object->image;
	size_t length = image->end - image->start;
	int error = 0;

	object->base = 0;
	if (image->relocatable) {
		struct map_request room = {.start = wish, .length = length};
		uintptr_t at;

		/* Reserve a range, then free it for the segments. */
		error = aspace_map(as, &room, &at);
		if (!error)
			error = aspace_unmap(as, at, length);
		object->base = at - image->start;
	}
	for (unsigned i = 0; i < image->segment_count && !error; i++)
		error = map_segment(as, object, &image->segments[i]);
	return error;
}

/* --- The first stack -------------------------------------------------------------------------- */

struct stack {
	struct aspace *as;
	uintptr_t sp; /* downwards */
	int error;
};

static uintptr_t push(struct stack *stack, const void *data, size_t size)
{
	stack->sp -= size;
	if (!stack->error)
		stack->error = aspace_write(stack->as, stack->sp, data, size);
	return stack->sp;
}

/* Words to be written upwards from `at`, a block at a time. */
struct words {
	struct stack *stack;
	uintptr_t at;
	unsigned count;
	unsigned long word[32];
};

static void flush_words(struct words *w)
{
	if (!w->stack->error)
		w->stack->error =
			aspace_write(w->stack->as, w->at, w->word, w->count * sizeof(w->word[0]));
	w->at += w->count * sizeof(w->word[0]);
	w->count = 0;
}

static void add_word(struct words *w, unsigned long word)
{
	w->word[w->count++] = word;
	if (w->count == ARRAY_SIZE(w->word))
		flush_words(w);
}

/* Push the words that the program's stack starts with: argc, pointers to the strings at `strings`,
 * the auxiliary vector. */
static void push_words(struct stack *stack, const struct args *args, uintptr_t strings,
	const unsigned long *aux, size_t aux_count)
{
	size_t pointers = args->argc + args->envc, count = 1 + pointers + 2 + aux_count;
	const char *string = args->buffer;
	struct words w = {.stack = stack};

	stack->sp = ALIGN_DOWN(stack->sp - count * sizeof(unsigned long), 16);
	w.at = stack->sp;
	add_word(&w, args->argc);
	for (size_t i = 0; i < pointers; i++) {
		if (i == args->argc)
			add_word(&w, 0);
		add_word(&w, strings + (uintptr_t)(string - args->buffer));
		string += strlen(string) + 1;
	}
	if (args->envc == 0)
		add_word(&w, 0);
	add_word(&w, 0);
	for (size_t i = 0; i < aux_count; i++)
		add_word(&w, aux[i]);
	flush_words(&w);
}

/* Record for /proc where the strings are: first the arguments, then the environment. */
static void note_strings(struct aspace *as, const struct args *args, uintptr_t strings)
{
	const char *end = args->buffer;

	for (size_t i = 0; i < args->argc; i++)
		end += strlen(end) + 1;
	as->args_start = strings;
	as->args_end = strings + (uintptr_t)(end - args->buffer);
	as->env_end = strings + args->used;
}

/* Set the ids by the mode of `inode`. Of a script that is the interpreter's inode. */
static void choose_ids(struct program *program, const struct inode *inode)
{
	const struct process_attributes *own = &current_process()->attributes;
	bool may = !own->no_new_privileges && !(inode->fs->flags & MOUNT_NO_SUID);

	program->euid = may && inode->mode & S_ISUID ? inode->uid : own->ids.euid;
	program->egid = own->ids.egid;
	if (may && (inode->mode & (S_ISGID | S_IXGRP)) == (S_ISGID | S_IXGRP))
		program->egid = inode->gid;
	program->secure = program->euid != own->ids.ruid || program->egid != own->ids.rgid;
}

static int build_stack(struct program *loaded, const struct object *program, uintptr_t interpreter,
	const char *path, const struct args *args, const struct layout *layout)
{
	const struct credentials *ids = &current_process()->attributes.ids;
	struct aspace *as = loaded->aspace;
	const struct elf_image *image = &program->image;
	struct stack stack = {.as = as, .sp = layout->stack_top - layout->stack_skip};
	uintptr_t name, random, platform = 0, strings;
	bool shown = vdso_is_shown();

	name = push(&stack, path, strlen(path) + 1);
	strings = push(&stack, args->buffer, args->used);
	note_strings(as, args, strings);
	if (arch_platform[0])
		platform = push(&stack, arch_platform, strlen(arch_platform) + 1);
	random = push(&stack, layout->random, sizeof(layout->random));
	/* clang-format off */
	const unsigned long aux[] = {
		shown && arch_vsyscall_offset ? AT_SYSINFO : AT_IGNORE,
		as->vdso + arch_vsyscall_offset,
		shown ? AT_SYSINFO_EHDR : AT_IGNORE, as->vdso,
		AT_HWCAP, arch_hwcap(),
		AT_PAGESZ, PAGE_SIZE,
		AT_CLKTCK, 100,
		AT_MINSIGSTKSZ, arch_signal_frame_size(),
		AT_PHDR, image->phdr ? image->phdr + program->base : 0,
		AT_PHENT, image->phentsize,
		AT_PHNUM, image->phnum,
		AT_BASE, interpreter,
		AT_FLAGS, 0,
		AT_ENTRY, image->entry + program->base,
		AT_UID, ids->ruid, AT_EUID, loaded->euid, AT_GID, ids->rgid, AT_EGID, loaded->egid,
		AT_SECURE, loaded->secure,
		AT_RANDOM, random,
		AT_EXECFN, name,
		platform ? AT_PLATFORM : AT_IGNORE, platform,
		AT_NULL, 0,
	};
	/* clang-format on */
	stack.sp = ALIGN_DOWN(stack.sp, 16);
	push_words(&stack, args, strings, aux, ARRAY_SIZE(aux));
	loaded->sp = stack.sp;
	return stack.error;
}

static int map_stack(struct aspace *as, uintptr_t top)
{
	const struct map_request request = {
		.start = top - STACK_START - ARGS_SIZE,
		.length = STACK_START + ARGS_SIZE,
		.prot = PROT_READ | PROT_WRITE,
		.flags = AREA_STACK,
		.place = MAP_EXACTLY,
	};
	uintptr_t at;

	return aspace_map(as, &request, &at);
}

static int build(struct program *program, struct object *object, struct object *interpreter,
	const char *path, const struct args *args)
{
	struct aspace *as = program->aspace;
	struct layout layout;
	int error;

	layout_choose(&layout);
	as->map_top = layout.map_top;
	error = map_object(as, object, layout.program);
	as->heap = as->heap_end = object->image.end + object->base + layout.heap_skip;
	if (!error)
		error = map_stack(as, layout.stack_top);
	if (!error && interpreter)
		error = map_object(as, interpreter, 0);
	if (!error)
		error = vdso_map(as);
	if (error)
		return error == -EEXIST || error == -EINVAL ? -ENOEXEC : error;
	program->entry = interpreter ? interpreter->image.entry + interpreter->base
				     : object->image.entry + object->base;
	choose_ids(program, object->file->inode);
	return build_stack(program, object, interpreter ? interpreter->base : 0, path, args,
		&layout);
}

static void name_program(struct program *program, const char *path)
{
	const char *name = strrchr(path, '/');

	strlcpy(program->name, name ? name + 1 : path, sizeof(program->name));
}

static int load(struct workspace *w, const char *path, struct args *args, struct program *program)
{
	bool dynamic = false;
	int error;

	strlcpy(w->path, path, PATH_SIZE);
	error = find_program(w->path, w->head, args, &w->program);
	if (error)
		return error;
	error = find_interpreter(&w->program, w->interpreter_path, w->head, &w->interpreter,
		&dynamic);
	if (!error) {
		program->aspace = aspace_create();
		error = program->aspace ? build(program, &w->program,
						  dynamic ? &w->interpreter : NULL, path, args)
					: -ENOMEM;
		if (error && program->aspace)
			aspace_put(program->aspace);
		if (dynamic)
			file_put(w->interpreter.file);
	}
	file_put(w->program.file);
	return error;
}

int program_load(const char *path, struct args *args, struct program *program)
{
	struct page *block = page_alloc(WORKSPACE_ORDER);
	int error;

	if (!block)
		return -ENOMEM;
	error = load(page_address(block), path, args, program);
	page_put(block);
	name_program(program, path);
	return error;
}
