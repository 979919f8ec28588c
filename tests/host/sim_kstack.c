/* SPDX-License-Identifier: MIT */
/*
 * mm/kstack.h for the simulated machine: a kernel stack holds a canary and perhaps a crafted frame,
 * while threads run on the stacks of arch/host/context.c. Also the other functions of mm that the
 * sources call.
 */
#include <kernel/proc/process_parts.h>
#include <kernel/signal/upcalls.h>
#include <mm/aspace.h>
#include <mm/kstack.h>
#include <mm/slab.h>
#include <stdlib.h>

void *kstack_alloc(void)
{
	return kzalloc(KSTACK_SIZE);
}

void kstack_free(void *stack)
{
	kfree(stack);
}

void aspace_put(struct aspace *as)
{
	abort(); /* no process here has one */
}

struct atomic signalfd_users;
void signalfd_notify_users(void)
{
}

void process_drop_files(struct process *process)
{
}
