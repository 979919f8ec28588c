/* SPDX-License-Identifier: MIT */
/*
 * a script is run by the interpreter of its first line.
 */
#include <abi.h>

static void make(const char *name, const char *text)
{
	int fd = open(name, O_CREAT | O_WRONLY | O_TRUNC, 0755);

	write(fd, text, strlen(text));
	close(fd);
}

static void run(const char *name)
{
	pid_t pid = fork();
	int status;

	if (pid == 0) {
		char *args[] = {"zero", "one", "two", NULL}, *env[] = {NULL};

		SHOW(execve(name, args, env));
		_exit(1);
	}
	waitpid(pid, &status, 0);
	show_status(name, status);
}

int main(int argc, char **argv)
{
	char path[256], script[400];
	ssize_t n;

	if (argc > 1) {
		for (int i = 0; i < argc; i++)
			out("arg %d: %s", i,
				strstr(argv[i], "exec_shebang") ? "interpreter" : argv[i]);
		return argc;
	}
	n = readlink("/proc/self/exe", path, sizeof(path) - 1);
	path[n > 0 ? n : 0] = 0;
	symlink(path, "exec_shebang");
	make("plain", "#!./exec_shebang\n");
	make("argument", "#! \t./exec_shebang  -a b c \t\nrest\n");
	make("missing", "#!./none\n");
	make("nothing", "#!\n");
	make("nothing2", "#!   \n");
	make("nested", "#!./plain x\n");
	make("loop", "#!./loop\n");
	snprintf(script, sizeof(script), "#!./exec_shebang %0300d\n", 1);
	make("long", script);
	run("plain");
	run("./argument");
	run("missing");
	run("nothing");
	run("nothing2");
	run("nested");
	run("loop");
	return 0;
}
