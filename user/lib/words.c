/* SPDX-License-Identifier: MIT */
/*
 * Files of words.
 */
#include <lib/string.h>
#include <uapi/errno.h>
#include <uapi/fcntl.h>
#include <user.h>
#include <words.h>

long file_read(const char *path, char *text, size_t size)
{
	long fd = SYSCALL(__NR_openat, AT_FDCWD, path, O_RDONLY | O_CLOEXEC, 0), n = 0;
	size_t length = 0;

	if (fd < 0)
		return fd;
	while (length < size && (n = SYSCALL(__NR_read, fd, text + length, size - length)) > 0)
		length += (size_t)n;
	SYSCALL(__NR_close, fd);
	if (n < 0)
		return n;
	if (length == size)
		return -EFBIG;
	text[length] = '\0';
	return (long)length;
}

char *word_first(char *at, const char *end)
{
	while (at < end && !*at)
		at++;
	return at < end ? at : NULL;
}

char *word_next(char *word, const char *end)
{
	return word_first(word + strlen(word), end);
}

long words_read(const char *path, char *text, size_t size, char **words, size_t max)
{
	long length = file_read(path, text, size);
	size_t count = 0;

	if (length < 0)
		return length;
	for (char *word = text; word < text + length; word += strlen(word) + 1) {
		if (count == max)
			return -E2BIG;
		words[count++] = word;
	}
	words[count] = NULL;
	return (long)count;
}

char *word_value(char *word, const char *key)
{
	size_t length = strlen(key);

	return strncmp(word, key, length) == 0 ? word + length : NULL;
}
