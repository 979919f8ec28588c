/* SPDX-License-Identifier: MIT */
/*
 * Up-calls about processes and signals, which stand above fs/: implemented in
 * kernel/proc/file_upcalls.c. Thread context unless said otherwise.
 */
#pragma once
#include <lib/base.h>

/* The current process: its id, its process group and its session. */
int process_current_pid(void);
int process_current_pgid(void);
int process_current_sid(void);

/* Whose permissions count: the file system user and group of the process; is it in that group? */
uint32_t process_fsuid(void);
uint32_t process_fsgid(void);
bool process_in_group(uint32_t gid);

/* Until it is told otherwise, the current thread asks those for the real ids (access(2)). */
void process_use_real_ids(bool real);

/* Its limits: the first descriptor that it may not have, the size beyond which it may not write. */
unsigned process_open_limit(void);
uint64_t process_size_limit(void);

/* Does a process of group `pgid` in session `sid` exist? */
bool process_group_exists(int pgid, int sid);

/* Has `pgid` no process whose parent is in another group of its session? Then nobody would continue
 * it, and it must not be stopped. */
bool process_group_is_orphaned(int pgid);

/* The pages [first_page, end_page) of `inode` are gone: no process's mapping shows them any more.
 */
struct inode;
void process_unmap_file(const struct inode *inode, uint64_t first_page, uint64_t end_page);

/* Is any process in that file system, or has a file of it open or mapped? Tree lock held. */
struct filesystem;
bool process_uses_filesystem(const struct filesystem *fs);

/* Does any process have a shared mapping of it that is or may become writable? */
bool process_may_write_mapping(const struct inode *inode);

/* Send `signo` to all processes of group `pgid`. Any context. */
void tty_signal(int pgid, int signo);

/* Send `signo` to the current thread (SIGPIPE). */
void signal_self(int signo);

/* Does the current thread block or ignore `signo` (job control of ttys)? */
bool signal_is_blocked(int signo);
