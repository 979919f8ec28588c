/* SPDX-License-Identifier: MIT */
/*
 * Random system calls. Their numbers come from the kernel's own table (numbers.h is generated from
 * it). The table here gives the kinds of their arguments, a letter each, so that most calls get
 * past the first check: f descriptor, F the same or AT_FDCWD, p path, b buffer, z size, S filled
 * structure, g flags, m mode, i small number, P process, s signal, a page address, l length in
 * pages, o offset, c clock, x anything.
 */
#include "hostile.h"
#include <fcntl.h>
#include <string.h>
#include <sys/syscall.h>
#include <unistd.h>

static const struct call {
	int number;
	const char *name;
} calls[] = {
#include "numbers.h"
};
#define CALLS (sizeof(calls) / sizeof(calls[0]))

static const char *const meanings[] = {"read fbz", "write fbz", "open pgm", "close f", "stat pS",
	"fstat fS", "lstat pS", "lseek foi", "ioctl fgS", "pread64 fbzo", "pwrite64 fbzo",
	"pread64_pair fbzoo", "pwrite64_pair fbzoo", "readv fSi", "writev fSi", "access pi",
	"pipe S", "dup f", "dup2 ff", "dup3 ffg", "sendfile ffSz", "sendfile64 ffSz", "fcntl fiS",
	"fcntl64 fiS", "flock fi", "fsync f", "fdatasync f", "truncate po", "ftruncate fo",
	"truncate64 poo", "ftruncate64 foo", "getdents fbz", "getdents64 fbz", "getcwd bz",
	"chdir p", "fchdir f", "rename pp", "mkdir pm", "rmdir p", "creat pm", "link pp",
	"unlink p", "symlink pp", "readlink pbz", "chmod pm", "fchmod fm", "chown pxx",
	"fchown fxx", "lchown pxx", "umask m", "utime pS", "mknod pmx", "statfs pS", "fstatfs fS",
	"chroot p", "fadvise64 fozi", "utimes pS", "openat Fpgm", "mkdirat Fpm", "mknodat Fpmx",
	"fchownat Fpxxg", "futimesat FpS", "newfstatat FpSg", "fstatat64 FpSg", "unlinkat Fpg",
	"renameat FpFp", "linkat FpFpg", "symlinkat pFp", "readlinkat Fpbz", "fchmodat Fpm",
	"faccessat Fpi", "utimensat FpSg", "utimensat_time64 FpSg", "fallocate fioo",
	"fallocate_pair fiooo", "pipe2 Sg", "preadv fSio", "pwritev fSio", "syncfs f",
	"renameat2 FpFpi", "copy_file_range fSfSzi", "preadv2 fSioog", "pwritev2 fSioog",
	"statx FpggS", "close_range ffi", "faccessat2 Fpig", "fchmodat2 Fpmg", "poll Sii",
	"select iSSSS", "eventfd i", "eventfd2 ig", "epoll_create i", "epoll_create1 g",
	"epoll_wait fSii", "epoll_ctl fifS", "epoll_pwait fSiiSi", "epoll_pwait2 fSiSSi",
	"pselect6 iSSSSS", "ppoll SiSSi", "ppoll_time64 SiSSi", "timerfd_create cg",
	"timerfd_settime fiSS", "timerfd_settime64 fiSS", "timerfd_gettime fS", "memfd_create pg",
	"signalfd fSz", "signalfd4 fSzg", "socket iii", "connect fSi", "accept fSS",
	"sendto fbzgSi", "recvfrom fbzgSS", "sendmsg fSg", "recvmsg fSg", "shutdown fi", "bind fSi",
	"listen fi", "getsockname fSS", "getpeername fSS", "socketpair iiiS", "setsockopt fiiSi",
	"getsockopt fiiSS", "accept4 fSSg", "socketcall iS", "_llseek fooSi", "stat64 pS",
	"fstat64 fS", "rt_sigaction sSSi", "rt_sigprocmask iSSi", "rt_sigpending Si",
	"rt_sigtimedwait SSSi", "rt_sigqueueinfo PsS", "rt_sigsuspend Si", "sigaltstack SS",
	"kill Ps", "tkill Ps", "tgkill PPs", "rt_tgsigqueueinfo PPsS", "sigaction sSS", "signal sa",
	"sigprocmask iSS", "futex SixSSx", "futex_time64 SixSSx", "set_robust_list Sz",
	"get_robust_list PSS", "mmap alggfo", "mmap2 alggfi", "munmap al", "mprotect ali",
	"mremap allia", "brk a", "madvise ali", "msync ali", "mincore alb", "mlock al",
	"munlock al", "sched_setaffinity PzS", "sched_getaffinity PzS", "sched_setscheduler PiS",
	"sched_setparam PS", "sched_setattr PSi", "sched_getattr PSii", "setpriority iPi",
	"getpriority iP", "nanosleep SS", "clock_nanosleep ciSS", "clock_gettime cS",
	"clock_getres cS", "clock_settime cS", "timer_create cSS", "timer_settime iiSS",
	"timer_gettime iS", "timer_getoverrun i", "timer_delete i", "setitimer iSS", "getitimer iS",
	"alarm i", "wait4 PSgS", "waitid iPSgS", "setpgid PP", "getpgid P", "getsid P",
	"prctl ixxxx", "prlimit64 PiSS", "setrlimit iS", "getrlimit iS", "getrandom bzg",
	"execve pSS", "clone gaSSa", "clone_backwards gaSaS", "clone3 Sz", "arch_prctl ga",
	"set_thread_area S", "personality x", "membarrier iii", "getgroups iS", "setgroups iS",
	"uname S", "sysinfo S", "getrusage iS", "times S", "gettimeofday SS", "set_tid_address S",
	"mount ppppx", "umount2 pg", "inotify_add_watch fpx", "splice fSfSzg", "tee ffzg",
	"vmsplice fSzg", "sendmmsg fSig", "recvmmsg fSigS", "pidfd_open Pg",
	"process_vm_readv PSiSii", "rseq Sigx", "ptrace iPax"};

long raw_call(long number, const unsigned long a[6])
{
	return syscall(number, a[0], a[1], a[2], a[3], a[4], a[5]);
}

static unsigned long any_process(struct random *r)
{
	switch (below(r, 8)) {
	case 0:
		return any_value(r);
	case 1:
		return (unsigned long)-1;
	case 2:
		return 0;
	case 3:
		return below(r, 3);
	case 4:
		return (unsigned long)-(long)getpid();
	case 5:
		return (unsigned long)getpid() + below(r, 16) - 8;
	default:
		return (unsigned long)getpid();
	}
}

static unsigned long any_flags(struct random *r)
{
	unsigned long flags = 0;

	if (once_in(r, 8))
		return any_value(r);
	for (unsigned i = below(r, 5); i > 0; i--)
		flags |= 1ul << below(r, once_in(r, 3) ? 32 : 13);
	return flags;
}

static unsigned long argument(struct random *r, char meaning)
{
	if (once_in(r, 16))
		return any_value(r);
	switch (meaning) {
	case 'f':
		return any_descriptor(r);
	case 'F':
		return once_in(r, 2) ? (unsigned long)AT_FDCWD : any_descriptor(r);
	case 'p':
		return any_path(r);
	case 'b':
		return any_pointer(r);
	case 'z':
		return any_size(r);
	case 'S':
		return any_struct(r);
	case 'g':
		return any_flags(r);
	case 'm':
		return below(r, 0200000);
	case 'i':
		return below(r, 20);
	case 'P':
		return any_process(r);
	case 's':
		return below(r, 66);
	case 'a':
		return any_pointer(r) & ~(PAGE - 1);
	case 'l':
		return PAGE * below(r, 10);
	case 'o':
		return once_in(r, 3) ? any_value(r) : below(r, 20000);
	case 'c':
		return once_in(r, 3) ? any_value(r) : below(r, 12);
	default:
		return any_value(r);
	}
}

static const char *meaning_of(const char *name)
{
	size_t n = strlen(name);

	for (size_t i = 0; i < sizeof(meanings) / sizeof(meanings[0]); i++)
		if (!strncmp(meanings[i], name, n) && meanings[i][n] == ' ')
			return meanings[i] + n + 1;
	return "";
}

/* Calls that end the caller at once are rare. */
static bool is_final(const char *name)
{
	return !strcmp(name, "exit") || !strcmp(name, "exit_group") || !strcmp(name, "execve") ||
	       strstr(name, "sigreturn");
}

void make_calls(struct random *r, unsigned count)
{
	size_t favourite = below(r, CALLS);

	for (unsigned i = 0; i < count; i++) {
		size_t which = once_in(r, 4) ? favourite : below(r, CALLS);
		const char *meaning = meaning_of(calls[which].name);
		long number = once_in(r, 50) ? (long)any_value(r) : calls[which].number;
		unsigned long a[6];

		if (is_final(calls[which].name) && !once_in(r, 40))
			continue;
		for (int j = 0; j < 6; j++) {
			a[j] = argument(r, *meaning);
			meaning += !!*meaning;
		}
		raw_call(number, a);
		if (once_in(r, 100))
			favourite = below(r, CALLS);
	}
}
