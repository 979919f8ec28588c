/* SPDX-License-Identifier: MIT */
/*
 * Messages, memory, files and text.
 */
#include "util.h"
#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

int die_status = EXIT_USAGE;

int output_flush(void)
{
	static int first;

	errno = 0;
	if ((fflush(stdout) || ferror(stdout)) && !first)
		first = errno ? errno : EIO; /* earlier, the buffer was full, and errno is lost */
	return first;
}

static void vwarn(const char *fmt, va_list ap)
{
	output_flush();
	fputs("heddle: ", stderr);
	vfprintf(stderr, fmt, ap);
	fputc('\n', stderr);
}

void warn(const char *fmt, ...)
{
	va_list ap;

	va_start(ap, fmt);
	vwarn(fmt, ap);
	va_end(ap);
}

void die(const char *fmt, ...)
{
	va_list ap;

	va_start(ap, fmt);
	vwarn(fmt, ap);
	va_end(ap);
	exit(die_status);
}

void *xrealloc(void *p, size_t size)
{
	p = realloc(p, size);
	if (!p)
		die("out of memory");
	return p;
}

char *xstrdup(const char *text)
{
	return xstrndup(text, strlen(text));
}

char *xstrndup(const char *text, size_t n)
{
	char *copy = xrealloc(NULL, n + 1);

	memcpy(copy, text, n);
	copy[n] = '\0';
	return copy;
}

char *xasprintf(const char *fmt, ...)
{
	char *text;
	va_list ap;

	va_start(ap, fmt);
	if (vasprintf(&text, fmt, ap) < 0)
		die("out of memory");
	va_end(ap);
	return text;
}

int write_fully(int fd, const void *data, size_t n)
{
	struct pollfd writable = {.fd = fd, .events = POLLOUT};
	const char *p = data;

	while (n) {
		ssize_t done = write(fd, p, n);

		if (done < 0 && errno == EAGAIN)
			poll(&writable, 1, -1);
		else if (done < 0 && errno != EINTR)
			return -errno;
		if (done > 0) {
			p += done;
			n -= (size_t)done;
		}
	}
	return 0;
}

char *read_file(const char *path, size_t *size)
{
	int fd = open(path, O_RDONLY | O_CLOEXEC);
	size_t length = 0, room = 4096;
	struct stat status;
	char *data;
	ssize_t n;

	if (fd < 0)
		return NULL;
	if (fstat(fd, &status) == 0 && status.st_size > 0)
		room = (size_t)status.st_size;
	data = xrealloc(NULL, room + 1);
	while ((n = read(fd, data + length, room - length)) > 0) {
		length += (size_t)n;
		if (length == room)
			data = xrealloc(data, (room *= 2) + 1);
	}
	close(fd);
	if (n < 0) {
		free(data);
		return NULL;
	}
	data[length] = '\0';
	if (size)
		*size = length;
	return data;
}

void text_add(struct text *text, const void *data, size_t n)
{
	text->data = xrealloc(text->data, text->length + n + 1);
	memcpy(text->data + text->length, data, n);
	text->length += n;
	text->data[text->length] = '\0';
}

void text_addf(struct text *text, const char *fmt, ...)
{
	char *piece;
	va_list ap;
	int n;

	va_start(ap, fmt);
	n = vasprintf(&piece, fmt, ap);
	va_end(ap);
	if (n < 0)
		die("out of memory");
	text_add(text, piece, (size_t)n);
	free(piece);
}
