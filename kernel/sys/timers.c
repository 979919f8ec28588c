/* SPDX-License-Identifier: MIT */
/*
 * Timers that send signals: timer_create(2) and related calls, setitimer(2), alarm(2).
 */
#include <kernel/proc/process.h>
#include <kernel/proc/thread.h>
#include <kernel/signal/posix_timer.h>
#include <kernel/sys/syscall.h>
#include <kernel/sys/time.h>
#include <mm/usercopy.h>
#include <uapi/errno.h>

#define TIMERS_MAX 1024 /* per process */

static struct process_timers *own_timers(void)
{
	return &current_process()->timers;
}

/* Set the timer's signal and its receiver from the user's sigevent. 0 or -EINVAL. */
static int read_event(const struct linux_sigevent *event, struct posix_timer *timer)
{
	struct linux_siginfo *info = &timer->entry.info;
	const struct thread *t;
	unsigned long flags;
	bool known;

	switch (event->notify) {
	case SIGEV_THREAD_ID:
		flags = spin_lock_irqsave(&thread_table_lock);
		t = thread_find_locked(event->tid);
		known = t && t->process == current_process();
		spin_unlock_irqrestore(&thread_table_lock, flags);
		if (!known)
			return -EINVAL;
		timer->tid = event->tid;
		break;
	case SIGEV_NONE:
		timer->silent = true;
		return 0;
	case SIGEV_SIGNAL:
	case SIGEV_THREAD:
		break;
	default:
		return -EINVAL;
	}
	if (event->signo < 1 || event->signo > SIGRTMAX)
		return -EINVAL;
	info->signo = event->signo;
	info->timer.value = event->value;
	return 0;
}

/* Set the clock that the timer runs by. 0, -EINVAL or -EOPNOTSUPP. */
static int read_base(int clock, struct posix_timer *timer)
{
	bool user = clock < 0 && (clock & 3) == 1; /* CPUCLOCK_VIRT */
	uint64_t ns;

	timer->clock = clock;
	timer->wall = clock_is_wall(clock);
	if (clock_can_wait(clock))
		return 0;
	if (clock == LINUX_CLOCK_PROCESS_CPUTIME_ID || (clock < 0 && !(clock & 4))) {
		timer->base = user ? TIMER_BY_PROCESS_USER : TIMER_BY_PROCESS;
	} else if (clock == LINUX_CLOCK_THREAD_CPUTIME_ID || clock < 0) {
		timer->base = user ? TIMER_BY_THREAD_USER : TIMER_BY_THREAD;
		timer->tid = clock < 0 && ~(unsigned)clock >> 3 ? (int)(~(unsigned)clock >> 3)
								: current_thread()->tid;
	}
	if (clock_read(clock, &ns))
		return -EINVAL;
	return timer->base == TIMER_BY_CLOCK ? -EOPNOTSUPP : 0;
}

static int add_timer(const struct posix_timer *like, bool own_value, int *id)
{
	struct process_timers *timers = own_timers();
	struct posix_timer *timer;

	mutex_lock(&timers->lock);
	timer = timers->next_id < INT32_MAX ? posix_timer_create(like) : NULL;
	if (timer) {
		*id = timer->id = timers->next_id++;
		timer->entry.info.timer.id = timer->id;
		if (own_value)
			timer->entry.info.timer.value.number = timer->id;
		list_push_back(&timers->list, &timer->link);
	}
	mutex_unlock(&timers->lock);
	return timer ? 0 : -EAGAIN;
}

/* The current process's timer `id`; NULL: none. Lock: timers.lock. */
static struct posix_timer *find_timer_locked(unsigned long id)
{
	struct posix_timer *timer;

	assert_locked(&own_timers()->lock);
	list_for_each_entry(timer, &own_timers()->list, link)
		if (timer->id == (int)id)
			return timer;
	return NULL;
}

static long delete_timer(unsigned long id)
{
	struct process_timers *timers = own_timers();
	struct posix_timer *timer;

	mutex_lock(&timers->lock);
	timer = find_timer_locked(id);
	if (timer)
		posix_timer_delete(timer);
	mutex_unlock(&timers->lock);
	return timer ? 0 : -EINVAL;
}

SYSCALL(timer_create)
{
	struct posix_timer like = {
		.process = current_process(),
		.entry.info = {.signo = SIGALRM, .code = SI_TIMER},
	};
	struct linux_sigevent event;
	int error, id;

	if (a1 && copy_from_user(&event, a1, sizeof(event)))
		return -EFAULT;
	error = read_base((int)a0, &like);
	if (!error && a1)
		error = read_event(&event, &like);
	if (!error)
		error = add_timer(&like, !a1, &id);
	if (!error && copy_to_user(a2, &id, sizeof(id))) {
		delete_timer((unsigned long)id);
		error = -EFAULT;
	}
	return error;
}

SYSCALL(timer_delete)
{
	return delete_timer(a0);
}

SYSCALL(timer_getoverrun)
{
	struct process_timers *timers = own_timers();
	struct posix_timer *timer;
	int overrun = -EINVAL;

	mutex_lock(&timers->lock);
	timer = find_timer_locked(a0);
	if (timer)
		overrun = posix_timer_overrun(timer);
	mutex_unlock(&timers->lock);
	return overrun;
}

static int store_setting(uintptr_t to, const struct timer_setting *setting, bool is64)
{
	const struct linux_timespec64 interval = timespec_from_ns(setting->interval_ns),
				      value = timespec_from_ns(setting->value_ns);
	size_t size = is64 ? sizeof(struct linux_timespec64) : sizeof(struct linux_timespec_long);
	int (*store)(uintptr_t to, const struct linux_timespec64 *time) =
		is64 ? timespec64_to_user : timespec_to_user;

	return store(to, &interval) ? -EFAULT : store(to + size, &value);
}

static int load_setting(struct timer_setting *setting, uintptr_t from, bool is64)
{
	size_t size = is64 ? sizeof(struct linux_timespec64) : sizeof(struct linux_timespec_long);
	int (*load)(struct linux_timespec64 * time, uintptr_t from) =
		is64 ? timespec64_from_user : timespec_from_user;
	struct linux_timespec64 interval, value;

	if (load(&interval, from) || load(&value, from + size))
		return -EFAULT;
	if (!timespec_is_valid(&interval) || !timespec_is_valid(&value))
		return -EINVAL;
	*setting = (struct timer_setting){timespec_to_ns(&value), timespec_to_ns(&interval)};
	return 0;
}

static long get_timer(unsigned long id, uintptr_t to, bool is64)
{
	struct process_timers *timers = own_timers();
	struct timer_setting setting = {0};
	struct posix_timer *timer;

	mutex_lock(&timers->lock);
	timer = find_timer_locked(id);
	if (timer)
		setting = posix_timer_get(timer);
	mutex_unlock(&timers->lock);
	return timer ? store_setting(to, &setting, is64) : -EINVAL;
}

SYSCALL(timer_gettime)
{
	return get_timer(a0, a1, false);
}

SYSCALL(timer_gettime64)
{
	return get_timer(a0, a1, true);
}

static long set_timer(const unsigned long args[4], bool is64)
{
	struct process_timers *timers = own_timers();
	struct timer_setting setting, old = {0};
	bool absolute = args[1] & TIMER_ABSTIME;
	struct posix_timer *timer;
	int error;

	if (!args[2])
		return -EINVAL;
	error = load_setting(&setting, args[2], is64);
	if (error)
		return error;
	mutex_lock(&timers->lock);
	timer = find_timer_locked(args[0]);
	if (timer) {
		old = posix_timer_get(timer);
		posix_timer_set(timer, &setting, absolute);
	}
	mutex_unlock(&timers->lock);
	if (!timer)
		return -EINVAL;
	return args[3] ? store_setting(args[3], &old, is64) : 0;
}

SYSCALL(timer_settime)
{
	return set_timer((const unsigned long[]){a0, a1, a2, a3}, false);
}

SYSCALL(timer_settime64)
{
	return set_timer((const unsigned long[]){a0, a1, a2, a3}, true);
}

/* The timer of setitimer() for `which`, created on first use. NULL: no memory. Lock:
 * timers.lock. */
static struct posix_timer *interval_timer_locked(int which)
{
	static const int signals[] = {SIGALRM, SIGVTALRM, SIGPROF};
	static const enum timer_base bases[] = {TIMER_BY_CLOCK, TIMER_BY_PROCESS_USER,
		TIMER_BY_PROCESS};
	struct posix_timer **timer = &own_timers()->intervals[which];

	assert_locked(&own_timers()->lock);
	if (!*timer)
		*timer = posix_timer_create(&(struct posix_timer){
			.process = current_process(),
			.base = bases[which],
			.entry.info = {.signo = signals[which], .code = SI_KERNEL},
		});
	return *timer;
}

/* setitimer(): set the timer (`setting` NULL: do not) and store its old setting. 0 or -ENOMEM. */
static int change_interval(int which, const struct timer_setting *setting,
	struct timer_setting *old)
{
	struct process_timers *timers = own_timers();
	struct posix_timer *timer;

	mutex_lock(&timers->lock);
	timer = interval_timer_locked(which);
	if (timer)
		*old = posix_timer_get(timer);
	if (timer && setting)
		posix_timer_set(timer, setting, false);
	mutex_unlock(&timers->lock);
	return timer ? 0 : -ENOMEM;
}

static struct linux_timeval_long timeval_of(uint64_t ns)
{
	ns = ns && ns < 1000 ? 1000 : ns; /* never show a running timer as stopped */
	return (struct linux_timeval_long){(long)(ns / NS_PER_SEC), (long)(ns % NS_PER_SEC / 1000)};
}

static int store_interval(uintptr_t to, const struct timer_setting *setting)
{
	const struct linux_itimerval user = {timeval_of(setting->interval_ns),
		timeval_of(setting->value_ns)};

	return copy_to_user(to, &user, sizeof(user));
}

static int ns_of(const struct linux_timeval_long *time, uint64_t *ns)
{
	const struct linux_timespec64 spec = {time->tv_sec, (int64_t)time->tv_usec * 1000};

	if (time->tv_usec < 0 || time->tv_usec >= 1000000 || !timespec_is_valid(&spec))
		return -EINVAL;
	*ns = timespec_to_ns(&spec);
	return 0;
}

SYSCALL(getitimer)
{
	struct timer_setting setting;
	int error = a0 > ITIMER_PROF ? -EINVAL : change_interval((int)a0, NULL, &setting);

	return error ? error : store_interval(a1, &setting);
}

SYSCALL(setitimer)
{
	struct timer_setting setting = {0}, old;
	struct linux_itimerval user;
	int error;

	if (a1) {
		if (copy_from_user(&user, a1, sizeof(user)))
			return -EFAULT;
		if (ns_of(&user.value, &setting.value_ns) ||
			ns_of(&user.interval, &setting.interval_ns))
			return -EINVAL;
	}
	error = a0 > ITIMER_PROF ? -EINVAL : change_interval((int)a0, &setting, &old);
	if (error)
		return error;
	return a2 ? store_interval(a2, &old) : 0;
}

SYSCALL(alarm)
{
	const struct timer_setting setting = {.value_ns = (uint32_t)a0 * NS_PER_SEC};
	struct timer_setting old;
	uint64_t seconds;
	int error = change_interval(ITIMER_REAL, &setting, &old);

	if (error)
		return error;
	/* Round to seconds, but not to 0 if a timer was set. */
	seconds = (old.value_ns + NS_PER_SEC / 2) / NS_PER_SEC;
	return old.value_ns && !seconds ? 1 : (long)seconds;
}
