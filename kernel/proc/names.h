/* SPDX-License-Identifier: MIT */
/*
 * The names of the machine and its system (uname(2)).
 */
#pragma once

#define UTS_LENGTH 65

struct linux_utsname {
	char sysname[UTS_LENGTH], nodename[UTS_LENGTH], release[UTS_LENGTH], version[UTS_LENGTH],
		machine[UTS_LENGTH], domainname[UTS_LENGTH];
};

/* sethostname() and setdomainname() change two of these without a lock, so a concurrent reader may
 * see a mixture of the old and the new name. */
extern struct linux_utsname machine_name;
