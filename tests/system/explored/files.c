/* SPDX-License-Identifier: MIT */
/*
 * Two threads change all kinds of files that existed before the threads, and main() prints the
 * state it finds: it is the same after any number of other runs. Status 1: the state is wrong even
 * for the first run.
 */
#include <dirent.h>
#include <fcntl.h>
#include <pthread.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/eventfd.h>
#include <sys/file.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/sysinfo.h>
#include <termios.h>
#include <unistd.h>

#define WORDS 2048 /* more than a page */

static int input, log_file, events, console, ends[2];
static volatile int *shared, *mapped;
static pthread_t main_thread;
static volatile sig_atomic_t signals;

static void make(const char *path, const char *text)
{
	int fd = open(path, O_CREAT | O_WRONLY | O_TRUNC, 0644);

	if (fd < 0 || write(fd, text, strlen(text)) < 0)
		abort();
	close(fd);
}

static void *reader(void *name)
{
	char word[8] = {0};

	for (int i = 0; i < 20; i++) {
		if (read(input, word, 5) != 5)
			abort();
		dprintf(log_file, "%s%s;", (char *)name, word);
		shared[i]++;
		mapped[i * 50]++;
	}
	if (read(ends[0], word, 3) != 3)
		abort();
	pthread_kill(main_thread, SIGUSR1);
	return NULL;
}

static void *changer(void *unused)
{
	struct termios settings;
	char path[64];
	int fd;

	fd = open("/proc/sys/kernel/randomize_va_space", O_RDWR);
	if (read(fd, path, 2) != 2 || pwrite(fd, *path == '0' ? "2" : "0", 1, 0) != 1)
		abort();
	close(fd);
	tcgetattr(console, &settings);
	settings.c_lflag ^= ECHO;
	tcsetattr(console, TCSANOW, &settings);
	make("/tmp/kept/new", "new\n");
	make("/tmp/kept/changed", "longer than before\n");
	mkdir("/tmp/kept/folder", 0755);
	make("/tmp/kept/folder/inside", "x");
	rename("/tmp/kept/moved", "/tmp/kept/folder/moved");
	rename("/tmp/kept/sub", "/tmp/kept/folder/sub");
	rename("/tmp/kept/a", "/tmp/kept/b");
	unlink("/tmp/kept/old");
	chmod("/tmp/kept/changed", 0600);
	truncate("/tmp/kept/short", 3);
	truncate("/tmp/kept/long", 9000);
	symlink("new", "/tmp/kept/link");
	link("/tmp/kept/b", "/tmp/kept/hard");
	eventfd_write(events, 5);
	flock(input, LOCK_EX);
	fcntl(log_file, F_SETFL, O_APPEND | O_NONBLOCK);
	snprintf(path, sizeof(path), "/tmp/kept/by-%d", (int)syscall(SYS_gettid));
	make(path, "");
	return unused;
}

static void show(const char *path)
{
	static char text[16384];
	int fd = open(path, O_RDONLY);
	ssize_t n = read(fd, text, sizeof(text));
	unsigned long sum = 0;
	struct stat st;

	fstat(fd, &st);
	for (ssize_t i = 0; i < n; i++)
		sum = sum * 31 + (unsigned char)text[i];
	printf("%s: %d bytes, sum %lx, ino %lu, mode %o, links %u, at %ld.%09ld: %.60s\n", path,
		(int)n, sum, (unsigned long)st.st_ino, st.st_mode, (unsigned)st.st_nlink,
		(long)st.st_mtim.tv_sec, st.st_mtim.tv_nsec, text);
	close(fd);
	memset(text, 0, sizeof(text));
}

static void list(const char *path)
{
	DIR *dir = opendir(path);
	struct dirent *entry;
	char name[300];

	while ((entry = readdir(dir))) {
		printf("%s/%s %lu\n", path, entry->d_name, (unsigned long)entry->d_ino);
		snprintf(name, sizeof(name), "%s/%s", path, entry->d_name);
		if (entry->d_type == DT_DIR && entry->d_name[0] != '.')
			list(name);
		else if (entry->d_type == DT_REG)
			show(name);
	}
	closedir(dir);
}

static void on_signal(int signal)
{
	signals++;
}

static void prepare(void)
{
	static char text[WORDS * 5];

	mkdir("/tmp", 0777);
	mkdir("/tmp/kept", 0755);
	mkdir("/tmp/kept/sub", 0755);
	for (int i = 0; i < WORDS; i++)
		memcpy(text + i * 5,
			(char[]){'0' + i / 1000, '0' + i / 100 % 10, '0' + i / 10 % 10,
				'0' + i % 10, ' '},
			5);
	text[sizeof(text) - 1] = 0;
	for (const char *const *name = (const char *[]){"old", "changed", "moved", "a", "short",
		     "long", "sub/deep", NULL};
		*name; name++) {
		char path[64];

		snprintf(path, sizeof(path), "/tmp/kept/%s", *name);
		make(path, strcmp(*name, "short") ? "as it was\n" : text);
	}
	make("/tmp/kept/input", text);
	make("/tmp/kept/mapped", text);
	input = open("/tmp/kept/input", O_RDONLY);
	log_file = open("/tmp/kept/log", O_CREAT | O_RDWR | O_APPEND, 0644);
	console = open("/dev/console", O_RDWR | O_NOCTTY);
	events = eventfd(7, EFD_NONBLOCK);
	if (pipe2(ends, O_NONBLOCK) || write(ends[1], "pipe's content", 14) != 14)
		abort();
	shared = mmap(NULL, 8192, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
	shared[0] = 100;
	mapped = mmap(NULL, 8192, PROT_READ | PROT_WRITE, MAP_SHARED,
		open("/tmp/kept/mapped", O_RDWR), 0);
	mapped[0] = 0x31313131;
	signal(SIGUSR1, on_signal);
}

int main(void)
{
	pthread_t threads[3];
	eventfd_t count = 0;
	char rest[32] = {0};
	struct termios settings;
	struct sysinfo system;
	struct stat st;

	main_thread = pthread_self();
	prepare();
	setvbuf(stdout, NULL, _IOFBF, 65536);
	printf("before: pid %d\n", getpid());
	fflush(stdout);
	pthread_create(&threads[0], NULL, reader, "a");
	pthread_create(&threads[1], NULL, reader, "b");
	pthread_create(&threads[2], NULL, changer, NULL);
	for (int i = 0; i < 3; i++)
		pthread_join(threads[i], NULL);
	list("/tmp/kept");
	eventfd_read(events, &count);
	fstat(ends[0], &st);
	printf("offset %ld, events %d, rest of the pipe '%s' (%d, ino %lu)\n",
		(long)lseek(input, 0, SEEK_CUR), (int)count, rest,
		(int)read(ends[0], rest, sizeof(rest) - 1), (unsigned long)st.st_ino);
	tcgetattr(console, &settings);
	printf("settings %x\n", settings.c_lflag);
	show("/proc/sys/kernel/randomize_va_space");
	printf("shared %d %d, mapped %x, flags %o, signals %d, pid %d tid %d\n", shared[0],
		shared[1], mapped[50], fcntl(log_file, F_GETFL), signals, getpid(),
		(int)syscall(SYS_gettid));
	show("/proc/self/stat");
	show("/proc/self/status");
	show("/proc/stat");
	show("/proc/meminfo");
	show("/proc/loadavg");
	sysinfo(&system);
	printf("%lu of %lu free\n", system.freeram, system.totalram);
	fflush(stdout);
	if (lseek(input, 0, SEEK_CUR) != 200 || count != 12 || shared[0] != 102 || !signals)
		return 1;
	return 0;
}
