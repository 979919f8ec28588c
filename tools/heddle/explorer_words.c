/* SPDX-License-Identifier: MIT */
/*
 * The options of an exploration as words of a command line.
 */
#include "explorer.h"
#include "faults.h"
#include <stdlib.h>
#include <string.h>
#include <user/protocol.h>

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

char *explorer_words(const struct explorer *explorer, const char *settings)
{
	const struct job *job = &explorer->job;
	char *faults = faults_text(explorer->faults);
	char policy[32], events[32], model[32];
	const char *memory = model;
	struct text text = {0};

	text_addf(&text, "--policy");
	if (sscanf(settings, "%31s %31s %31s", policy, events, model) == 3) {
		text_addf(&text, " %s --events %s", policy, events);
	} else {
		add_quoted(&text, explorer->policy);
		text_addf(&text, " --events %s", explorer->events);
		memory = explorer->memory;
	}
	if (strcmp(memory, STORES_DEFAULT) != 0) {
		text_addf(&text, " --memory");
		add_quoted(&text, memory);
	}
	if (explorer->budget != BUDGET_DEFAULT)
		text_addf(&text, " --budget %ju", (uintmax_t)explorer->budget);
	if (explorer->search.parts > 1)
		text_addf(&text, " --part %u/%u", (unsigned)explorer->search.part,
			(unsigned)explorer->search.parts);
	if (explorer->late_ms != LATE_DEFAULT)
		text_addf(&text, " --late %ju", (uintmax_t)explorer->late_ms);
	if (explorer->processors != PROCESSORS_DEFAULT)
		text_addf(&text, " --processors %u", explorer->processors);
	if (strcmp(faults, FAULTS_DEFAULT) != 0)
		text_addf(&text, " --faults %s", *faults ? faults : "none");
	free(faults);
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
