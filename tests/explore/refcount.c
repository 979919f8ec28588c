/* SPDX-License-Identifier: MIT */
/*
 * Use after free: a thread finds an object through a pointer, and only then takes a reference to
 * it; meanwhile the last user frees the object. To make that visible, freed objects are
 * overwritten.
 *
 * pattern: use after free by a reference count
 * depth: 2
 * found: exit:1
 * events: app
 */
#include "explore.h"
static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;
struct object {
	volatile int references, poisoned;
};

static struct object object = {.references = 1};
static struct object *volatile published = &object;

static void put(struct object *o)
{
	int last;

	pthread_mutex_lock(&lock);
	last = --o->references == 0;
	if (last)
		published = NULL;
	pthread_mutex_unlock(&lock);
	if (last)
		o->poisoned = 1;
}

static struct object *get(void)
{
	struct object *o;

	pthread_mutex_lock(&lock);
	o = published;
	if (!FIXED) {
		pthread_mutex_unlock(&lock);
		pthread_mutex_lock(&lock);
	}
	if (o)
		o->references++;
	pthread_mutex_unlock(&lock);
	return o;
}

static void *use(void *unused)
{
	struct object *o = get();

	if (o) {
		check(!o->poisoned);
		put(o);
	}
	return NULL;
}

static void *drop(void *unused)
{
	put(&object);
	return NULL;
}

int main(void)
{
	run_threads((thread_function *[]){use, drop}, 2);
	return 0;
}
