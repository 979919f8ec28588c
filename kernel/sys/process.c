/* SPDX-License-Identifier: MIT */
/*
 * System calls about processes and threads: ids, clone, execve, exit, wait (clone(2), execve(2),
 * wait4(2), waitid(2), setpgid(2), setsid(2)).
 */
#include <kernel/exec/args.h>
#include <kernel/exec/exec.h>
#include <kernel/proc/clone.h>
#include <kernel/proc/process.h>
#include <kernel/proc/thread.h>
#include <kernel/proc/user_thread.h>
#include <kernel/sys/syscall.h>
#include <kernel/sys/time.h>
#include <mm/page.h>
#include <mm/usercopy.h>
#include <uapi/errno.h>
#include <uapi/signal.h>
#include <uapi/wait.h>

SYSCALL(getpid)
{
	return current_process()->pid;
}

SYSCALL(gettid)
{
	return current_thread()->tid;
}

SYSCALL(getppid)
{
	return READ_ONCE(current_process()->parent)->pid;
}

SYSCALL(exit)
{
	process_note_exit(current_process(), EXIT_STATUS_CODE(a0));
	thread_exit(a0);
}

SYSCALL(exit_group)
{
	process_end(current_process(), EXIT_STATUS_CODE(a0));
	thread_exit(a0);
}

SYSCALL(set_tid_address)
{
	current_user()->clear_tid = a0;
	return current_thread()->tid;
}

static long clone_with(unsigned long flags, uintptr_t stack, uintptr_t parent_tid,
	uintptr_t child_tid, uintptr_t tls)
{
	return clone_thread(&(struct clone_request){
		.flags = (uint32_t)flags & ~(uint32_t)CLONE_SIGNAL_MASK,
		.exit_signal = (int)(flags & CLONE_SIGNAL_MASK),
		.stack = stack,
		.parent_tid = parent_tid,
		.child_tid = child_tid,
		.tls = tls,
	});
}

SYSCALL(clone)
{
	return clone_with(a0, a1, a2, a3, a4);
}

/* clone() with the last two arguments swapped. */
SYSCALL(clone_backwards)
{
	return clone_with(a0, a1, a2, a4, a3);
}

SYSCALL(fork)
{
	return clone_with(SIGCHLD, 0, 0, 0, 0);
}

SYSCALL(vfork)
{
	return clone_with(CLONE_VFORK | CLONE_VM | SIGCHLD, 0, 0, 0, 0);
}

/* Check the `n` bytes of a newer structure that this kernel does not know: they must be zero. 0,
 * -E2BIG or -EFAULT. */
static int check_rest(uintptr_t from, size_t n)
{
	uint64_t word;

	for (; n >= sizeof(word); from += sizeof(word), n -= sizeof(word)) {
		if (copy_from_user(&word, from, sizeof(word)))
			return -EFAULT;
		if (word)
			return -E2BIG;
	}
	return 0;
}

SYSCALL(clone3)
{
	struct linux_clone_args args = {0};
	int error;

	if (a1 > PAGE_SIZE)
		return -E2BIG;
	if (a1 < CLONE_ARGS_SIZE_VER0)
		return -EINVAL;
	error = a1 > sizeof(args) ? check_rest(a0 + sizeof(args), a1 - sizeof(args)) : 0;
	if (error)
		return error;
	if (copy_from_user(&args, a0, MIN(a1, (unsigned long)sizeof(args))))
		return -EFAULT;
	if (args.flags & (CLONE_SIGNAL_MASK | CLONE_DETACHED) || args.exit_signal > SIGRTMAX ||
		!args.stack != !args.stack_size || (args.flags & CLONE_THREAD && args.exit_signal))
		return -EINVAL;
	return clone_thread(&(struct clone_request){
		.flags = args.flags,
		.exit_signal = (int)args.exit_signal,
		.stack = (uintptr_t)(args.stack + args.stack_size),
		.parent_tid = (uintptr_t)args.parent_tid,
		.child_tid = (uintptr_t)args.child_tid,
		.tls = (uintptr_t)args.tls,
	});
}

static int exec_user(const char *path, uintptr_t argv, uintptr_t envp)
{
	struct args args;
	int count, error = args_init(&args);

	if (error)
		return error;
	count = args_add_user(&args, argv);
	if (count >= 0) {
		args.argc = (unsigned)count;
		if (count == 0) /* programs expect argv[0] to exist */
			count = args_add(&args, "");
		if (count >= 0)
			count = args_add_user(&args, envp);
	}
	if (count >= 0) {
		args.envc = (unsigned)count;
		error = process_exec(path, &args);
	} else {
		error = count;
	}
	args_free(&args);
	return error;
}

SYSCALL(execve)
{
	struct page *page = page_alloc(0);
	int result;

	if (!page)
		return -ENOMEM;
	result = path_from_user(page_address(page), a0);
	if (result >= 0)
		result = exec_user(page_address(page), a1, a2);
	page_put(page);
	return result;
}

SYSCALL(wait4)
{
	struct child_wait wait = {.pid = (int)a0, .options = (int)a2 | WEXITED};
	int pid;

	if ((unsigned)a2 &
		~(unsigned)(WNOHANG | WUNTRACED | WCONTINUED | __WNOTHREAD | __WALL | __WCLONE))
		return -EINVAL;
	if (wait.pid == INT32_MIN)
		return -ESRCH;
	pid = process_wait_child(&wait);
	if (pid == -EINTR)
		return -ERESTARTSYS;
	if (pid > 0 && a1 && copy_to_user(a1, &wait.status, sizeof(wait.status)))
		return -EFAULT;
	if (pid > 0 && a3 && rusage_to_user(a3, &(struct rusage_figures){.cpu = wait.usage}))
		return -EFAULT;
	return pid;
}

SYSCALL(waitpid)
{
	return sys_wait4(a0, a1, a2, 0, 0, 0);
}

/* Translate wait status `status` of child `pid` to siginfo. */
static void describe_status(struct linux_siginfo *info, int pid, int status)
{
	*info = (struct linux_siginfo){.signo = SIGCHLD};
	info->child.pid = pid;
	if (status == EXIT_STATUS_CONTINUED) {
		info->code = CLD_CONTINUED;
		info->child.status = SIGCONT;
	} else if ((status & 0xff) == 0x7f) {
		info->code = CLD_STOPPED;
		info->child.status = status >> 8;
	} else if (status & 0x7f) {
		info->code = CLD_KILLED;
		info->child.status = status & 0x7f;
	} else {
		info->code = CLD_EXITED;
		info->child.status = status >> 8;
	}
}

/* Translate waitid()'s arguments to the pid argument of wait4(). 0 or -EINVAL. */
static int waited_pid(int kind, int id, int *pid)
{
	switch (kind) {
	case P_ALL:
		*pid = -1;
		return 0;
	case P_PID:
		*pid = id;
		return id > 0 ? 0 : -EINVAL;
	case P_PGID:
		*pid = -id;
		return id >= 0 ? 0 : -EINVAL;
	default:
		return -EINVAL;
	}
}

SYSCALL(waitid)
{
	const unsigned long kinds = WEXITED | WSTOPPED | WCONTINUED;
	struct child_wait wait = {.options = (int)a3};
	struct linux_siginfo info = {0};
	int pid, error;

	if (a3 & ~(kinds | WNOHANG | WNOWAIT | __WNOTHREAD | __WALL | __WCLONE) || !(a3 & kinds))
		return -EINVAL;
	error = waited_pid((int)a0, (int)a1, &wait.pid);
	if (error)
		return error;
	pid = process_wait_child(&wait);
	if (pid < 0)
		return pid == -EINTR ? -ERESTARTSYS : pid;
	if (pid && a4 && rusage_to_user(a4, &(struct rusage_figures){.cpu = wait.usage}))
		return -EFAULT;
	if (pid)
		describe_status(&info, pid, wait.status);
	/* Copy the structure only up to its last field in use. */
	return a2 ? copy_to_user(a2, &info,
			    offsetof(struct linux_siginfo, child.status) + sizeof(int))
		  : 0;
}

/* The process `pid` (0: the current one); NULL: none. Lock: thread_table_lock. */
static struct process *find_locked(int pid)
{
	assert_locked(&thread_table_lock);
	return pid ? process_find_locked(pid) : current_process();
}

static bool group_exists(struct process *process, void *context)
{
	const int *wanted = context; /* process group, session */

	return process->pgid == wanted[0] && process->sid == wanted[1];
}

/* setpgid(): 0 or -errno. Lock: thread_table_lock. */
static int set_group_locked(int pid, int pgid)
{
	struct process *self = current_process(), *process = find_locked(pid);
	int wanted[2] = {pgid ? pgid : pid ? pid : self->pid, self->sid};

	assert_locked(&thread_table_lock);
	if (!process || (process != self && process->parent != self))
		return -ESRCH;
	if (process->sid != self->sid)
		return -EPERM;
	if (process != self && process->executed)
		return -EACCES;
	if (process->sid == process->pid)
		return -EPERM;
	if (wanted[0] != process->pid && !process_for_each_locked(group_exists, wanted))
		return -EPERM;
	process->pgid = wanted[0];
	return 0;
}

SYSCALL(setpgid)
{
	unsigned long flags;
	int result;

	if ((int)(a1 ? a1 : a0) < 0)
		return -EINVAL;
	flags = spin_lock_irqsave(&thread_table_lock);
	result = set_group_locked((int)a0, (int)a1);
	spin_unlock_irqrestore(&thread_table_lock, flags);
	return result;
}

SYSCALL(getpgid)
{
	unsigned long flags = spin_lock_irqsave(&thread_table_lock);
	struct process *process = find_locked((int)a0);
	int result = process ? process->pgid : -ESRCH;

	spin_unlock_irqrestore(&thread_table_lock, flags);
	return result;
}

SYSCALL(getpgrp)
{
	return READ_ONCE(current_process()->pgid);
}

SYSCALL(getsid)
{
	unsigned long flags = spin_lock_irqsave(&thread_table_lock);
	struct process *process = find_locked((int)a0);
	int result = process ? process->sid : -ESRCH;

	spin_unlock_irqrestore(&thread_table_lock, flags);
	return result;
}

static bool is_group_of(struct process *process, void *context)
{
	return process->pgid == *(const int *)context;
}

SYSCALL(setsid)
{
	struct process *self = current_process();
	unsigned long flags = spin_lock_irqsave(&thread_table_lock);
	int result = -EPERM;

	if (!process_for_each_locked(is_group_of, &self->pid)) {
		self->sid = self->pgid = self->pid;
		result = self->sid;
	}
	spin_unlock_irqrestore(&thread_table_lock, flags);
	return result;
}
