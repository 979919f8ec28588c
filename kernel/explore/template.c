/* SPDX-License-Identifier: MIT */
/*
 * The template is the program, stopped at its first clone. Files are the state that a run could
 * change for later runs, so they are saved here. The template gives up its ids, since the first
 * process of each run takes them: the program may have stored its pid.
 */
#include <fs/dev/random.h>
#include <fs/files.h>
#include <fs/snapshot/snapshot.h>
#include <kernel/exec/layout.h>
#include <kernel/explore/session.h>
#include <kernel/explore/template.h>
#include <kernel/proc/clone_state.h>
#include <mm/aspace.h>
#include <mm/restore.h>
#include <uapi/errno.h>

#define TEMPLATE_PID 0x3fffffff /* no other process gets such a high id */

struct shared_area {
	uintptr_t from; /* find the first area at or above this address */
	uintptr_t start, end;
	int error;
};

static void visit_area(const struct vm_area *area, void *context)
{
	struct shared_area *found = context;
	struct file *file = file_of(area->object);

	if (file && !found->from && !found->error)
		found->error = snapshot_add_file(file);
	if (area->flags & AREA_SHARED && area->start >= found->from && !found->end) {
		found->start = area->start;
		found->end = area->end;
	}
}

/* Save mapped files, and discard the pages of shared areas. Each copy then faults them in again,
 * which is how a write to them is noticed. */
static int keep_areas(struct aspace *as)
{
	struct shared_area found = {0};
	int error;

	for (;;) {
		aspace_for_each(as, visit_area, &found);
		error = found.error;
		if (error || !found.end)
			return error;
		error = aspace_discard(as, found.start, found.end - found.start);
		if (error)
			return error;
		found = (struct shared_area){.from = found.end};
	}
}

static int keep_files(struct files *files)
{
	int error = 0;

	for (unsigned fd = 0; fd < files->size && !error; fd++) {
		struct file *file = files_find(files, fd);

		if (!file)
			continue;
		error = snapshot_add_file(file);
		file_put(file);
	}
	return error;
}

int template_keep(void)
{
	const struct process *process = current_process();
	int error = snapshot_take();
	uint8_t id[16];

	random_boot_id(id); /* drawn on first use, which must not be in a run */
	session.start_randomize = layout_randomize;
	process_freeze();
	process->aspace->forks_whole = true;
	session.ids = (struct process_ids){process->pid, process->pgid, process->sid};
	if (!error)
		error = keep_files(process->files);
	return error ? error : keep_areas(process->aspace);
}

void template_release_ids(void)
{
	if (session.program->hidden)
		return;
	process_renumber(session.program, TEMPLATE_PID, TEMPLATE_PID, TEMPLATE_PID);
	session.program->hidden = true;
}

void template_give_ids(struct process *copy)
{
	process_renumber(copy, session.ids.pid, session.ids.pgid, session.ids.sid);
	process_set_next_id(session.start_id);
}

struct aspace *template_memory(void)
{
	struct aspace *memory = session.memory;
	bool good = memory && !session.memory_is_old && session.run.purpose != EXPLORE_PROFILE;

	session.memory_is_old = false;
	if (good && !aspace_restore(memory, session.program->aspace)) {
		aspace_get(memory);
		return memory;
	}
	session.memory = NULL;
	if (memory)
		aspace_put(memory);
	return NULL;
}

void template_keep_memory(struct aspace *memory)
{
	int error;

	if (session.memory || session.run.purpose == EXPLORE_PROFILE)
		return;
	mutex_lock(&memory->lock);
	error = aspace_track(memory);
	mutex_unlock(&memory->lock);
	if (error)
		return;
	aspace_get(memory);
	session.memory = memory;
}

static void use_memory(struct arch_aspace *memory)
{
	unsigned long flags = arch_irq_save();

	current_thread()->arch.aspace = memory;
	arch_aspace_load(memory);
	arch_irq_restore(flags);
}

void template_leave_memory(void)
{
	use_memory(&arch_kernel_aspace);
}

void template_return_memory(void)
{
	use_memory(process_arch_aspace(current_process()));
}
