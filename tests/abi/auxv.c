/* SPDX-License-Identifier: MIT */
/*
 * the auxiliary vector that every C library reads at its start.
 */
#include <abi.h>
#include <elf.h>
#include <link.h>
#include <sys/auxv.h>

int main(void)
{
	const unsigned char *random = (const unsigned char *)getauxval(AT_RANDOM);
	int set = 0;

	out("page size %lu", getauxval(AT_PAGESZ));
	YES(getauxval(AT_PHDR) != 0);
	out("phent %s", getauxval(AT_PHENT) == sizeof(ElfW(Phdr)) ? "right" : "wrong");
	YES(getauxval(AT_PHNUM) > 2);
	YES(getauxval(AT_ENTRY) != 0);
	YES(random != NULL);
	for (int i = 0; random && i < 16; i++)
		set |= random[i];
	YES(set != 0);
	YES(getauxval(AT_UID) == getuid());
	YES(getauxval(AT_EGID) == getegid());
	out("secure %lu", getauxval(AT_SECURE));
	out("clktck %lu", getauxval(AT_CLKTCK));
	YES(getauxval(AT_EXECFN) != 0);
	return 0;
}
