/* SPDX-License-Identifier: MIT */
/*
 * fallocate(), fsync() and the like.
 */
#include <abi.h>

int main(void)
{
	int fd = open("file", O_RDWR | O_CREAT, 0600), fds[2];
	struct stat st;

	SHOW(fallocate(fd, 0, 0, 5000));
	fstat(fd, &st);
	out("size %d", (int)st.st_size);
	SHOW(fallocate(fd, FALLOC_FL_KEEP_SIZE, 0, 9000));
	fstat(fd, &st);
	out("size %d", (int)st.st_size);
	SHOW(fallocate(fd, 0, -1, 10));
	SHOW(fallocate(fd, 0, 0, 0));
	SHOW(fallocate(99, 0, 0, 10));
	SHOW(posix_fallocate(fd, 0, 6000));
	SHOW(fsync(fd));
	SHOW(fdatasync(fd));
	SHOW(fsync(99));
	pipe(fds);
	SHOW(fsync(fds[0]));
	sync();
	SHOW(posix_fadvise(fd, 0, 0, POSIX_FADV_SEQUENTIAL));
	SHOW(posix_fadvise(fd, 0, 0, 99));
	return 0;
}
