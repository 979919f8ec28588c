/* SPDX-License-Identifier: MIT */
/*
 * See posix_timer.h. The kernel's timer is cancelled before thread_table_lock is taken, since the
 * timer's function takes that lock.
 */
#include <arch/irq.h>
#include <kernel/proc/cputime.h>
#include <kernel/proc/thread.h>
#include <kernel/sched/usage.h>
#include <kernel/signal/posix_timer.h>
#include <kernel/signal/queue.h>
#include <kernel/time/clock.h>
#include <kernel/time/wall.h>
#include <mm/slab.h>
#include <uapi/errno.h>

#define REST_NS         ((uint64_t)50000)   /* shorter intervals are counted, not waited for */
#define REST_IGNORED_NS ((uint64_t)4000000) /* when the signal did not become pending */
#define REST_CPU_NS     ((uint64_t)1000000) /* between two polls of CPU time */

/* May the caller use the process's timers? It holds their lock, or no other thread can. */
static inline UNUSED_FN bool owns_timers(const struct process *process)
{
	return mutex_is_mine(&process->timers.lock) || READ_ONCE(process->live) <= 1;
}

void timers_init(struct process_timers *timers)
{
	*timers = (struct process_timers){0};
	mutex_init(&timers->lock, "timers");
	list_init(&timers->list);
}

/* Lock: thread_table_lock. */
static struct thread *find_thread(const struct posix_timer *timer)
{
	struct thread *t = thread_find_locked(timer->tid);

	assert_locked(&thread_table_lock);
	return t && t->process == timer->process ? t : NULL;
}

/* The time on the timer's base. Lock: thread_table_lock. */
static uint64_t base_now(const struct posix_timer *timer)
{
	struct thread *t;

	assert_locked(&thread_table_lock);
	switch (timer->base) {
	case TIMER_BY_PROCESS:
		return process_runtime_ns_locked(timer->process);
	case TIMER_BY_PROCESS_USER:
		return process_user_ns_locked(timer->process);
	case TIMER_BY_THREAD:
		t = find_thread(timer);
		return t ? sched_runtime_ns(t) : 0;
	case TIMER_BY_THREAD_USER:
		t = find_thread(timer);
		return t ? sched_usage(t).user_ns : 0;
	case TIMER_BY_WALL:
		return wall_clock_ns();
	default:
		return clock_ns();
	}
}

/* Start the kernel's timer for the next expiration or poll, at least `rest_ns` from now, unless it
 * is started already. Lock: thread_table_lock. */
static void arm(struct posix_timer *timer, uint64_t now_ns, uint64_t rest_ns)
{
	uint64_t wait_ns = timer->next_ns > now_ns ? timer->next_ns - now_ns : 0;

	assert_locked(&thread_table_lock);
	if (timer->armed)
		return;
	timer->armed = true;
	if (timer->base >= TIMER_BY_PROCESS) {
		wait_ns = MAX(wait_ns / (timer->base >= TIMER_BY_THREAD ? 1u : cpu_count),
			REST_CPU_NS);
		wait_ns = MIN(wait_ns, UINT64_MAX / 4);
	}
	timer_start(&timer->timer, clock_ns() + MAX(wait_ns, rest_ns));
}

/* Count the expirations up to now, and set the time of the next. */
static uint64_t advance(struct posix_timer *timer, uint64_t now_ns)
{
	uint64_t times = 1;

	if (!timer->interval_ns) {
		timer->next_ns = 0;
		return 1;
	}
	times += (now_ns - timer->next_ns) / timer->interval_ns;
	timer->next_ns += times * timer->interval_ns;
	return times;
}

static void count_overruns(struct posix_timer *timer, uint64_t times)
{
	int *overrun = &timer->entry.info.timer.overrun;

	*overrun = times < (uint64_t)(INT32_MAX - *overrun) ? *overrun + (int)times : INT32_MAX;
}

/* Send the signal of a timer that has expired `times` times. Lock: thread_table_lock. */
static void notify(struct posix_timer *timer, uint64_t times)
{
	struct thread *t = NULL;

	assert_locked(&thread_table_lock);
	timer->last_overrun = timer->entry.info.timer.overrun;
	timer->entry.info.timer.overrun = 0;
	count_overruns(timer, times - 1);
	if (timer->tid && timer->base < TIMER_BY_THREAD) {
		t = find_thread(timer);
		if (!t)
			return;
	}
	signal_send_entry_locked(timer->process, t, &timer->entry);
}

static bool is_pending(const struct posix_timer *timer)
{
	return list_is_linked(&timer->entry.link);
}

/* The kernel's timer's function. That timer is not restarted while the signal is pending: further
 * expirations are counted when the signal is taken. So timers with short intervals cannot keep a
 * CPU busy, however many there are. */
static void expire(struct timer *kernel_timer)
{
	struct posix_timer *timer = container_of(kernel_timer, struct posix_timer, timer);
	unsigned long flags = spin_lock_irqsave(&thread_table_lock);
	uint64_t now_ns, rest_ns = REST_NS;

	timer->armed = false;
	if (timer->next_ns && !is_pending(timer)) {
		now_ns = base_now(timer);
		if (now_ns >= timer->next_ns) {
			notify(timer, advance(timer, now_ns));
			rest_ns = REST_IGNORED_NS;
		}
		if (timer->next_ns && !is_pending(timer))
			arm(timer, now_ns, rest_ns);
	}
	spin_unlock_irqrestore(&thread_table_lock, flags);
}

/* The signal is no longer pending. Lock: thread_table_lock. */
static void taken(struct signal_entry *entry)
{
	struct posix_timer *timer = container_of(entry, struct posix_timer, entry);
	uint64_t now_ns;

	assert_locked(&thread_table_lock);
	if (!timer->next_ns)
		return;
	now_ns = base_now(timer);
	if (now_ns >= timer->next_ns)
		count_overruns(timer, advance(timer, now_ns));
	if (timer->next_ns)
		arm(timer, now_ns, REST_NS);
}

/* Stop the timer, and return its next_ns from before. expire() does not run from now on. */
static uint64_t halt(struct posix_timer *timer)
{
	unsigned long flags = spin_lock_irqsave(&thread_table_lock);
	uint64_t next_ns = timer->next_ns;

	timer->next_ns = 0; /* neither expire() nor taken() starts it from now on */
	spin_unlock_irqrestore(&thread_table_lock, flags);
	timer_cancel(&timer->timer);
	timer->armed = false;
	return next_ns;
}

/* The time of day was set, so the expiration is sooner or later than planned. */
static void wall_stepped(struct wall_watch *watch)
{
	struct posix_timer *timer = container_of(watch, struct posix_timer, watch);
	uint64_t next_ns = halt(timer);
	unsigned long flags = spin_lock_irqsave(&thread_table_lock);

	timer->next_ns = next_ns;
	if (next_ns && !timer->silent && !is_pending(timer))
		arm(timer, base_now(timer), 0);
	spin_unlock_irqrestore(&thread_table_lock, flags);
}

struct posix_timer *posix_timer_create(const struct posix_timer *like)
{
	struct posix_timer *timer = kzalloc(sizeof(*timer));

	DEBUG_ASSERT(owns_timers(like->process));
	if (!timer)
		return NULL;
	*timer = *like;
	timer->watch.stepped = wall_stepped;
	timer->entry.taken = taken;
	timer_init(&timer->timer, expire);
	return timer;
}

void posix_timer_delete(struct posix_timer *timer)
{
	unsigned long flags;

	DEBUG_ASSERT(owns_timers(timer->process));
	if (timer->wall) {
		wall_watch_lock();
		wall_watch_stop_locked(&timer->watch);
		wall_watch_unlock();
	}
	halt(timer);
	flags = spin_lock_irqsave(&thread_table_lock);
	signal_drop_entry_locked(timer->process, &timer->entry);
	spin_unlock_irqrestore(&thread_table_lock, flags);
	if (list_is_linked(&timer->link))
		list_remove(&timer->link);
	kfree(timer);
}

static struct timer_setting get_locked(const struct posix_timer *timer)
{
	struct timer_setting setting = {.interval_ns = timer->interval_ns};
	uint64_t now_ns = base_now(timer);

	assert_locked(&thread_table_lock);
	if (!timer->next_ns)
		return setting;
	if (timer->next_ns > now_ns)
		setting.value_ns = timer->next_ns - now_ns;
	else if (!timer->silent && !is_pending(timer))
		setting.value_ns = 1; /* about to expire */
	else if (timer->interval_ns)
		setting.value_ns =
			timer->interval_ns - (now_ns - timer->next_ns) % timer->interval_ns;
	return setting;
}

struct timer_setting posix_timer_get(struct posix_timer *timer)
{
	unsigned long flags = spin_lock_irqsave(&thread_table_lock);
	struct timer_setting setting = get_locked(timer);

	DEBUG_ASSERT(owns_timers(timer->process));
	spin_unlock_irqrestore(&thread_table_lock, flags);
	return setting;
}

static void start(struct posix_timer *timer, const struct timer_setting *setting, bool absolute)
{
	unsigned long flags = spin_lock_irqsave(&thread_table_lock);
	uint64_t now_ns;

	if (timer->wall) /* setting the date must not change a relative time */
		timer->base = absolute ? TIMER_BY_WALL : TIMER_BY_CLOCK;
	now_ns = base_now(timer);
	timer->interval_ns = setting->interval_ns;
	timer->entry.info.timer.overrun = 0;
	if (setting->value_ns) {
		timer->next_ns = setting->value_ns + (absolute ? 0 : now_ns);
		if (!timer->silent)
			arm(timer, now_ns, 0);
	}
	spin_unlock_irqrestore(&thread_table_lock, flags);
}

void posix_timer_set(struct posix_timer *timer, const struct timer_setting *setting, bool absolute)
{
	DEBUG_ASSERT(owns_timers(timer->process));
	if (!timer->wall) {
		halt(timer);
		start(timer, setting, absolute);
		return;
	}
	wall_watch_lock();
	halt(timer);
	start(timer, setting, absolute);
	if (absolute && setting->value_ns)
		wall_watch_start_locked(&timer->watch);
	else
		wall_watch_stop_locked(&timer->watch);
	wall_watch_unlock();
}

int posix_timer_overrun(struct posix_timer *timer)
{
	unsigned long flags = spin_lock_irqsave(&thread_table_lock);
	int overrun = list_is_linked(&timer->entry.link) ? timer->last_overrun
							 : timer->entry.info.timer.overrun;

	DEBUG_ASSERT(owns_timers(timer->process));
	spin_unlock_irqrestore(&thread_table_lock, flags);
	return overrun;
}

void timers_exec(struct process *process)
{
	struct list *first;

	mutex_lock(&process->timers.lock);
	while ((first = list_first(&process->timers.list)))
		posix_timer_delete(list_entry(first, struct posix_timer, link));
	mutex_unlock(&process->timers.lock);
}

void timers_end(struct process *process)
{
	DEBUG_ASSERT(!process->live);
	timers_exec(process);
	for (int i = 0; i < 3; i++) {
		if (process->timers.intervals[i])
			posix_timer_delete(process->timers.intervals[i]);
		process->timers.intervals[i] = NULL;
	}
}

/* --- Copies --- */

static void watch_wall(struct posix_timer *timer, bool starts)
{
	wall_watch_lock();
	if (starts)
		wall_watch_start_locked(&timer->watch);
	else
		wall_watch_stop_locked(&timer->watch);
	wall_watch_unlock();
}

/* Leave the setting and `armed` as they are, for copy_timer(). */
static void freeze(struct posix_timer *timer)
{
	if (timer->wall)
		watch_wall(timer, false);
	timer_cancel(&timer->timer);
}

void timers_freeze(struct process *process)
{
	struct posix_timer *timer;

	DEBUG_ASSERT(owns_timers(process) && may_sleep());
	list_for_each_entry(timer, &process->timers.list, link)
		freeze(timer);
	for (int i = 0; i < 3; i++)
		if (process->timers.intervals[i])
			freeze(process->timers.intervals[i]);
}

static struct posix_timer *copy_timer(struct process *process, const struct posix_timer *from)
{
	struct posix_timer like = *from, *timer;
	unsigned long flags;

	like.link = like.entry.link = (struct list){0};
	like.watch = (struct wall_watch){0};
	like.process = process;
	like.armed = false;
	timer = posix_timer_create(&like);
	if (!timer)
		return NULL;
	flags = spin_lock_irqsave(&thread_table_lock);
	if (from->armed)
		arm(timer, base_now(timer), 0);
	spin_unlock_irqrestore(&thread_table_lock, flags);
	if (timer->base == TIMER_BY_WALL)
		watch_wall(timer, true);
	return timer;
}

int timers_copy(struct process *process, const struct process *from)
{
	struct process_timers *timers = &process->timers;
	const struct posix_timer *old;
	struct posix_timer *timer;

	DEBUG_ASSERT(owns_timers(process) && owns_timers(from) && may_sleep());
	timers->next_id = from->timers.next_id;
	for (int i = 0; i < 3; i++) {
		if (!from->timers.intervals[i])
			continue;
		timers->intervals[i] = copy_timer(process, from->timers.intervals[i]);
		if (!timers->intervals[i])
			return -ENOMEM;
	}
	list_for_each_entry(old, &from->timers.list, link) {
		timer = copy_timer(process, old);
		if (!timer)
			return -ENOMEM;
		list_push_back(&timers->list, &timer->link);
	}
	return 0;
}

struct signal_entry *timers_same_entry(struct process *process, struct signal_entry *entry)
{
	struct posix_timer *from = container_of(entry, struct posix_timer, entry), *timer;

	for (int i = 0; i < 3; i++)
		if (from->process->timers.intervals[i] == from)
			return &process->timers.intervals[i]->entry;
	list_for_each_entry(timer, &process->timers.list, link)
		if (timer->id == from->id)
			return &timer->entry;
	ASSERT(false);
	return NULL;
}
