/* SPDX-License-Identifier: MIT */
/*
 * Sending signals to processes, groups and threads. Signal 0 only checks that the target exists and
 * may be signalled.
 */
#include <kernel/proc/process.h>
#include <kernel/proc/thread.h>
#include <kernel/proc/user_thread.h>
#include <kernel/sys/syscall.h>
#include <mm/usercopy.h>
#include <uapi/errno.h>

static void set_from_self(struct linux_siginfo *info, int signal, int code)
{
	*info = (struct linux_siginfo){.signo = signal,
		.code = code,
		.from.pid = current_process()->pid};
}

/* Send to `process` if that is permitted. SIGCONT is always permitted within a session. 0, -EPERM
 * or the error of sending. Lock: thread_table_lock. */
static int send_locked(struct process *process, const struct linux_siginfo *info)
{
	const struct process *self = current_process();

	assert_locked(&thread_table_lock);
	if (!may_signal(&self->attributes.ids, &process->attributes.ids) &&
		!(info->signo == SIGCONT && process->sid == self->sid))
		return -EPERM;
	return info->signo ? signal_send_process_locked(process, info) : 0;
}

static int send_to_process(int pid, const struct linux_siginfo *info)
{
	struct process *process = current_process();
	int result = -ESRCH;

	spin_lock_irq(&thread_table_lock);
	if (pid == process->pid) /* always permitted */
		result = info->signo ? signal_send_process_locked(process, info) : 0;
	else if ((process = process_find_locked(pid)))
		result = send_locked(process, info);
	spin_unlock_irq(&thread_table_lock);
	return result;
}

struct many {
	int pgid; /* 0: all processes except init and the sender's */
	const struct linux_siginfo *info;
	int result; /* 0 once a process has received it */
};

static bool send_to_one_of(struct process *process, void *context)
{
	struct many *many = context;
	bool meant = many->pgid ? process->pgid == many->pgid
				: process != init_process && process != current_process();

	if (!meant)
		return false;
	if (many->result)
		many->result = send_locked(process, many->info);
	else
		send_locked(process, many->info);
	return false;
}

static int send_to_many(int pgid, const struct linux_siginfo *info)
{
	struct many many = {pgid, info, -ESRCH};
	unsigned long flags = spin_lock_irqsave(&thread_table_lock);

	process_for_each_locked(send_to_one_of, &many);
	spin_unlock_irqrestore(&thread_table_lock, flags);
	return many.result;
}

static bool is_signal(int signal)
{
	return signal >= 0 && signal <= SIGRTMAX;
}

SYSCALL(kill)
{
	struct linux_siginfo info;
	int pid = (int)a0;

	set_from_self(&info, (int)a1, SI_USER);
	if (!is_signal((int)a1))
		return -EINVAL;
	if (pid > 0)
		return send_to_process(pid, &info);
	if (pid == 0)
		return send_to_many(current_process()->pgid, &info);
	if (pid == -1)
		return send_to_many(0, &info);
	return pid == INT32_MIN ? -ESRCH : send_to_many(-pid, &info);
}

/* The thread `tid`, of the process `tgid` (0: of any). */
static long send_to_thread(int tgid, int tid, const struct linux_siginfo *info)
{
	unsigned long flags = spin_lock_irqsave(&thread_table_lock);
	struct thread *t = thread_find_locked(tid);
	int result = -ESRCH;

	if (t && (!tgid || t->process->pid == tgid)) {
		result = may_signal(&current_process()->attributes.ids, &t->process->attributes.ids)
				 ? 0
				 : -EPERM;
		if (!result && info->signo)
			result = signal_send_thread_locked(t, info);
	}
	spin_unlock_irqrestore(&thread_table_lock, flags);
	return result;
}

SYSCALL(tgkill)
{
	struct linux_siginfo info;

	set_from_self(&info, (int)a2, SI_TKILL);
	if ((int)a0 <= 0 || (int)a1 <= 0 || !is_signal((int)a2))
		return -EINVAL;
	return send_to_thread((int)a0, (int)a1, &info);
}

SYSCALL(tkill)
{
	struct linux_siginfo info;

	set_from_self(&info, (int)a1, SI_TKILL);
	if ((int)a0 <= 0 || !is_signal((int)a1))
		return -EINVAL;
	return send_to_thread(0, (int)a0, &info);
}

/* Codes of the kernel, kill() and tkill() name the sender: a process may only send them to
 * itself. */
static bool may_send_info(const struct linux_siginfo *info, int pid)
{
	return (info->code < 0 && info->code != SI_TKILL) || pid == current_process()->pid;
}

SYSCALL(rt_sigqueueinfo)
{
	struct linux_siginfo info;

	if (copy_from_user(&info, a2, sizeof(info)))
		return -EFAULT;
	info.signo = (int)a1;
	if (!may_send_info(&info, (int)a0))
		return -EPERM;
	if (!is_signal((int)a1))
		return -EINVAL;
	return send_to_process((int)a0, &info);
}

SYSCALL(rt_tgsigqueueinfo)
{
	struct linux_siginfo info;

	if (copy_from_user(&info, a3, sizeof(info)))
		return -EFAULT;
	info.signo = (int)a2;
	if ((int)a0 <= 0 || (int)a1 <= 0)
		return -EINVAL;
	if (!may_send_info(&info, (int)a0))
		return -EPERM;
	if (!is_signal((int)a2))
		return -EINVAL;
	return send_to_thread((int)a0, (int)a1, &info);
}
