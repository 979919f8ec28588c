/* SPDX-License-Identifier: MIT */
/*
 * Three devices. /dev/explore takes requests and returns records. /dev/explored1 and /dev/explored2
 * are the explored program's standard output and error; what it writes goes into the hash and the
 * records.
 */
#include <fs/io.h>
#include <fs/vfs.h>
#include <kernel/explore/device.h>
#include <kernel/explore/session.h>
#include <kernel/explore/template.h>
#include <kernel/explore/trace.h>
#include <lib/string.h>
#include <mm/slab.h>
#include <mm/usercopy.h>
#include <uapi/errno.h>

/* Allocate room for `count` choices, and copy them from user address `from` unless that is 0. */
static int get_choices(struct choice **choices, uint64_t from, uint32_t count)
{
	size_t size = count * sizeof(**choices);

	static_assert(sizeof(struct choice) == sizeof(struct explore_choice), "the same");
	*choices = NULL;
	if (count > EXPLORE_CHOICES_MAX)
		return -EINVAL;
	if (!count)
		return 0;
	*choices = kmalloc(size);
	if (!*choices)
		return -ENOMEM;
	return from ? copy_from_user(*choices, (uintptr_t)from, size) : 0;
}

/* Run the seeds of the request up to the first that is not ok. 0 or -errno. */
static int run_block(void)
{
	struct explore_run *run = &session.run;
	struct explore_passed *passed = &run->passed;

	*passed = (struct explore_passed){0};
	for (;; run->seed++) {
		int error = session_run();

		if (error || !explore_is_ok(&run->result))
			return error;
		if (!passed->count)
			passed->hash = run->result.hash;
		passed->behaviours[passed->count++] = run->result.behaviour;
		passed->hashes += explore_hash(run->seed, run->result.hash);
		passed->instructions += run->result.instructions;
		if (passed->count >= MIN(run->count, (uint64_t)EXPLORE_BLOCK_MAX) ||
			passed->instructions >= EXPLORE_BLOCK_INSTRUCTIONS)
			return 0;
	}
}

static int run_with_choices(void)
{
	struct schedule *s = &session.schedule;
	struct choice *given, *made = NULL;
	int error = get_choices(&given, session.run.given, session.run.given_count);

	if (!error)
		error = get_choices(&made, 0, session.run.made_room);
	s->given = given;
	s->given_count = session.run.given_count;
	s->made = made;
	s->made_room = session.run.made_room;
	if (!error) {
		template_leave_memory();
		error = run_block();
		template_return_memory();
	}
	if (!error && made)
		error = copy_to_user((uintptr_t)session.run.made, made,
			MIN(s->made_count, s->made_room) * sizeof(*made));
	kfree(given);
	kfree(made);
	return error;
}

static int get_run(struct explore_run *run, uintptr_t arg)
{
	if (copy_from_user(run, arg, sizeof(*run)))
		return -EFAULT;
	run->policy[sizeof(run->policy) - 1] = 0;
	return 0;
}

/* After an error, too, the result is copied back: it may have the reason. */
static long run(uintptr_t arg)
{
	int error = get_run(&session.run, arg);

	if (!error)
		error = session_check(&session.run);
	if (!error)
		error = run_with_choices();
	if (copy_to_user(arg, &session.run, sizeof(session.run)))
		return -EFAULT;
	return error;
}

static long check(uintptr_t arg)
{
	struct explore_run asked;
	int error = get_run(&asked, arg);

	if (error)
		return error;
	error = session_check(&asked);
	if (copy_to_user(arg, &asked, sizeof(asked)))
		return -EFAULT;
	return error;
}

static long wait_for_template(uintptr_t arg)
{
	struct explore_result result;
	int there = session_wait(&result);

	if (there >= 0 && copy_to_user(arg, &result, sizeof(result)))
		return -EFAULT;
	return there;
}

static long join(uintptr_t arg)
{
	struct explore_start start;

	if (copy_from_user(&start, arg, sizeof(start)))
		return -EFAULT;
	return session_join(&start);
}

static long control_ioctl(struct file *file, unsigned request, uintptr_t arg)
{
	switch (request) {
	case EXPLORE_JOIN:
		return join(arg);
	case EXPLORE_WAIT:
		return wait_for_template(arg);
	case EXPLORE_CODE:
		return copy_from_user(&session.ranges, arg, sizeof(session.ranges))
			       ? -EFAULT
			       : session_code();
	case EXPLORE_RUN:
		return run(arg);
	case EXPLORE_CHECK:
		return check(arg);
	case EXPLORE_GET_VERSION:
		return EXPLORE_VERSION;
	default:
		return -ENOTTY;
	}
}

static long control_read(struct file *file, struct io *io, uint64_t *pos)
{
	const char *records;
	size_t size = trace_read(&records), n;

	if (*pos >= size)
		return 0;
	n = io_store(io, records + *pos, MIN(io->left, size - (size_t)*pos));
	*pos += n;
	return n ? (long)n : -EFAULT;
}

static long output_write(struct file *file, struct io *io, uint64_t *pos)
{
	int fd = DEV_MINOR(file->inode->rdev) == EXPLORE_MINOR_STDOUT ? 1 : 2;
	size_t wanted = io->left;

	while (io->left) {
		char bytes[128];
		size_t n = io_fetch(io, bytes, MIN(io->left, sizeof(bytes)));

		if (!n)
			break;
		for (size_t i = 0; i < n; i++)
			schedule_note(&session.schedule, (uint8_t)bytes[i]);
		trace_add_output(fd, bytes, n);
	}
	return wanted && io->left == wanted ? -EFAULT : (long)(wanted - io->left);
}

static const struct file_ops control_ops = {.read = control_read, .ioctl = control_ioctl};
static const struct file_ops output_ops = {.has_no_place = true, .write = output_write};

void explore_devices_init(void)
{
	device_register(MAKEDEV(EXPLORE_MAJOR, EXPLORE_MINOR), 1, &control_ops);
	device_register(MAKEDEV(EXPLORE_MAJOR, EXPLORE_MINOR_STDOUT), 1, &output_ops);
	device_register(MAKEDEV(EXPLORE_MAJOR, EXPLORE_MINOR_STDERR), 1, &output_ops);
}
