/* SPDX-License-Identifier: MIT */
/*
 * The machines of an exploration.
 */
#include "explorer.h"
#include "library.h"
#include <errno.h>
#include <poll.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

#define LOOK_MS        20 /* between two looks at what the machines say */
#define BUDGET_DEFAULT 200000000

static const struct argp_option options[] = {{"policy", 'p', "POLICY", 0,
						     "how schedules are chosen: rr, rw, slice:N, "
						     "pct:D, pos, surw, replay:FILE (default "
						     "pct:3)",
						     1},
	{"events", 'E', "EVENTS", 0,
		"where threads may be switched: sync, at system calls that others may notice; "
		"shared, "
		"also at accesses to words that several threads use; app, of those only the "
		"program's own code's (default where it has symbols); insn, at any instruction",
		1},
	{"budget", 'b', "STEPS", 0,
		"instructions of the program after which a schedule is given up (default "
		"200000000)",
		1},
	{0}};

static const struct argp_child children[] = {{.argp = &job_argp}, {0}};

static uint64_t number(struct argp_state *state, const char *text, char **end)
{
	uint64_t value;

	errno = 0;
	value = strtoull(text, end, 10);
	if (*end == text || errno || *text == '-')
		argp_error(state, "%s: a number is needed", text);
	return value;
}

uint64_t parse_seed(struct argp_state *state, const char *text)
{
	char *end;
	uint64_t value = number(state, text, &end);

	if (*end)
		argp_error(state, "%s: a number is needed", text);
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
		argp_error(state, "%s: seeds are FIRST..LAST", text);
	return range;
}

static bool is_policy(const char *text)
{
	static const char *const plain[] = {"rr", "rw", "pos", "surw"};
	static const char replay[] = "replay:";
	static const char *const with_number[] = {"slice:", "pct:"};

	for (size_t i = 0; i < ARRAY_SIZE(plain); i++)
		if (strcmp(text, plain[i]) == 0)
			return true;
	if (strncmp(text, replay, strlen(replay)) == 0)
		return text[strlen(replay)];
	for (size_t i = 0; i < ARRAY_SIZE(with_number); i++) {
		size_t n = strlen(with_number[i]);

		if (strncmp(text, with_number[i], n) == 0 && text[n] &&
			strspn(text + n, "0123456789") == strlen(text + n))
			return true;
	}
	return false;
}

/* What the kernel can do. */
static bool is_events(const char *text)
{
	return strcmp(text, "sync") == 0 || strcmp(text, "shared") == 0 ||
	       strcmp(text, "app") == 0 || strcmp(text, "insn") == 0;
}

static error_t parse(int key, char *argument, struct argp_state *state)
{
	struct explorer *explorer = state->input;

	switch (key) {
	case ARGP_KEY_INIT:
		state->child_inputs[0] = &explorer->job;
		explorer->policy = "pct:3";
		explorer->budget = BUDGET_DEFAULT;
		return 0;
	case 'p':
		if (!is_policy(argument))
			argp_error(state, "there is no policy %s", argument);
		explorer->policy = argument;
		return 0;
	case 'E':
		if (!is_events(argument))
			argp_error(state, "there are no events %s", argument);
		explorer->events = argument;
		return 0;
	case 'b':
		explorer->budget = parse_seed(state, argument);
		return 0;
	default:
		return ARGP_ERR_UNKNOWN;
	}
}

const struct argp explorer_argp = {.options = options, .parser = parse, .children = children};

/* --- The job --- */

const char *explorer_choices(const struct explorer *explorer)
{
	return strncmp(explorer->policy, "replay:", 7) == 0 ? explorer->policy + 7 : NULL;
}

void explorer_add_policy(const struct explorer *explorer, struct text *job)
{
	const char *path = explorer_choices(explorer);
	char *choices, *save = NULL;

	if (!path) {
		text_addf(job, "policy %s\n", explorer->policy);
		return;
	}
	choices = read_file(path, NULL);
	if (!choices)
		die("%s: %s", path, strerror(errno));
	text_addf(job, "policy replay\n");
	for (char *line = strtok_r(choices, "\n", &save); line;
		line = strtok_r(NULL, "\n", &save)) {
		if (strncmp(line, "choice ", 7) != 0)
			die("%s: not written by `heddle shrink -o`", path);
		text_addf(job, "%s\n", line);
	}
	free(choices);
}

static void add_own_code(void *context, uint64_t start, uint64_t end)
{
	text_addf(context, "app %jx %jx\n", (uintmax_t)start, (uintmax_t)end);
}

static void add_entry(void *context, uint64_t address)
{
	text_addf(context, "call %jx\n", (uintmax_t)address);
}

/* Whose code is whose (user/explore/code.h). */
static void describe_code(struct explorer *explorer, struct text *lines)
{
	symbols_own_code(explorer->symbols, add_own_code, lines);
	if (!lines->length)
		return;
	symbols_entries(explorer->symbols, NULL, add_entry, lines);
	text_addf(lines, "base %jx\n", (uintmax_t)symbols_base(explorer->symbols, NULL));
	for (size_t i = 0; i < explorer->job.needs.library_count; i++) {
		const struct needed *library = &explorer->job.needs.libraries[i];
		const char *name = strrchr(library->guest, '/');

		if (!name || (strncmp(name, "/libc.", 6) && strncmp(name, "/libpthread", 11)))
			continue;
		text_addf(lines, "library %jx %s\n",
			(uintmax_t)symbols_base(explorer->symbols, library->host), library->guest);
		symbols_entries(explorer->symbols, library->host, add_entry, lines);
	}
}

void explorer_open(struct explorer *explorer)
{
	struct text own_code = {0};
	struct file_place place;
	char *path;

	if (explorer->job.cpus > 1)
		die("exploring is done on one processor");
	job_collect(&explorer->job);
	job_add_init(&explorer->job, "explore");
	path = needs_absolute(explorer->job.path);
	if (!file_place_find(&place, explorer->job.sysroot, path))
		die("%s: %s", path, strerror(errno));
	free(path);
	explorer->program = xstrdup(place.host);
	explorer->symbols = symbols_open(place.host);
	file_place_free(&place);
	describe_code(explorer, &own_code);
	if (!explorer->events)
		explorer->events = own_code.length ? "app" : "sync";
	text_addf(&explorer->common, "events %s\nbudget %ju\n", explorer->events,
		(uintmax_t)explorer->budget);
	job_add_settings(&explorer->job, &explorer->common, " \n");
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

static void add_quoted(struct text *text, const char *word)
{
	static const char plain[] = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789"
				    "_-+=./:,@%";

	text_add(text, " ", 1);
	if (*word && word[strspn(word, plain)] == '\0') {
		text_add(text, word, strlen(word));
		return;
	}
	text_add(text, "'", 1);
	for (; *word; word++)
		text_addf(text, *word == '\'' ? "'\\''" : "%c", *word);
	text_add(text, "'", 1);
}

char *explorer_words(const struct explorer *explorer)
{
	const struct job *job = &explorer->job;
	struct text text = {0};

	text_addf(&text, "--policy");
	add_quoted(&text, explorer->policy);
	text_addf(&text, " --events %s", explorer->events);
	if (explorer->budget != BUDGET_DEFAULT)
		text_addf(&text, " --budget %ju", (uintmax_t)explorer->budget);
	if (job->arch)
		text_addf(&text, " --arch %s", job->arch);
	if (job->memory_mib)
		text_addf(&text, " --mem %uM", job->memory_mib);
	if (job->sysroot) {
		text_addf(&text, " --sysroot");
		add_quoted(&text, job->sysroot);
	}
	for (size_t i = 0; i < job->file_count; i++) {
		text_addf(&text, " --file");
		add_quoted(&text, job->files[i]);
	}
	for (size_t i = 0; i < job->setting_count; i++) {
		text_addf(&text, " --env");
		add_quoted(&text, job->settings[i]);
	}
	if (job->program[0][0] == '-')
		text_addf(&text, " --");
	for (char **word = job->program; *word; word++)
		add_quoted(&text, *word);
	return text.data;
}

/* --- Machines --- */

void guest_start(struct explorer *explorer, struct guest *guest)
{
	struct machine_options machine;
	struct text text = {0};

	text_add(&text, explorer->common.data, explorer->common.length);
	text_add(&text, guest->job.data, guest->job.length);
	ramdisk_add_data(explorer->job.disk, "/etc/explore", 0644, text.data, text.length);
	free(text.data);
	job_make_machine(&explorer->job, &machine);
	machine.words = "quiet explore";
	machine.serial = guest->lines.fd = memfd_create("serial", MFD_CLOEXEC);
	if (machine.serial < 0)
		die("no file in memory: %s", strerror(errno));
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

/* The machine maps its files as every other machine of this job does. */
static void take_map(struct explorer *explorer, const json_t *line)
{
	const char *source = ramdisk_source(explorer->job.disk, line_text(line, "path"));

	if (source)
		symbols_map(explorer->symbols,
			strcmp(source, explorer->program) == 0 ? NULL : source,
			line_number(line, "start"), line_number(line, "offset"));
}

static void take_line(void *context, json_t *line)
{
	struct taker *taker = context;
	const char *type = line_text(line, "type");

	if (strcmp(type, "error") == 0)
		die("in the machine: %s", line_text(line, "text"));
	if (strcmp(type, "map") == 0)
		take_map(taker->explorer, line);
	else if (strcmp(type, "ready") == 0)
		taker->guest->has_schedules = true;
	else if (strcmp(type, "done") == 0)
		taker->guest->done = true;
	else if (!taker->guest->done)
		taker->take(taker->guest, line);
}

/* It has ended without being done: what it said says why. */
static __attribute__((noreturn)) void broken(struct guest *guest)
{
	const struct text *said = &guest->lines.other;

	if (said->length)
		fwrite(said->data, 1, said->length, stderr);
	if (guest->lines.rest.length)
		fwrite(guest->lines.rest.data, 1, guest->lines.rest.length, stderr);
	die("the machine ended before its job was done");
}

/* True: it goes on. */
static bool look_at(struct explorer *explorer, struct guest *guest,
	void (*take)(struct guest *guest, const json_t *line))
{
	struct taker taker = {explorer, guest, take};
	bool ended = machine_has_ended(&guest->machine);

	lines_read(&guest->lines, take_line, &taker);
	if (!guest->running)
		return false; /* stopped while its lines were taken */
	if (ended && !guest->done && !guest->gdb)
		broken(guest);
	if (!ended && (guest->record || !guest->done))
		return true;
	guest_stop(guest);
	return false;
}

void guests_run(struct explorer *explorer, struct guest *guests, size_t count,
	void (*take)(struct guest *guest, const json_t *line), void (*tick)(void *context),
	void *tick_context)
{
	size_t going = count;

	for (size_t i = 0; i < count; i++)
		guest_start(explorer, &guests[i]);
	while (going) {
		poll(NULL, 0, LOOK_MS);
		going = 0;
		for (size_t i = 0; i < count; i++)
			if (guests[i].running)
				going += look_at(explorer, &guests[i], take);
		if (tick)
			tick(tick_context);
	}
}
