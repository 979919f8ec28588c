/* SPDX-License-Identifier: MIT */
/*
 * O_TMPFILE and unlinked files keep their data.
 */
#include <abi.h>

int main(void)
{
	char text[8] = "";
	struct stat st;
	int fd = open("gone", O_RDWR | O_CREAT, 0600);

	SHOW(unlink("gone"));
	SHOW(write(fd, "data", 4));
	SHOW(pread(fd, text, 8, 0));
	SHOW(fstat(fd, &st));
	out("links %d", (int)st.st_nlink);
	FILE *f = tmpfile();
	YES(f != NULL);
	if (f) {
		fprintf(f, "hello");
		rewind(f);
		SHOW(fread(text, 1, 5, f));
		out("%.5s", text);
	}
	return 0;
}
