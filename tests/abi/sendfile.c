/* SPDX-License-Identifier: MIT */
/*
 * sendfile() copies from a file, at a given offset or at the file's own.
 */
#include <abi.h>
#include <sys/sendfile.h>

int main(void)
{
	int in = open("in", O_RDWR | O_CREAT, 0600), to = open("out", O_RDWR | O_CREAT, 0600),
	    fds[2];
	char text[32] = "";
	off_t offset = 2;

	write(in, "0123456789", 10);
	lseek(in, 0, SEEK_SET);
	SHOW(sendfile(to, in, NULL, 4));
	SHOW(lseek(in, 0, SEEK_CUR));
	SHOW(sendfile(to, in, &offset, 100));
	out("offset %d", (int)offset);
	SHOW(lseek(in, 0, SEEK_CUR));
	SHOW(sendfile(to, in, &offset, 100));
	SHOW(pread(to, text, 32, 0));
	out("%s", text);
	SHOW(sendfile(99, in, NULL, 1));
	SHOW(sendfile(to, 99, NULL, 1));
	SHOW(sendfile(to, in, NOWHERE, 1));
	pipe(fds);
	SHOW(sendfile(to, fds[0], NULL, 1));
	lseek(in, 0, SEEK_SET);
	SHOW(sendfile(fds[1], in, NULL, 5));
	SHOW(read(fds[0], text, 32));
	return 0;
}
