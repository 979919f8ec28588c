/* SPDX-License-Identifier: MIT */
/* Set-user and set-group programs: their ids, how they can tell, when the bits do not count. */
#include "abi.h"
#include <grp.h>
#include <sys/auxv.h>
#include <sys/prctl.h>
#include <sys/sendfile.h>

static void copy_self(const char *path, mode_t mode, uid_t uid, gid_t gid)
{
	int in = open("/proc/self/exe", O_RDONLY), fd = open(path, O_CREAT | O_WRONLY, 0600);

	while (sendfile(fd, in, NULL, 1 << 20) > 0)
		;
	close(fd);
	close(in);
	SHOW(chown(path, uid, gid));
	SHOW(chmod(path, mode));
}

/* In the new program. */
static int report(const char *what)
{
	uid_t r, e, s;
	gid_t rg, eg, sg;

	getresuid(&r, &e, &s);
	getresgid(&rg, &eg, &sg);
	out("%s: users %d %d %d groups %d %d %d", what, r, e, s, rg, eg, sg);
	out("aux %ld %ld %ld %ld secure %ld dumpable %d", (long)getauxval(AT_UID),
		(long)getauxval(AT_EUID), (long)getauxval(AT_GID), (long)getauxval(AT_EGID),
		(long)getauxval(AT_SECURE), prctl(PR_GET_DUMPABLE));
	return 0;
}

static const char *path, *what;
static uid_t user;
static bool no_new;

static void run(void)
{
	char *args[] = {"exec_setid", "report", (char *)what, NULL}, *env[] = {NULL};

	setgroups(0, NULL);
	setresgid(user, user, user);
	setresuid(user, user, user);
	if (no_new)
		prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0);
	SHOW(execve(path, args, env));
}

static void try(const char *as, const char *file, uid_t uid, bool no_new_privileges)
{
	what = as;
	path = file;
	user = uid;
	no_new = no_new_privileges;
	in_child(as, run);
}

int main(int argc, char **argv)
{
	if (argc > 2 && strcmp(argv[1], "report") == 0)
		return report(argv[2]);
	chmod(".", 0755);
	copy_self("plain", 0755, 0, 0);
	copy_self("suid", 04755, 2000, 0);
	copy_self("suid-root", 04755, 0, 0);
	copy_self("sgid", 02755, 0, 3000);
	copy_self("locking", 02745, 0, 3000);
	try("plain", "plain", 1000, false);
	try("suid", "suid", 1000, false);
	try("suid root", "suid-root", 1000, false);
	try("sgid", "sgid", 1000, false);
	try("group bit without execution", "locking", 1000, false);
	try("no new privileges", "suid-root", 1000, true);
	try("root runs suid", "suid", 0, false);
	return 0;
}
