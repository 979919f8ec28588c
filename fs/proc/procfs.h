/* SPDX-License-Identifier: MIT */
/*
 * The /proc file system (proc(5)): files whose text is made when they are read. Directories are
 * tables of entries; those of processes are looked up by number. Nodes name a process by its pid,
 * never by pointer, so they may outlive it. Thread context.
 */
#pragma once
#include <fs/files.h>
#include <fs/tree.h>
#include <kernel/proc/process.h>
#include <kernel/sched/usage.h>

/* The text of a file while it is made. */
struct proc_text {
	char *data;
	size_t used, size;
	bool failed; /* out of memory: the text lacks some parts */
};

/* Append to the text; masks of processors as Linux writes them, "0f" or "0-3". Without memory,
 * `failed` is set instead. */
void text_printf(struct proc_text *text, const char *fmt, ...) PRINTF_LIKE(2, 3);
void text_append(struct proc_text *text, const char *bytes, size_t n);
void text_processor_mask(struct proc_text *text, uint64_t mask);
void text_processor_list(struct proc_text *text, uint64_t mask);

struct proc_node;

/* One name of a directory. */
struct proc_entry {
	const char *name;
	uint32_t mode;
	bool guarded; /* only for processes that may inspect this one */
	/* Regular files: append the contents to `text`. 0 or -errno. */
	int (*show)(struct proc_text *text, const struct proc_node *node);
	/* Handle a write of `text`: n bytes and a NUL. 0 or -errno. NULL: not writable. */
	int (*store)(const struct proc_node *node, const char *text, size_t n);
	/* Links: copy the text to `target`, PATH_MAX bytes, and return its length or -errno. */
	long (*link)(const struct proc_node *node, char *target);
	/* Links: the dentry to follow instead of the text, counted: 0 or -errno. NULL: follow the
	 * text. Tree lock held. */
	int (*jump)(const struct proc_node *node, struct dentry **target);
	/* Directories: a table of entries, and a function that looks up all others. */
	const struct proc_entry *entries;
	unsigned count;
	int (*lookup)(const struct proc_node *node, const char *name, size_t length,
		struct proc_node *found);
	/* The lowest number above `number`, which may be -1, that is an entry; -1: none. Its name
	 * is `prefix`, unless that is NULL, and the number. */
	int (*next)(const struct proc_node *node, int number);
	const char *prefix;
};

struct proc_node {
	const struct proc_entry *entry;
	int pid, tid; /* 0: not in a process's directory; tid 0: the process as a whole */
	int fd;       /* of entries in fd/ and fdinfo/, and a processor of /sys; otherwise -1 */
};

/* A consistent view of a process, or of one of its threads. */
struct proc_snapshot {
	int pid, tid, parent_pid, pgid, sid;
	char name[THREAD_NAME_MAX];
	char state; /* R S T Z */
	unsigned threads, priority, processor;
	struct credentials ids;
	struct cpu_usage usage, children; /* its own; that of the children it waited for */
	uint64_t start_ns;                /* since boot */
	int policy, rt_priority, nice;
	uint64_t processors;                                        /* its affinity, by bit */
	uint64_t pending, shared_pending, blocked, ignored, caught; /* signals, by bit */
	unsigned queued;
	int exit_signal;
	bool no_new_privileges;
	struct limit_pair limits[LIMITS];
	const char *wait_channel;
	struct aspace *aspace; /* counted, or NULL */
	struct files *files;   /* counted, or NULL */
	struct fs_context *fs; /* counted, or NULL */
};

/* Fill in *snapshot: 0, and the caller calls proc_snapshot_put() later; or -ESRCH. Takes
 * thread_table_lock. */
int proc_snapshot_get(const struct proc_node *node, struct proc_snapshot *snapshot);
void proc_snapshot_put(struct proc_snapshot *snapshot);

/* Name a thread (tid 0: the first) of the current process. 0, -EINVAL (another process) or
 * -ESRCH. */
int proc_set_name(const struct proc_node *node, const char *name);

/* May the current process inspect the memory and files of process `pid`? */
bool proc_may_inspect(int pid);

/* The owner of a process's directory: its effective ids. False: there is no such process. */
bool proc_owner(int pid, uint32_t *uid, uint32_t *gid);

/* Does the process (tid 0) or the thread exist? And the lowest number above `after`; -1: none. */
bool proc_exists(int pid, int tid);
int proc_next_pid(int after);
int proc_next_tid(int pid, int after);

/* The mounts of a process, and the lookup of a process's directory by its name. */
int proc_show_mounts(struct proc_text *text, const struct proc_node *node);
int proc_show_mountinfo(struct proc_text *text, const struct proc_node *node);
int proc_lookup_pid(const struct proc_node *node, const char *name, size_t length,
	struct proc_node *found);

/* Which process is killed when memory runs out (fs/proc/oom.c). */
int proc_show_oom_score(struct proc_text *text, const struct proc_node *node);
int proc_show_oom_adjust(struct proc_text *text, const struct proc_node *node);
int proc_store_oom_adjust(const struct proc_node *node, const char *text, size_t n);

/* Allocations that fail on purpose (fs/proc/failing.c; DEBUG=1). */
int proc_show_failing(struct proc_text *text, const struct proc_node *node);
int proc_store_failing(const struct proc_node *node, const char *text, size_t n);

/* The program of a process (fs/proc/exe.c). */
int proc_show_cmdline(struct proc_text *text, const struct proc_node *node);
int proc_show_environ(struct proc_text *text, const struct proc_node *node);
long proc_link_exe(const struct proc_node *node, char *target);
int proc_jump_exe(const struct proc_node *node, struct dentry **target);

/* The usage of the slabs, and freeing memory that they keep for later (fs/proc/slabs.c). */
int proc_show_slabs(struct proc_text *text, const struct proc_node *node);
int proc_drop_caches(const struct proc_node *node, const char *text, size_t n);

/* The processors, in words (fs/proc/processors.c). */
int proc_show_cpuinfo(struct proc_text *text, const struct proc_node *node);

/* The figures of a process (fs/proc/status.c). */
int proc_show_stat(struct proc_text *text, const struct proc_node *node);
int proc_show_statm(struct proc_text *text, const struct proc_node *node);
int proc_show_status(struct proc_text *text, const struct proc_node *node);
int proc_show_limits(struct proc_text *text, const struct proc_node *node);

/* The descriptors of a process (fs/proc/fd.c). */
int proc_lookup_fd(const struct proc_node *node, const char *name, size_t length,
	struct proc_node *found);
int proc_lookup_fdinfo(const struct proc_node *node, const char *name, size_t length,
	struct proc_node *found);
int proc_next_fd(const struct proc_node *node, int after);

/* The number that `name` is, without leading zeros; -1: it is none. */
int proc_parse_number(const char *name, size_t length);

/* Copy the path of `dentry` to `text`, PATH_MAX bytes. Its length, -ENAMETOOLONG or -ENOMEM. Takes
 * the tree lock. */
long proc_put_path(struct dentry *dentry, char *text);

/* The tables: the root's files, /proc/sys, a process's directory, a thread's; and that of /sys. */
extern const struct proc_entry proc_root, proc_process, proc_thread, sys_root;

/* Initializers of entries. */
#define PROC_TABLE(table) .entries = (table), .count = ARRAY_SIZE(table)

#define PROC_FILE(file_name, show_function)                                          \
	{                                                                            \
		.name = (file_name), .mode = S_IFREG | 0444, .show = (show_function) \
	}

#define PROC_GUARDED_FILE(file_name, file_mode, show_function)                       \
	{                                                                            \
		.name = (file_name), .mode = S_IFREG | (file_mode), .guarded = true, \
		.show = (show_function)                                              \
	}

#define PROC_GUARDED_LINK(link_name, link_function, jump_function)            \
	{                                                                     \
		.name = (link_name), .mode = S_IFLNK | 0777, .guarded = true, \
		.link = (link_function), .jump = (jump_function)              \
	}

/* Mount /proc; /proc/cmdline shows `cmdline`. 0 or -errno. Boot. */
int procfs_init(const char *cmdline);

/* Mount /sys, which describes the processors (fs/proc/processors.c). 0 or -errno. Boot. */
int sysfs_init(void);

/* The kernel command line. */
extern const char *proc_cmdline;
