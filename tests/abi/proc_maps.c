/* SPDX-License-Identifier: MIT */
/*
 * /proc/self/maps lists the program's areas with their access rights.
 */
#include <abi.h>

int main(void)
{
	FILE *maps = fopen("/proc/self/maps", "r");
	char line[512], rights[8], *page = read_only_page();
	unsigned long start, end;
	int stack = 0, text = 0, found = 0, sorted = 1;
	unsigned long last = 0;

	YES(maps != NULL);
	while (maps && fgets(line, sizeof(line), maps)) {
		if (sscanf(line, "%lx-%lx %7s", &start, &end, rights) != 3)
			out("odd line");
		sorted &= start >= last;
		last = end;
		stack |= strstr(line, "[stack]") && strncmp(rights, "rw-p", 4) == 0;
		text |= (unsigned long)main >= start && (unsigned long)main < end &&
			!strcmp(rights, "r-xp");
		found |= (unsigned long)page >= start && (unsigned long)page < end &&
			 !strcmp(rights, "r--p");
	}
	YES(sorted);
	YES(stack);
	YES(text);
	YES(found);
	return 0;
}
