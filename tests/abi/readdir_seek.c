/* SPDX-License-Identifier: MIT */
/*
 * a folder read again after going back to the start, and while files are removed.
 */
#include <abi.h>
#include <dirent.h>

int main(void)
{
	DIR *d;
	struct dirent *e;
	char name[16];
	int n = 0;

	mkdir("d", 0700);
	for (int i = 0; i < 50; i++) {
		snprintf(name, sizeof(name), "d/%d", i);
		close(open(name, O_CREAT | O_WRONLY, 0600));
	}
	d = opendir("d");
	while ((e = readdir(d)))
		n++;
	out("%d", n);
	rewinddir(d);
	n = 0;
	while ((e = readdir(d))) {
		if (e->d_name[0] == '.')
			continue;
		snprintf(name, sizeof(name), "d/%s", e->d_name);
		n += unlink(name) == 0;
	}
	out("removed %d", n);
	SHOW(rmdir("d"));
	e = readdir(d);
	out("%s", e ? "an entry" : "the end");
	return 0;
}
