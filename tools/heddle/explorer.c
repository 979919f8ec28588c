/* SPDX-License-Identifier: MIT */
/*
 * The machines of an exploration: their job, and reading their lines.
 */
#include "explorer.h"
#include "choices.h"
#include "faults.h"
#include "json_bytes.h"
#include "library.h"
#include "options.h"
#include <errno.h>
#include <poll.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>
#include <user/protocol.h>

#define POLL_MS 20 /* between two reads of the machines' lines */

enum { KEY_LATE = 0x200, KEY_PROCESSORS, KEY_FAULTS, KEY_MEMORY, KEY_PART };

static const struct argp_option options[] = {
	{"policy", 'p', "POLICY", 0,
		"choose schedules by POLICY: mix, rr, rw, slice:N, pct:D, pos, surw, all:P or"
		" replay:FILE; with mix, each seed selects one of the others; all:P runs every"
		" schedule with at most P preemptions (default: mix)",
		1},
	{"events", 'E', "EVENTS", 0,
		"switch threads only at EVENTS."
		" sync: system calls that other threads may notice."
		" shared: the same, and accesses to words that several threads use."
		" app: the same, but only accesses by the program's own code, and calls of lock"
		" functions."
		" insn: all instructions (default: with mix, the seed selects app or shared;"
		" with other policies, app)",
		1},
	{"budget", 'b', "STEPS", 0,
		"end a schedule as livelock? after STEPS instructions of the program"
		" (default: 200000000)",
		1},
	{"late", KEY_LATE, "MS", 0,
		"let waits and sleeps end although other threads could run, as on a loaded"
		" machine: the clock jumps to their deadlines, by at most MS milliseconds in"
		" a schedule (default: 100)",
		1},
	{"memory", KEY_MEMORY, "MODEL", 0,
		"let other threads see stores at once (sc), perhaps later in their order as on"
		" x86 (tso), or in any order that fences allow (weak, riscv64 only) (default:"
		" with mix, the seed selects sc or tso; with other policies, sc)",
		1},
	{"part", KEY_PART, "K/N", 0, "with --policy all, run part K of N of the schedules", 1},
	{"processors", KEY_PROCESSORS, "N", 0,
		"show the program N processors, 1 to 64 (default: 4)", 1},
	{"faults", KEY_FAULTS, "LIST", 0,
		"let a few FAULTS happen in a schedule: all, none, or some of spurious (waits end"
		" without cause), eintr (blocking calls are interrupted), short (few bytes are"
		" transferred), nomem (no memory, threads or descriptors), io (files fail), clock"
		" (the time of day is set) (default: spurious)",
		1},
	{0}};

static const struct argp_child children[] = {{.argp = &job_argp}, {0}};

static uint64_t number(struct argp_state *state, const char *text, char **end)
{
	uint64_t value;

	errno = 0;
	value = strtoull(text, end, 10);
	if (*end == text || errno || *text == '-')
		argp_error(state, "%s: not a number", text);
	return value;
}

struct seed_range parse_seeds(struct argp_state *state, const char *text)
{
	struct seed_range range;
	char *end;

	range.first = range.last = number(state, text, &end);
	if (strncmp(end, "..", 2) == 0)
		range.last = number(state, end + 2, &end);
	if (*end || range.last < range.first)
		argp_error(state, "%s: seeds must be FIRST..LAST", text);
	return range;
}

static void parse_part(struct argp_state *state, const char *text, struct search *search)
{
	char *end;
	uint64_t part = number(state, text, &end), parts = 0;

	if (*end == '/')
		parts = number(state, end + 1, &end);
	if (*end || !part || part > parts || parts > UINT32_MAX)
		argp_error(state, "--part %s: K/N is needed, with K from 1 to N", text);
	search->part = (uint32_t)part;
	search->parts = (uint32_t)parts;
}

static error_t parse(int key, char *argument, struct argp_state *state)
{
	struct explorer *explorer = state->input;

	switch (key) {
	case ARGP_KEY_INIT:
		state->child_inputs[0] = &explorer->job;
		explorer->policy = POLICY_DEFAULT;
		explorer->budget = BUDGET_DEFAULT;
		explorer->late_ms = LATE_DEFAULT;
		explorer->search.part = explorer->search.parts = 1;
		explorer->processors = PROCESSORS_DEFAULT;
		explorer->faults = faults_parse(state, FAULTS_DEFAULT);
		return 0;
	case 'p':
		explorer->policy = argument;
		if (strcmp(argument, EXPLORE_POLICY_REPLAY) == 0 ||
			strcmp(argument, EXPLORE_POLICY_REPLAY ":") == 0)
			argp_error(state, "--policy %s: a file is needed, as in replay:FILE",
				argument);
		return 0;
	case 'E':
		explorer->events = argument;
		return 0;
	case 'b':
		explorer->budget = parse_number(state, "--budget", argument, 1, INT64_MAX);
		return 0;
	case KEY_PART:
		parse_part(state, argument, &explorer->search);
		return 0;
	case ARGP_KEY_END:
		if (explorer->search.parts > 1 && !search_is_policy(explorer->policy))
			argp_error(state, "--part needs --policy all");
		return 0;
	case KEY_LATE:
		explorer->late_ms = parse_number(state, "--late", argument, 0, LATE_MAX);
		return 0;
	case KEY_MEMORY:
		explorer->memory = argument;
		return 0;
	case KEY_PROCESSORS:
		explorer->processors = (unsigned)parse_number(state, "--processors", argument, 1,
			EXPLORE_PROCESSORS_MAX);
		return 0;
	case KEY_FAULTS:
		explorer->faults = faults_parse(state, argument);
		return 0;
	default:
		return ARGP_ERR_UNKNOWN;
	}
}

const struct argp explorer_argp = {.options = options, .parser = parse, .children = children};

/* --- The job --- */

const char *explorer_choices(const struct explorer *explorer)
{
	static const char prefix[] = EXPLORE_POLICY_REPLAY ":";

	return strncmp(explorer->policy, prefix, strlen(prefix)) == 0
		       ? explorer->policy + strlen(prefix)
		       : NULL;
}

void explorer_add_policy(const struct explorer *explorer, struct text *job)
{
	const char *path = explorer_choices(explorer);

	job_add_word(job, JOB_POLICY "%s", path ? EXPLORE_POLICY_REPLAY : explorer->policy);
	if (path)
		choices_add(job, path);
}

/* May stores wait in buffers, with these events? NULL: those by default. */
static bool may_wait(const char *events)
{
	return !events || (strcmp(events, "sync") != 0 && strcmp(events, "insn") != 0);
}

void explorer_open(struct explorer *explorer)
{
	static const char *const events[EXPLORE_EVENTS_COUNT] = {EXPLORE_EVENTS_NAMES};
	bool mixes = strcmp(explorer->policy, EXPLORE_POLICY_MIX) == 0;
	char *faults = faults_text(explorer->faults);
	struct text own_code = {0};
	struct file_place place;
	char *path;

	job_collect(&explorer->job);
	job_add_init(&explorer->job, "explore");
	path = needs_absolute(explorer->job.path);
	if (!file_place_find(&place, explorer->job.sysroot, path))
		die("%s: %s", path, strerror(errno));
	free(path);
	explorer->program = xstrdup(place.host);
	explorer->symbols = symbols_open(place.host);
	file_place_free(&place);
	explorer_describe_code(explorer, &own_code);
	/* Without own code, accesses are too many to be events by default. */
	mixes &= own_code.length && strncmp(own_code.data, JOB_APP, strlen(JOB_APP)) == 0;
	if (!explorer->memory)
		explorer->memory =
			mixes && may_wait(explorer->events) ? EXPLORE_MIX_NAME : STORES_DEFAULT;
	if (!explorer->events)
		explorer->events = mixes ? EXPLORE_MIX_NAME : events[EXPLORE_APP];
	job_begin(&explorer->job, &explorer->common);
	job_add_word(&explorer->common, JOB_EVENTS "%s", explorer->events);
	job_add_word(&explorer->common, JOB_MEMORY "%s", explorer->memory);
	job_add_word(&explorer->common, JOB_BUDGET "%ju", (uintmax_t)explorer->budget);
	job_add_word(&explorer->common, JOB_PART "%u/%u", (unsigned)explorer->search.part,
		(unsigned)explorer->search.parts);
	job_add_word(&explorer->common, JOB_LATE "%ju", (uintmax_t)explorer->late_ms);
	job_add_word(&explorer->common, JOB_PROCESSORS "%u", explorer->processors);
	job_add_word(&explorer->common, JOB_FAULTS "%s", faults);
	free(faults);
	if (own_code.length)
		text_add(&explorer->common, own_code.data, own_code.length);
	free(own_code.data);
}

void explorer_close(struct explorer *explorer)
{
	symbols_close(explorer->symbols);
	free(explorer->program);
	job_free(&explorer->job);
	free(explorer->common.data);
}

/* --- Machines --- */

void guest_add_seeds(struct guest *guest, const char *mode, uint64_t first, uint64_t last)
{
	job_add_word(&guest->job, JOB_MODE "%s", mode);
	job_add_word(&guest->job, JOB_SEEDS "%ju..%ju", (uintmax_t)first, (uintmax_t)last);
	guest->tally.first = first;
	guest->tally.last = last;
	guest->tally.shares = 1;
	guest->tally.shrinks = strcmp(mode, MODE_SHRINK) == 0;
}

void guest_share(struct guest *guest, uint64_t share, uint64_t shares)
{
	job_add_word(&guest->job, JOB_SHARE "%ju/%ju", (uintmax_t)share, (uintmax_t)shares);
	guest->tally.share = share;
	guest->tally.shares = shares;
}

void guest_start(struct explorer *explorer, struct guest *guest)
{
	struct machine_options machine;
	struct text text = {0};

	text_add(&text, explorer->common.data, explorer->common.length);
	text_add(&text, guest->job.data, guest->job.length);
	job_set(&explorer->job, &text);
	free(text.data);
	job_make_machine(&explorer->job, &machine);
	machine.words = "quiet explore";
	machine.serial = guest->lines.fd = memfd_create("serial", MFD_CLOEXEC);
	if (machine.serial < 0)
		die("cannot create a file in memory: %s", strerror(errno));
	machine.record = guest->record;
	machine.gdb = guest->gdb;
	machine_start(&guest->machine, &machine);
	close(machine.ramdisk);
	free((char *)machine.kernel);
	guest->running = true;
}

void guest_stop(struct guest *guest)
{
	if (!guest->running)
		return;
	guest->running = false;
	guest->done = true;
	machine_end(&guest->machine);
	close(guest->lines.fd);
	lines_free(&guest->lines);
}

struct taker {
	struct explorer *explorer;
	struct guest *guest;
	void (*take)(struct guest *guest, const json_t *line);
};

/* Every machine of a job maps the files at the same addresses. */
static void take_map(struct explorer *explorer, const json_t *line)
{
	char *path = json_bytes_of(json_object_get(line, "path"), NULL);
	const char *source = ramdisk_source(explorer->job.disk, path);

	if (source)
		symbols_map(explorer->symbols,
			strcmp(source, explorer->program) == 0 ? NULL : source,
			line_number(line, "start"), line_number(line, "offset"));
	free(path);
}

/* The machine cannot do its job: say why. */
static void take_error(struct guest *guest, const json_t *line)
{
	int error = (int)line_number(line, "errno");
	char *text = json_bytes_of(json_object_get(line, "text"), NULL);

	if (error)
		warn("%s: %s", text, strerror(error));
	else
		warn("%s", text);
	free(text);
	guest->failed = true;
}

/* The first line must say that the machine's protocol is ours. */
static void check_version(struct guest *guest, const json_t *line)
{
	uint64_t version = line_number(line, "version");

	if (strcmp(line_text(line, "type"), LINE_HELLO) == 0 && version == PROTOCOL_VERSION)
		guest->has_greeted = true;
	else
		die(PROTOCOL_MISMATCH, (unsigned long long)PROTOCOL_VERSION,
			(unsigned long long)version);
}

/* Is a line for the caller's take()? Not if another program must have made its results. */
static bool is_genuine(struct guest *guest, const char *type, const json_t *line)
{
	bool several = strcmp(type, LINE_PASSED) == 0;

	return (!several && strcmp(type, LINE_RESULT) != 0) ||
	       tally_add(&guest->tally, line_number(line, "seed"),
		       several ? line_number(line, "count") : 1,
		       strcmp(line_text(line, "verdict"), VERDICT_OK) == 0);
}

static void take_done(struct guest *guest, const json_t *line)
{
	guest->done = true;
	guest->tally.is_done = true;
	guest->tally.announced = line_number(line, "schedules");
}

static void take_line(void *context, json_t *line)
{
	struct taker *taker = context;
	struct guest *guest = taker->guest;
	const char *type = line_text(line, "type");

	if (guest->failed)
		return;
	if (!guest->has_greeted)
		check_version(guest, line);
	else if (strcmp(type, LINE_ERROR) == 0)
		take_error(guest, line);
	else if (strcmp(type, LINE_MAP) == 0)
		take_map(taker->explorer, line);
	else if (strcmp(type, LINE_READY) == 0)
		guest->tally.has_schedules = true;
	else if (strcmp(type, LINE_DONE) == 0 && !guest->done)
		take_done(guest, line);
	else if (!guest->done && is_genuine(guest, type, line))
		taker->take(guest, line);
}

/* The machine has ended before its job was done: print its text, which says why. */
static void take_early_end(struct guest *guest)
{
	const struct text *text = &guest->lines.other;

	if (text->length)
		fwrite(text->data, 1, text->length, stderr);
	if (guest->lines.rest.length)
		fwrite(guest->lines.rest.data, 1, guest->lines.rest.length, stderr);
	warn("the machine ended before its job was done");
	guest->failed = true;
}

/* Read the guest's new lines, and stop it if it is done. True: it continues. */
static bool poll_guest(struct explorer *explorer, struct guest *guest,
	void (*take)(struct guest *guest, const json_t *line))
{
	struct taker taker = {explorer, guest, take};
	bool ended = machine_has_ended(&guest->machine);

	lines_read(&guest->lines, take_line, &taker);
	if (!guest->running)
		return false; /* a caller's take() has stopped it */
	if (ended && !guest->done && !guest->gdb && !guest->failed)
		take_early_end(guest);
	if (!guest->failed && !ended && (guest->record || !guest->done))
		return true;
	guest_stop(guest);
	return false;
}

static bool any_failed(const struct guest *guests, size_t count)
{
	for (size_t i = 0; i < count; i++)
		if (guests[i].failed)
			return true;
	return false;
}

static void stop_all(struct guest *guests, size_t count)
{
	for (size_t i = 0; i < count; i++)
		guest_stop(&guests[i]);
}

/* Read the new lines of the guests. False: they are all done, or one has failed. */
static bool poll_guests(struct explorer *explorer, struct guest *guests, size_t count,
	void (*take)(struct guest *guest, const json_t *line))
{
	bool going = false;

	for (size_t i = 0; i < count && !any_failed(guests, count); i++)
		if (guests[i].running)
			going |= poll_guest(explorer, &guests[i], take);
	return going && !any_failed(guests, count);
}

bool guests_try(struct explorer *explorer, struct guest *guests, size_t count,
	void (*take)(struct guest *guest, const json_t *line), bool (*tick)(void *context),
	void *tick_context)
{
	bool going = true;

	for (size_t i = 0; i < count; i++)
		guest_start(explorer, &guests[i]);
	while (going) {
		poll(NULL, 0, POLL_MS);
		going = poll_guests(explorer, guests, count, take);
		if (tick)
			going &= tick(tick_context);
	}
	stop_all(guests, count);
	return !any_failed(guests, count);
}

void guests_run(struct explorer *explorer, struct guest *guests, size_t count,
	void (*take)(struct guest *guest, const json_t *line), bool (*tick)(void *context),
	void *tick_context)
{
	if (!guests_try(explorer, guests, count, take, tick, tick_context))
		exit(EXIT_USAGE);
}

bool guests_are_complete(const struct guest *guests, size_t count)
{
	bool complete = true;

	for (size_t i = 0; i < count; i++) {
		char *fault = tally_fault(&guests[i].tally, guests[i].lines.damaged);

		if (fault)
			warn("%s", fault);
		complete &= !fault;
		free(fault);
	}
	return complete;
}
