/* SPDX-License-Identifier: MIT */
/*
 * O_NOFOLLOW, O_DIRECTORY and O_PATH on links and folders.
 */
#include <abi.h>

int main(void)
{
	struct stat st;
	char text[8];
	int fd;

	mkdir("folder", 0700);
	close(open("file", O_CREAT | O_WRONLY, 0600));
	symlink("file", "link");
	symlink("folder", "folder-link");
	SHOW(open("link", O_RDONLY | O_NOFOLLOW));
	SHOW(open("folder-link", O_RDONLY | O_DIRECTORY | O_NOFOLLOW));
	YES(open("folder-link/.", O_RDONLY | O_DIRECTORY | O_NOFOLLOW) > 2);
	fd = open("link", O_PATH | O_NOFOLLOW);
	YES(fd > 2);
	SHOW(fstat(fd, &st));
	YES(S_ISLNK(st.st_mode));
	SHOW(read(fd, text, 1));
	SHOW(write(fd, text, 1));
	SHOW(lseek(fd, 0, SEEK_SET));
	SHOW(fchmod(fd, 0700));
	SHOW(ioctl(fd, 0x5401, text));
	SHOW(readlinkat(fd, "", text, sizeof(text)));
	close(fd);
	fd = open("folder", O_PATH);
	YES(openat(fd, "new", O_RDWR | O_CREAT, 0600) > 2);
	SHOW(faccessat(AT_FDCWD, "folder/new", F_OK, 0));
	return 0;
}
