/* SPDX-License-Identifier: MIT */
/*
 * What the machine and its system are called (uname(2)).
 */
#pragma once

#define UTS_LENGTH 65

struct linux_utsname {
	char sysname[UTS_LENGTH], nodename[UTS_LENGTH], release[UTS_LENGTH], version[UTS_LENGTH],
		machine[UTS_LENGTH], domainname[UTS_LENGTH];
};

/* sethostname() and setdomainname() change two of them; a reader meanwhile may see half of each. */
extern struct linux_utsname machine_name;
