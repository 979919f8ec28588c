/* SPDX-License-Identifier: MIT */
/*
 * A model for Spin of wait, wake-up and switch on two CPUs. No wake-up and no kill is lost, and no
 * CPU switches to a thread while a CPU is still on that thread's stack. scripts/check-model explores
 * all interleavings, and checks that Spin finds the seeded errors BUG_*.
 *
 * Each thread is a Spin process that advances only while a CPU is on its stack (on[t] is that CPU).
 * Two waiters need one token each, and a waker provides two. With KILL, a third thread kills waiter
 * 0. With TIMER, waiter 0's wait has a deadline. With either, the waker may first wait for the end
 * of waiter 0. All threads must end: a lost wake-up shows as an end state in which one has not.
 *
 *   here                 in the kernel
 *   lock_runqueue_of     lock_runqueue_of()                     kernel/sched/switch.h
 *   wake                 wake(); no IPI: idle CPUs poll instead  kernel/sched/switch.h
 *   switch_to            switch_to(), arch_switch(), finish_switch(), and sched_reap_ended()
 *   leave_blocked        leave(), as sched_block() calls it
 *   leave_ended          leave(), as sched_exit() calls it
 *   yield                sched_preempt() and sched_yield(): the running thread rejoins its queue
 *   wait_for_token       wait_event() over wait_on() / wait_block_here()   kernel/sync/wait.c
 *   waker                wait_wake_one_here() under the queue's lock
 *   killer               thread_kill()                          kernel/proc/thread.c
 *   timer                timer_queue_run() and wait_timer_fire()           kernel/time/
 *   idle, steal          sched_idle_loop(), sched_steal()       kernel/sched/idle.c, balance.c
 * Left out: priorities and quanta (any ready thread may be next), memory order (locks order all
 * accesses that matter here), and interrupts (each is a process, since its handler takes only locks
 * that are held with interrupts off).
 */
#define CPUS    2
#define WAITER0 0
#define WAITER1 1
#define WAKER   2
#define KILLER  3
#define IDLE0   4 /* of CPU 0; IDLE0 + 1 of CPU 1 */
#define THREADS 6
#define NONE    7

mtype = { READY, RUNNING, BLOCKED, ZOMBIE, DEAD };

mtype state[THREADS]; /* t->state */
byte cpu[THREADS];    /* t->cpu */
byte on[THREADS];     /* the CPU that is on t's stack; NONE: t's context is saved */
bit killed[THREADS];  /* THREAD_KILLED */
bit linked[THREADS];  /* t->wait_link is in the wait queue; order does not matter here */
byte ended[CPUS];     /* rq->ended */
bit rq_lock[CPUS];    /* rq->lock */
bit queue_lock;       /* the wait queue's lock */
byte tokens;          /* the condition; lock: queue_lock */

bit armed, firing, late, in_wait; /* waiter 0's deadline */
byte timer_cpu;                   /* the CPU whose interrupt fires the timer */

#define lock(l)   atomic { !l -> l = 1 }
#define unlock(l) l = 0

/* Is t a READY thread of CPU c, and is there one other than the idle thread? */
#define is_queued(t, c) (state[t] == READY && cpu[t] == c)
#define has_queued(c)                                                          \
	(is_queued(WAITER0, c) || is_queued(WAITER1, c) || is_queued(WAKER, c) || \
		is_queued(KILLER, c))

inline lock_runqueue_of(t, c)
{
	c = cpu[t];
	lock(rq_lock[c]);
	do
	:: cpu[t] == c -> break
	:: else ->
		unlock(rq_lock[c]);
		c = cpu[t];
		lock(rq_lock[c])
	od
}

inline wake(t, c)
{
	lock_runqueue_of(t, c);
	if
	:: state[t] == BLOCKED -> state[t] = READY
	:: else
	fi;
	unlock(rq_lock[c]);
	c = 0
}

/* The first step on the new stack: reap an ended thread, release the runqueue. */
inline finish_switch(me)
{
	if
	:: ended[on[me]] != NONE ->
		d_step {
			assert(state[ended[on[me]]] == ZOMBIE && on[ended[on[me]]] == NONE);
			state[ended[on[me]]] = DEAD;
			ended[on[me]] = NONE
		}
	:: else
	fi;
#ifndef BUG_RELEASE_BEFORE_SWITCH
	unlock(rq_lock[on[me]])
#else
	skip
#endif
}

/* Any ready thread of CPU c, or its idle thread if there is none. */
inline pick(c, next)
{
	if
	:: is_queued(WAITER0, c) -> next = WAITER0
	:: is_queued(WAITER1, c) -> next = WAITER1
	:: is_queued(WAKER, c) -> next = WAKER
	:: is_queued(KILLER, c) -> next = KILLER
	:: !has_queued(c) -> next = IDLE0 + c
	fi
}

/* Lock: rq_lock[c], released by the thread that arrives. */
inline switch_to(me, c, next)
{
	pick(c, next);
	if
	:: next == me -> state[me] = RUNNING; unlock(rq_lock[c])
	:: else ->
		state[next] = RUNNING;
#ifdef BUG_RELEASE_BEFORE_SWITCH
		unlock(rq_lock[c]);
#endif
		/* arch_switch(): no CPU is on next's stack; from here on none is on mine. */
		atomic {
			assert(on[next] == NONE && cpu[next] == c);
			on[me] = NONE;
			on[next] = c;
			c = 0;
			next = 0
		}
		on[me] != NONE;
		finish_switch(me)
	fi
}

/* Leave the CPU as BLOCKED, unless killed meanwhile. Release the wait queue's lock. */
inline leave_blocked(me, c, next)
{
#ifdef BUG_UNLOCK_BEFORE_QUEUE
	unlock(queue_lock);
#endif
	c = on[me];
	lock(rq_lock[c]);
	if
#ifndef BUG_NO_KILL_CHECK
	:: killed[me] ->
		unlock(rq_lock[c]);
		c = 0;
#ifndef BUG_UNLOCK_BEFORE_QUEUE
		unlock(queue_lock)
#endif
	:: else ->
#else
	:: true ->
#endif
		assert(state[me] == RUNNING);
		state[me] = BLOCKED;
#ifndef BUG_UNLOCK_BEFORE_QUEUE
		unlock(queue_lock);
#endif
		switch_to(me, c, next)
	fi
}

/* Leave the CPU for the last time. */
inline leave_ended(me, c, next)
{
	c = on[me];
	lock(rq_lock[c]);
	state[me] = ZOMBIE;
	ended[c] = me;
	pick(c, next);
	state[next] = RUNNING;
#ifdef BUG_RELEASE_BEFORE_SWITCH
	unlock(rq_lock[c]);
#endif
	atomic {
		assert(on[next] == NONE && cpu[next] == c);
		on[me] = NONE;
		on[next] = c
	}
}

/* Yield the CPU, or do nothing. */
inline yield(me, c, next)
{
	if
	:: true
	:: true ->
		c = on[me];
		lock(rq_lock[c]);
		state[me] = READY;
		switch_to(me, c, next)
	fi
}

/* --- The wait ------------------------------------------------------------------------------- */

inline start_timer(me)
{
#ifdef TIMER
	if
	:: me == WAITER0 -> atomic { in_wait = 1; timer_cpu = on[me]; armed = 1 }
	:: else
	fi
#else
	skip
#endif
}

/* On return, the timer's function is not running and will not run. */
inline cancel_timer(me)
{
#ifdef TIMER
	if
	:: me == WAITER0 ->
#ifndef BUG_CANCEL_DOES_NOT_WAIT
		atomic { !firing -> armed = 0 };
#else
		armed = 0;
#endif
		in_wait = 0
	:: else
	fi
#else
	skip
#endif
}

/* Wait until there is a token. `gives_up`: the thread was killed, or its deadline has passed. */
inline wait_for_token(me, c, next, gives_up)
{
#ifdef BUG_CHECK_BEFORE_LOCK
	if
	:: tokens > 0
	:: else ->
		lock(queue_lock);
		goto block
	fi;
#endif
	lock(queue_lock);
	do
	:: tokens > 0 || gives_up -> break
	:: else ->
block:
		linked[me] = 1;
		do
		:: !linked[me] -> break /* a waker unlinked it: woken, even if also killed */
		:: linked[me] && (killed[me] || (me == WAITER0 && late)) ->
			linked[me] = 0;
			gives_up = 1;
			break
		:: else ->
			start_timer(me);
			leave_blocked(me, c, next);
			cancel_timer(me);
			lock(queue_lock)
		od
	od;
	if
	:: tokens > 0 -> tokens--
	:: else -> assert(killed[me] || (me == WAITER0 && late))
	fi;
	unlock(queue_lock)
}

proctype waiter(byte me)
{
	byte c, next;
	bit gives_up;

	on[me] != NONE;
	finish_switch(me);
	wait_for_token(me, c, next, gives_up);
	yield(me, c, next);
	leave_ended(me, c, next)
}

/* Provide two tokens. For each one, wake a thread that waits. */
proctype waker()
{
	byte c, next, given, woken;

	on[WAKER] != NONE;
	finish_switch(WAKER);
#if defined(KILL) || defined(TIMER)
	if
	:: true
	:: true -> state[WAITER0] == DEAD /* which must then happen without a token */
	fi;
#endif
	do
	:: given < 2 ->
		given++;
		lock(queue_lock);
		tokens++;
		if
		:: linked[WAITER0] -> woken = WAITER0
		:: linked[WAITER1] -> woken = WAITER1
		:: !linked[WAITER0] && !linked[WAITER1] -> woken = NONE
		fi;
		if
		:: woken != NONE ->
			linked[woken] = 0;
			wake(woken, c)
		:: else
		fi;
		woken = 0;
		unlock(queue_lock);
		yield(WAKER, c, next)
	:: else -> break
	od;
	leave_ended(WAKER, c, next)
}

proctype killer()
{
	byte c, next;

	on[KILLER] != NONE;
	finish_switch(KILLER);
#ifdef KILL
	killed[WAITER0] = 1;
	wake(WAITER0, c);
#endif
	leave_ended(KILLER, c, next)
}

#ifdef TIMER
/*
 * The timer interrupt of the CPU on which waiter 0 started its timer. Interrupts stay off on that
 * CPU until it has left the waiter's stack, or the waiter has cancelled the timer.
 */
#ifdef BUG_TIMER_ON_ANY_CPU
#define may_interrupt true
#else
#define may_interrupt (on[WAITER0] != timer_cpu)
#endif

proctype timer()
{
	byte c;

end:
	do
	:: atomic { armed && may_interrupt -> armed = 0; firing = 1; late = 1 };
		assert(in_wait); /* the timer lies on the waiter's stack */
		wake(WAITER0, c);
		firing = 0
	od
}
#endif

/* --- Idle CPUs ------------------------------------------------------------------------------ */

inline steal(c)
{
	lock(rq_lock[0]);
	lock(rq_lock[1]);
	if
	:: is_queued(WAITER0, 1 - c) -> cpu[WAITER0] = c
	:: is_queued(WAITER1, 1 - c) -> cpu[WAITER1] = c
	:: is_queued(WAKER, 1 - c) -> cpu[WAKER] = c
	:: is_queued(KILLER, 1 - c) -> cpu[KILLER] = c
	:: !has_queued(1 - c)
	fi;
	unlock(rq_lock[1]);
	unlock(rq_lock[0])
}

proctype idle(byte home)
{
	byte me = IDLE0 + home;
	byte c, next;

end:
	do
	:: on[me] == home && has_queued(home) ->
		c = home;
		lock(rq_lock[c]);
		state[me] = READY;
		switch_to(me, c, next)
	:: on[me] == home && !has_queued(home) && has_queued(1 - home) ->
		steal(home)
	od
}

init
{
	atomic {
		byte t = 0;

		do
		:: t < THREADS ->
			state[t] = READY;
			cpu[t] = 0;
			on[t] = NONE;
			t++
		:: else -> break
		od;
		ended[0] = NONE;
		ended[1] = NONE;
		state[IDLE0] = RUNNING;
		state[IDLE0 + 1] = RUNNING;
		cpu[IDLE0 + 1] = 1;
		on[IDLE0] = 0;
		on[IDLE0 + 1] = 1;
		run waiter(WAITER0);
		run waiter(WAITER1);
		run waker();
		run killer();
		run idle(0);
		run idle(1);
#ifdef TIMER
		run timer();
#endif
		t = 0
	}
}
