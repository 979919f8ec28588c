/* SPDX-License-Identifier: MIT */
/*
 * errors of mmap().
 */
#include <abi.h>

#define TRY(...) \
	(errno = 0, show("mmap(" #__VA_ARGS__ ")", mmap(__VA_ARGS__) == MAP_FAILED ? -1 : 0))

int main(void)
{
	int rw = PROT_READ | PROT_WRITE, anon = MAP_PRIVATE | MAP_ANONYMOUS;
	int fd = open("file", O_RDWR | O_CREAT, 0600), reader, writer, folder = open(".", O_RDONLY);

	write(fd, "x", 1);
	reader = open("file", O_RDONLY);
	writer = open("file", O_WRONLY);
	TRY(NULL, 0, rw, anon, -1, 0);
	TRY(NULL, PAGE, rw, MAP_ANONYMOUS, -1, 0);
	TRY(NULL, PAGE, rw, MAP_PRIVATE, -1, 0);
	TRY(NULL, PAGE, rw, MAP_PRIVATE, 99, 0);
	TRY(NULL, PAGE, rw, MAP_PRIVATE, fd, 1);
	TRY((void *)1, PAGE, rw, anon | MAP_FIXED, -1, 0);
	TRY(NULL, (size_t)-PAGE, rw, anon, -1, 0);
	TRY(NULL, (size_t)-1, rw, anon, -1, 0);
	TRY(NULL, PAGE, rw, MAP_SHARED, reader, 0);
	TRY(NULL, PAGE, PROT_READ, MAP_SHARED, reader, 0);
	TRY(NULL, PAGE, rw, MAP_PRIVATE, reader, 0);
	TRY(NULL, PAGE, PROT_READ, MAP_PRIVATE, writer, 0);
	TRY(NULL, PAGE, rw, MAP_PRIVATE, folder, 0);
	TRY((void *)-PAGE, PAGE, rw, anon | MAP_FIXED, -1, 0);
	TRY((void *)123, PAGE, rw, anon, -1, 0);
	return 0;
}
