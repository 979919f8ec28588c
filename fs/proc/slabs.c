/* SPDX-License-Identifier: MIT */
/*
 * /proc/slabinfo (slabinfo(5)) and /proc/sys/vm/drop_caches. With them, a program can check that
 * the kernel has freed all its memory.
 */
#include <fs/proc/procfs.h>
#include <kernel/time/clock.h>
#include <lib/string.h>
#include <mm/mm.h>
#include <mm/slab.h>
#include <uapi/errno.h>

int proc_show_slabs(struct proc_text *text, const struct proc_node *node)
{
	struct slab_usage it;

	text_printf(text, "slabinfo - version: 2.1\n# name            <active_objs> <num_objs> "
			  "<objsize> <objperslab> <pagesperslab>\n");
	/* While schedules are explored, the usage depends on earlier schedules: show none. */
	for (unsigned i = 0; !clock_is_virtual && slab_usage_get(i, &it); i++)
		text_printf(text, "%s-%-*zu %6zu %6zu %6zu %4u %4u\n", it.name,
			(int)(16 - strlen(it.name)), it.size, it.in_use, it.pages * it.per_page,
			it.size, it.per_page, 1u);
	return 0;
}

/* No file data is kept only as a cache, so 1 (pages), 2 (slabs) and 3 (both) do the same. */
int proc_drop_caches(const struct proc_node *node, const char *text, size_t n)
{
	if (n == 0 || text[0] < '1' || text[0] > '4')
		return -EINVAL;
	mm_trim();
	return 0;
}
