/* SPDX-License-Identifier: MIT */
/*
 * Starting QEMU. The ramdisk is a file in memory, which QEMU opens by the path of its descriptor,
 * so that there is no file to clean up.
 */
#include "machine.h"
#include "devicetree.h"
#include "util.h"
#include <elf.h>
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <unistd.h>

#define ARGUMENTS_MAX 48

/* The folder of this command's executable; to be freed. */
static char *own_folder(void)
{
	char self[PATH_MAX];
	ssize_t length = readlink("/proc/self/exe", self, sizeof(self) - 1);

	self[length > 0 ? length : 0] = '\0';
	if (strrchr(self, '/'))
		*strrchr(self, '/') = '\0';
	return xstrdup(self);
}

char *machine_script(const char *name)
{
	static const char *const forms[] = {"%s/../share/heddle/%s", "%s/../../scripts/%s"};
	char *self = own_folder();

	for (size_t i = 0; i < ARRAY_SIZE(forms); i++) {
		char *path;

		if (asprintf(&path, forms[i], self, name) < 0)
			die("out of memory");
		if (access(path, R_OK) == 0) {
			free(self);
			return path;
		}
		free(path);
	}
	die("%s: not found; `make install` installs it with the command", name);
}

char *machine_find(const struct arch *arch, const char *name)
{
	/* As `make install` puts the files; as the build does, beside the command or one folder
	 * deeper. */
	static const char *const forms[] = {"%s/../share/heddle/%s/%s", "%s/../%s/%s",
		"%s/../%s/user/%s"};
	const char *given = getenv("HEDDLE_DIR");
	char *self = given ? xstrdup(given) : own_folder(), *found = NULL;

	for (size_t i = 0; i < (given ? 1 : ARRAY_SIZE(forms)) && !found; i++) {
		char *path;

		if (asprintf(&path, given ? "%s/%s/%s" : forms[i], self, arch->name, name) < 0)
			die("out of memory");
		if (access(path, R_OK) == 0)
			found = path;
		else
			free(path);
	}
	free(self);
	return found;
}

char *machine_file(const struct arch *arch, const char *name)
{
	const char *given = getenv("HEDDLE_DIR");
	char *path = machine_find(arch, name);

	if (!path && given)
		die("%s/%s/%s: %s", given, arch->name, name, strerror(errno));
	if (!path)
		die("%s for %s is neither installed nor built; build it with make ARCH=%s", name,
			arch->name, arch->name);
	return path;
}

struct arguments {
	char *words[ARGUMENTS_MAX + 1];
	size_t count;
};

/* Add words separated by spaces. add_value() adds a value that may contain spaces. */
static void add_words(struct arguments *arguments, const char *text)
{
	char *copy = xstrdup(text), *save = NULL;

	for (char *word = strtok_r(copy, " ", &save); word; word = strtok_r(NULL, " ", &save))
		if (arguments->count < ARGUMENTS_MAX)
			arguments->words[arguments->count++] = xstrdup(word);
	free(copy);
}

static void add_value(struct arguments *arguments, const char *option, char *value)
{
	add_words(arguments, option);
	if (arguments->count < ARGUMENTS_MAX)
		arguments->words[arguments->count++] = value;
}

static bool is_riscv(const struct machine_options *options)
{
	return options->arch->elf_machine == EM_RISCV;
}

static void add_icount(struct arguments *arguments, const struct machine_options *options)
{
	struct text value = {0};

	text_addf(&value, "shift=0,sleep=off");
	if (options->record)
		text_addf(&value, ",rr=%s,rrfile=%s", options->gdb ? "replay" : "record",
			options->record);
	add_value(arguments, "-icount", value.data);
}

static void make_arguments(struct arguments *arguments, const struct machine_options *options,
	int devicetree)
{
	const char *other = getenv("HEDDLE_QEMU");

	arguments->words[arguments->count++] = xstrdup(other ? other : options->arch->qemu);
	add_words(arguments, "-nodefaults -no-user-config -display none -no-reboot -monitor none");
	if (is_riscv(options)) {
		/* OpenSBI probes memory protection and counters, which takes time, and QEMU checks
		 * memory protection at each TLB miss. */
		add_words(arguments, "-machine virt -cpu rv64,pmp=off,pmu-num=0 -bios default");
	} else {
		/* Only a machine with several CPUs needs the ACPI tables; without them it boots
		 * sooner. */
		add_words(arguments,
			options->cpus > 1 ? "-machine microvm" : "-machine microvm,acpi=off");
		add_words(arguments, "-device isa-debug-exit,iobase=0xf4,iosize=4");
	}
	if (options->serial < 0) {
		add_words(arguments, "-accel tcg,thread=multi"
				     " -chardev stdio,id=line,signal=off -serial chardev:line");
		if (!is_riscv(options))
			add_words(arguments, "-cpu max");
	} else {
		add_words(arguments, "-rtc base=2020-01-01,clock=vm -seed 1");
		add_icount(arguments, options);
		/* With ERMS, QEMU counts a string instruction once for each byte. Random numbers of
		 * RDRAND and RDSEED would not be the same in a replay. */
		if (!is_riscv(options))
			add_words(arguments, "-cpu max,-erms,-rdrand,-rdseed");
		add_value(arguments, "-serial",
			xasprintf("file:/proc/self/fd/%d", options->serial));
	}
	if (options->gdb) {
		add_words(arguments, "-S -gdb chardev:gdb");
		add_value(arguments, "-chardev",
			xasprintf("socket,id=gdb,fd=%d,server=on,wait=off", options->gdb));
	}
	if (devicetree >= 0)
		add_value(arguments, "-dtb", xasprintf("/proc/self/fd/%d", devicetree));
	add_value(arguments, "-smp", xasprintf("%u", options->cpus));
	add_value(arguments, "-m", xasprintf("%uM", options->memory_mib));
	add_value(arguments, "-kernel", xstrdup(options->kernel));
	add_value(arguments, "-initrd", xasprintf("/proc/self/fd/%d", options->ramdisk));
	add_value(arguments, "-append", xstrdup(options->words));
	arguments->words[arguments->count] = NULL;
}

static __attribute__((noreturn)) void become_machine(const struct machine_options *options,
	int devicetree, char *const *words, int in, int out, pid_t parent)
{
	sigset_t none;

	/* Out of the terminal's foreground: this command ends it, not Ctrl-C. */
	setpgid(0, 0);
	prctl(PR_SET_PDEATHSIG, SIGKILL);
	if (getppid() != parent)
		_exit(EXIT_RUN_FAILED);
	signal(SIGPIPE, SIG_DFL);
	sigemptyset(&none);
	sigprocmask(SIG_SETMASK, &none, NULL);
	fcntl(options->ramdisk, F_SETFD, 0);
	if (devicetree >= 0)
		fcntl(devicetree, F_SETFD, 0);
	if (options->serial >= 0)
		fcntl(options->serial, F_SETFD, 0);
	if (options->gdb)
		fcntl(options->gdb, F_SETFD, 0);
	if (dup2(in, 0) == 0 && dup2(out, 1) == 1)
		execvp(words[0], words);
	if (errno == ENOENT)
		warn("%s: not found (Debian's package %s)", words[0], options->arch->package);
	else
		warn("%s: %s", words[0], strerror(errno));
	_exit(EXIT_RUN_FAILED);
}

/* Make a pipe whose ends have numbers above those of the standard streams. */
static void make_pipe(int ends[2])
{
	if (pipe2(ends, O_CLOEXEC))
		die("cannot create a pipe: %s", strerror(errno));
	for (int i = 0; i < 2; i++)
		if (ends[i] <= 2) {
			int higher = fcntl(ends[i], F_DUPFD_CLOEXEC, 3);

			close(ends[i]);
			ends[i] = higher;
		}
}

static void fork_machine(struct machine *machine, const struct machine_options *options, int in,
	int out)
{
	struct arguments arguments = {.count = 0};
	pid_t self = getpid();
	int devicetree = -1;

	if (is_riscv(options))
		devicetree =
			devicetree_make(options->cpus, options->memory_mib, options->serial >= 0);
	make_arguments(&arguments, options, devicetree);
	machine->pid = fork();
	if (machine->pid < 0)
		die("cannot create a process: %s", strerror(errno));
	if (machine->pid == 0)
		become_machine(options, devicetree, arguments.words, in, out, self);
	for (size_t i = 0; i < arguments.count; i++)
		free(arguments.words[i]);
	close(in);
	close(out);
	if (devicetree >= 0)
		close(devicetree);
}

void machine_start(struct machine *machine, const struct machine_options *options)
{
	int to[2], from[2];

	if (options->serial < 0) {
		make_pipe(to);
		make_pipe(from);
		machine->to = to[1];
		machine->from = from[0];
		fork_machine(machine, options, to[0], from[1]);
		return;
	}
	machine->to = machine->from = -1;
	to[0] = open("/dev/null", O_RDWR | O_CLOEXEC);
	from[1] = open("/dev/null", O_RDWR | O_CLOEXEC);
	if (to[0] < 0 || from[1] < 0)
		die("/dev/null: %s", strerror(errno));
	fork_machine(machine, options, to[0], from[1]);
}

bool machine_has_ended(const struct machine *machine)
{
	siginfo_t info = {0};

	return waitid(P_PID, (id_t)machine->pid, &info, WEXITED | WNOHANG | WNOWAIT) == 0 &&
	       info.si_pid == machine->pid;
}

int machine_end(struct machine *machine)
{
	int status = 0;

	kill(machine->pid, SIGKILL);
	while (waitpid(machine->pid, &status, 0) < 0 && errno == EINTR)
		;
	if (machine->to >= 0) {
		close(machine->to);
		close(machine->from);
	}
	return status;
}
