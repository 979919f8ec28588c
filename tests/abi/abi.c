/* SPDX-License-Identifier: MIT */
/*
 * All programs of an architecture are linked into one binary. It runs the program that argv[0]
 * names, or argv[1] if argv[0] names none.
 */
#include <abi.h>
#include <stdarg.h>

struct program {
	const char *name;
	int (*main)(int argc, char **argv, char **envp);
};

extern const struct program programs[];

void out(const char *format, ...)
{
	char line[512];
	va_list ap;
	int saved = errno, n;

	va_start(ap, format);
	n = vsnprintf(line, sizeof(line) - 1, format, ap);
	va_end(ap);
	if (n > (int)sizeof(line) - 2)
		n = (int)sizeof(line) - 2;
	line[n++] = '\n';
	if (write(1, line, (size_t)n) != n)
		_exit(99);
	errno = saved;
}

long show(const char *text, long result)
{
	int error = errno;

	if (result == -1 && error)
		out("%s = -1 %s", text, strerrorname_np(error));
	else
		out("%s = %ld", text, result);
	errno = error;
	return result;
}

void *read_only_page(void)
{
	return mmap(NULL, PAGE, PROT_READ, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
}

char *page_end(void)
{
	char *p = mmap(NULL, 2 * PAGE, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);

	munmap(p + PAGE, PAGE);
	return p + PAGE;
}

void show_status(const char *what, int status)
{
	if (WIFEXITED(status))
		out("%s: exit %d", what, WEXITSTATUS(status));
	else if (WIFSIGNALED(status))
		out("%s: killed by SIG%s", what, sigabbrev_np(WTERMSIG(status)));
	else if (WIFSTOPPED(status))
		out("%s: stopped by SIG%s", what, sigabbrev_np(WSTOPSIG(status)));
	else
		out("%s: %s", what, WIFCONTINUED(status) ? "continued" : "unknown status");
}

void in_child(const char *what, void (*body)(void))
{
	int status;
	pid_t pid = fork();

	if (pid == 0) {
		body();
		_exit(0);
	}
	if (pid < 0 || waitpid(pid, &status, 0) != pid)
		out("%s: no child", what);
	else
		show_status(what, status);
}

long long now_ms(void)
{
	struct timespec now;

	clock_gettime(CLOCK_MONOTONIC, &now);
	return now.tv_sec * 1000ll + now.tv_nsec / 1000000;
}

void sleep_ms(unsigned ms)
{
	struct timespec left = {.tv_sec = ms / 1000, .tv_nsec = ms % 1000 * 1000000l};

	while (nanosleep(&left, &left) && errno == EINTR)
		;
}

char state_of(pid_t pid)
{
	char path[32], text[64];
	const char *state;
	ssize_t length;
	int fd;

	snprintf(path, sizeof(path), "/proc/%d/stat", (int)pid);
	fd = open(path, O_RDONLY);
	length = read(fd, text, sizeof(text) - 1);
	close(fd);
	text[length > 0 ? length : 0] = 0;
	state = strrchr(text, ')');
	return state && state[1] == ' ' ? state[2] : '?';
}

void await_asleep(pid_t pid)
{
	for (int i = 0; i < 10000; i++) {
		if (state_of(pid) == 'S')
			return;
		sleep_ms(1);
	}
	out("never slept");
}

void await(volatile int *word, int value)
{
	for (int i = 0; i < 10000; i++) {
		if (__atomic_load_n(word, __ATOMIC_SEQ_CST) == value)
			return;
		sleep_ms(1);
	}
	out("never became %d", value);
}

int main(int argc, char **argv, char **envp)
{
	for (int i = 0; i < 2 && i < argc; i++) {
		const char *base = strrchr(argv[i], '/') ? strrchr(argv[i], '/') + 1 : argv[i];

		for (const struct program *p = programs; p->name; p++)
			if (strcmp(p->name, base) == 0)
				return p->main(argc - i, argv + i, envp);
	}
	out("no such program: %s", argc > 1 ? argv[1] : "");
	return 127;
}
