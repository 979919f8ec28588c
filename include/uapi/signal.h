/* SPDX-License-Identifier: MIT */
/*
 * Signals of the Linux ABI, the same on all three architectures except for the width of long
 * (signal(7), sigaction(2), sigaltstack(2)).
 */
#pragma once
#include <stddef.h>
#include <stdint.h>

#define SIGHUP    1
#define SIGINT    2
#define SIGQUIT   3
#define SIGILL    4
#define SIGTRAP   5
#define SIGABRT   6
#define SIGBUS    7
#define SIGFPE    8
#define SIGKILL   9
#define SIGUSR1   10
#define SIGSEGV   11
#define SIGUSR2   12
#define SIGPIPE   13
#define SIGALRM   14
#define SIGTERM   15
#define SIGSTKFLT 16
#define SIGCHLD   17
#define SIGCONT   18
#define SIGSTOP   19
#define SIGTSTP   20
#define SIGTTIN   21
#define SIGTTOU   22
#define SIGURG    23
#define SIGXCPU   24
#define SIGXFSZ   25
#define SIGVTALRM 26
#define SIGPROF   27
#define SIGWINCH  28
#define SIGIO     29
#define SIGPWR    30
#define SIGSYS    31
#define SIGRTMIN  32
#define SIGRTMAX  64

#define SIG_DFL ((uintptr_t)0)
#define SIG_IGN ((uintptr_t)1)

#define SA_NOCLDSTOP 0x00000001u
#define SA_NOCLDWAIT 0x00000002u
#define SA_SIGINFO   0x00000004u
#define SA_RESTORER  0x04000000u
#define SA_ONSTACK   0x08000000u
#define SA_RESTART   0x10000000u
#define SA_NODEFER   0x40000000u
#define SA_RESETHAND 0x80000000u

#define SIG_BLOCK   0
#define SIG_UNBLOCK 1
#define SIG_SETMASK 2

/* si_code */
#define SI_USER       0
#define SI_KERNEL     0x80
#define SI_QUEUE      (-1)
#define SI_TIMER      (-2)
#define SI_TKILL      (-6)
#define ILL_ILLOPC    1
#define ILL_ILLOPN    2
#define FPE_INTDIV    1
#define FPE_FLTDIV    3
#define FPE_FLTOVF    4
#define FPE_FLTUND    5
#define FPE_FLTRES    6
#define FPE_FLTINV    7
#define SEGV_MAPERR   1
#define SEGV_ACCERR   2
#define BUS_ADRALN    1
#define BUS_ADRERR    2
#define TRAP_BRKPT    1
#define TRAP_TRACE    2
#define CLD_EXITED    1
#define CLD_KILLED    2
#define CLD_DUMPED    3
#define CLD_STOPPED   5
#define CLD_CONTINUED 6

#define SS_ONSTACK    1
#define SS_DISABLE    2
#define SS_AUTODISARM (1u << 31)

union linux_sigval {
	int number;
	uintptr_t pointer;
};

#define SIGINFO_SIZE 128 /* the size that programs see; zero behind struct linux_siginfo */

/* The part with contents. */
struct linux_siginfo {
	int signo, error, code;
	union {
		struct {
			int pid;
			unsigned uid;
			union linux_sigval value;
		} from; /* kill, sigqueue */
		struct {
			int id, overrun;
			union linux_sigval value;
		} timer;
		struct {
			int pid;
			unsigned uid;
			int status;
			long utime, stime;
		} child;
		struct {
			uintptr_t addr;
		} fault;
		struct {
			long band;
			int fd;
		} poll;
	};
};
#define SIGINFO_REST (SIGINFO_SIZE - sizeof(struct linux_siginfo))

struct linux_stack {
	uintptr_t sp;
	int flags;
	size_t size;
};

/* Notification of timer_create(2). */
#define SIGEV_SIGNAL    0
#define SIGEV_NONE      1
#define SIGEV_THREAD    2
#define SIGEV_THREAD_ID 4

struct linux_sigevent {
	union linux_sigval value;
	int signo, notify, tid;
	int pad[(64 - sizeof(union linux_sigval)) / sizeof(int) - 3];
};
_Static_assert(sizeof(struct linux_sigevent) == 64, "the ABI's size");

/* Sets of signals: signal n is bit n - 1. */
#define SIGNAL_BIT(signal)  ((uint64_t)1 << ((signal)-1))
#define SIGNALS_UNBLOCKABLE (SIGNAL_BIT(SIGKILL) | SIGNAL_BIT(SIGSTOP))
