/* SPDX-License-Identifier: MIT */
/*
 * Unwinding through signal frames. A backtrace in a handler includes the interrupted function and
 * its callers, and a forced unwinding from a handler runs the clean-ups of all of them, as an
 * exception thrown there would (-fnon-call-exceptions). Tried for faults and raised signals, both
 * kinds of frame, on the thread's stack and on the alternate one.
 */
#include <abi.h>
#include <setjmp.h>
#include <unwind.h>

#define NAMED __attribute__((noinline, noclone))

static char memory[65536];
static volatile int *nowhere;
static sigjmp_buf end;
static bool throws;
static int (*volatile raise_by)(int signal) = raise; /* the compiler assumes that this returns */
static struct _Unwind_Exception exception;

static void fault_here(void);
static void raise_here(void);
static void caller(void (*function)(void));
static void handler(int signal);
static void handler_info(int signal, siginfo_t *info, void *context);

static const struct {
	void *function;
	const char *name;
} known[] = {{fault_here, "fault_here"}, {raise_here, "raise_here"}, {caller, "caller"},
	{handler, "handler"}, {handler_info, "handler_info"}};

static _Unwind_Reason_Code note(struct _Unwind_Context *context, void *unused)
{
	int before = 0;
	uintptr_t ip = _Unwind_GetIPInfo(context, &before);
	void *function = _Unwind_FindEnclosingFunction((void *)(ip + (before ? 1 : 0)));

	for (size_t i = 0; i < sizeof(known) / sizeof(*known); i++)
		if (known[i].function == function)
			out("  %s%s", known[i].name, before ? ", interrupted" : "");
	return _URC_NO_REASON;
}

static _Unwind_Reason_Code stop(int version, _Unwind_Action actions, _Unwind_Exception_Class class,
	struct _Unwind_Exception *object, struct _Unwind_Context *context, void *unused)
{
	if (actions & _UA_END_OF_STACK)
		siglongjmp(end, 1);
	if (_Unwind_FindEnclosingFunction((void *)_Unwind_GetIP(context)) == (void *)caller)
		throws = false;
	else if (!throws)
		siglongjmp(end, 2); /* one more: its clean-up has run */
	return _URC_NO_REASON;
}

static void act(void)
{
	if (!throws)
		_Unwind_Backtrace(note, NULL);
	else
		_Unwind_ForcedUnwind(&exception, stop, NULL);
}

static void say(const char **text)
{
	out("  clean-up of %s", *text);
}

NAMED static void handler(int signal)
{
	const char *name __attribute__((cleanup(say))) = "handler";

	act();
	siglongjmp(end, 3);
}

NAMED static void handler_info(int signal, siginfo_t *info, void *context)
{
	const char *name __attribute__((cleanup(say))) = "handler_info";

	act();
	siglongjmp(end, 3);
}

NAMED static void fault_here(void)
{
	const char *name __attribute__((cleanup(say))) = "fault_here";

	*nowhere = 1;
	out("not reached");
}

NAMED static void raise_here(void)
{
	const char *name __attribute__((cleanup(say))) = "raise_here";

	raise_by(SIGSEGV);
	out("not reached");
}

NAMED static void caller(void (*function)(void))
{
	const char *name __attribute__((cleanup(say))) = "caller";

	function();
	out("not reached");
}

static void leave_by_jump(void (*function)(void))
{
	int how = sigsetjmp(end, 1);

	if (!how)
		caller(function);
	out("  end %d", how);
}

static void try(const char *what, void (*function)(void), int flags)
{
	struct sigaction action = {.sa_flags = flags};

	if (flags & SA_SIGINFO)
		action.sa_sigaction = handler_info;
	else
		action.sa_handler = handler;
	sigaction(SIGSEGV, &action, NULL);
	for (int i = 0; i < 2; i++) {
		throws = i;
		out("%s, %s, flags %x", what, i ? "throws" : "traces", flags);
		leave_by_jump(function);
	}
}

int main(void)
{
	stack_t stack = {.ss_sp = memory, .ss_size = sizeof(memory)};

	sigaltstack(&stack, NULL);
	for (int i = 0; i < 4; i++) {
		int flags = (i & 1 ? SA_SIGINFO : 0) | (i & 2 ? SA_ONSTACK : 0);

		try("fault", fault_here, flags);
		try("raise", raise_here, flags);
	}
	return 0;
}
