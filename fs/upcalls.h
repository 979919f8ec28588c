/* SPDX-License-Identifier: MIT */
/*
 * Up-calls of the file system: functions that fs/ and its subfolders call, and that a folder above
 * provides. Thread context, no spin lock held, unless they say otherwise.
 */
#pragma once
#include <lib/base.h>

struct dentry;
struct file;
struct files;
struct filesystem;
struct fs_context;
struct inode;

/* --- The current process: kernel/proc/file_upcalls.c, kernel/proc/files.c --- */

/* Its descriptors and its root and directory, not counted; never NULL. */
struct files *files_current(void);
struct fs_context *fs_current(void);

/* Give the kernel process both. Boot, once the root exists. */
void fs_current_init(void);

/* Its id, its process group and its session. */
int process_current_pid(void);
int process_current_pgid(void);
int process_current_sid(void);

/* The user and group whose permissions count, and whether the process is in group `gid`. */
uint32_t process_fsuid(void);
uint32_t process_fsgid(void);
bool process_in_group(uint32_t gid);

/* Its limits: the lowest descriptor number that it may not have, and the size in bytes beyond which
 * it may not write. */
unsigned process_open_limit(void);
uint64_t process_size_limit(void);

/* --- Other processes: kernel/proc/file_upcalls.c, kernel/proc/mount_users.c --- */

/* Does a process of group `pgid` in session `sid` exist? */
bool process_group_exists(int pgid, int sid);

/* Is `pgid` an orphaned process group (setpgid(2))? Its members must not be stopped, since no
 * parent would continue them. */
bool process_group_is_orphaned(int pgid);

/* Remove the pages [first_page, end_page) of `inode` from all processes' mappings. */
void process_unmap_file(const struct inode *inode, uint64_t first_page, uint64_t end_page);

/* Does any process have its root, its current directory, an open file or a mapping in `fs`? Tree
 * lock held. */
bool process_uses_filesystem(const struct filesystem *fs);

/* Does any process have a shared mapping of `inode` that is or may become writable? */
bool process_may_write_mapping(const struct inode *inode);

/* --- Signals: kernel/proc/file_upcalls.c --- */

/* Those signals of `set` that are pending for the current thread or its process; 0 for kernel
 * threads. */
uint64_t process_pending_signals(uint64_t set);

/* Take the next pending signal in `set` of the current thread or its process: true and *info. */
struct linux_siginfo;
bool process_take_signal(uint64_t set, struct linux_siginfo *info);

/* Send `signo` to all processes of group `pgid`. Any context. */
void tty_signal(int pgid, int signo);

/* Send `signo` to the current thread (SIGPIPE). */
void signal_self(int signo);

/* Does the current thread block or ignore `signo` (job control of terminals)? */
bool signal_is_blocked(int signo);

/* --- Kinds of files: the subfolders of fs/ --- */

/* `file` is being closed: no epoll instance watches it any more (fs/event/epoll.c). */
void epoll_forget(struct file *file);

/* Is `file`, of which a reference is about to be dropped, a socket that is in a message? If so,
 * call unix_collect() afterwards: it frees sockets that only hold each other, through messages that
 * nobody can receive (fs/unix/flight.c). */
bool unix_is_flying(const struct file *file);
void unix_collect(void);

/* Save what the snapshot needs before a change: page `index` of a file, the names in a directory
 * (tree lock held). Only for an inode that is part of the snapshot (fs/snapshot). */
void snapshot_save_page(struct inode *inode, uint64_t index);
void snapshot_save_names(struct dentry *dir);
