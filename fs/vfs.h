/* SPDX-License-Identifier: MIT */
/*
 * The virtual file system: inodes, the tree of names over them, open files.
 *
 * The names in a directory are dentries. tmpfs keeps its whole tree in them; other file systems
 * create them on lookup. One mutex, tree_lock(), protects the tree (parents, children, names,
 * mounts). Paths are followed with it held, so that all that was looked up stays until the work
 * is done. Inodes, dentries and files are counted. A dentry holds references to its parent and its
 * inode, a file to its inode and its dentry. All functions: thread context, no spin lock held,
 * unless they say otherwise.
 */
#pragma once
#include <fs/event/event.h>
#include <fs/io.h>
#include <fs/tmpfs/page_cache.h>
#include <kernel/sync/mutex.h>
#include <lib/atomic.h>
#include <lib/rbtree.h>
#include <mm/vm_object.h>
#include <uapi/fcntl.h>
#include <uapi/poll.h>
#include <uapi/stat.h>

struct dentry;
struct file;
struct filesystem;
struct inode;
struct saved_inode;
struct path_place;

/* Receives directory entries one by one. False: no room; the same entry is passed next time. */
struct dir_sink {
	bool (*add)(struct dir_sink *sink, const char *name, size_t length, uint64_t ino,
		uint32_t mode, uint64_t next_pos);
};

/* Operations of a kind of inode. NULL: calls that need it fail as on Linux. */
struct inode_ops {
	/* Directories that do not keep their entries: create the dentry of `name`, whose reference
	 * is the caller's. 0, -ENOENT or -ENOMEM. Tree lock held. */
	int (*lookup)(struct dentry *dir, const char *name, size_t length, struct dentry **entry);
	/* Create an inode in `fs`, in no directory yet. 0 or -ENOMEM. */
	int (*create)(struct filesystem *fs, uint32_t mode, uint32_t rdev, struct inode **inode);
	/* Copy the text of a symbolic link and a NUL to `text`, PATH_MAX bytes. Its length or
	 * -errno. */
	long (*readlink)(struct inode *inode, char *text);
	/* Follow a link that stands for a dentry, not for its text: 0 and *target, counted.
	 * -ENOSYS: an ordinary link. Tree lock held. */
	int (*jump)(struct inode *inode, struct dentry **target);
	/* Set the size of a regular file, in bytes. 0 or -errno. Lock: inode->lock. */
	int (*set_size)(struct inode *inode, uint64_t size);
	/* Allocate space for bytes [start, end), or (`punch`) make them zeros and free their space.
	 * The size stays. 0 or -errno. Lock: inode->lock. */
	int (*allocate)(struct inode *inode, uint64_t start, uint64_t end, bool punch);
	/* The last reference was dropped: free the contents. */
	void (*destroy)(struct inode *inode);
};

/* Operations of an open file. `pos` is the file's position, or the call's own (pread). */
struct file_ops {
	/* Called when the file is set up; an error makes the open fail. May sleep (FIFOs). */
	int (*open)(struct inode *inode, struct file *file);
	/* The last reference was dropped. */
	void (*release)(struct file *file);
	/* The number of bytes transferred, 0 at the end, or -errno. */
	long (*read)(struct file *file, struct io *io, uint64_t *pos);
	long (*write)(struct file *file, struct io *io, uint64_t *pos);
	/* The POLL* bits that hold now. Adds every event that can change them to `table`. */
	unsigned (*poll)(struct file *file, struct poll_table *table);
	/* Request of ioctl(2), `arg` a user address or number. -ENOTTY: unknown. */
	long (*ioctl)(struct file *file, unsigned request, uintptr_t arg);
	/* Pass the entries from *pos on to `sink`, advancing *pos. 0 or -errno. Tree lock held. */
	int (*readdir)(struct file *file, struct dir_sink *sink, uint64_t *pos);
	/* The page `index` for exec and mmap, see file_page(). */
	struct page *(*page)(struct file *file, uint64_t index, bool write, int *error);
	bool has_no_place; /* lseek() succeeds and returns 0, as for /dev/null */
	/*
	 * Snapshots (fs/snapshot/snapshot.h). `freeze`: the file is part of the snapshot and will
	 * only be copied from now on; stop all activity on it, and pass the files that it holds to
	 * snapshot_add_file(). 0 or -errno. NULL: nothing to stop.
	 */
	int (*freeze)(struct file *file);
	/* Copy the file's own state into `copy`, a new file. 0 or -ENOMEM. */
	int (*copy)(struct file *copy, struct file *file);
	/* Second pass, when all files have copies: copy the references to other files. 0 or
	 * -ENOMEM. */
	int (*copy_references)(struct file *copy, struct file *file);
	/* Shown by /proc/PID/fd/N for files without a path ("pipe", "socket"). */
	const char *name;
};

/* A mounted file system. */
struct filesystem {
	const char *type;
	uint32_t dev;
	uint32_t magic; /* statfs(2) */
	const struct inode_ops *ops;
	struct dentry *root;
	uint64_t next_ino;            /* lock: ino_lock of fs/inode.c */
	size_t max_pages, used_pages; /* atomic; max 0: nothing is stored */
	unsigned flags;               /* MOUNT_* (fs/mount.h), lock: tree_lock(); read anywhere */
	/* Created for a mount: discarded with its last mount, freed with its last inode. */
	bool dynamic;
	struct atomic refs; /* its inodes, and one more */
};

struct inode {
	/* Constant. */
	struct atomic refs;
	uint64_t ino;
	struct filesystem *fs;
	const struct inode_ops *ops;
	const struct file_ops *file_ops;
	uint32_t rdev; /* character and block devices */

	/* Lock: lock, or the tree lock for `links`. Read anywhere. */
	struct mutex lock; /* order: tree lock, inode lock; one inode's at a time */
	uint32_t mode, uid, gid, links;
	int64_t atime_ns, mtime_ns, ctime_ns;
	uint32_t seals;            /* F_SEAL_* (uapi/fcntl.h); read anywhere */
	struct atomic mappings;    /* areas that map it */
	struct list record_locks;  /* struct file_lock, lock: that of fs/lock.c */
	bool nameless;             /* made by O_TMPFILE, may get a first name; lock: tree_lock() */
	struct saved_inode *saved; /* its state in the snapshot; NULL: not part of one */

	union {
		struct {                      /* directories; lock: tree_lock() */
			struct list children; /* by position */
			struct rb_tree names;
			uint64_t next_pos;
			size_t entries;
		} dir;
		struct page_cache pages; /* regular files of tmpfs */
		char *symlink;           /* the text, or NULL */
		void *private;
	};
};

/* A name in a directory. */
struct dentry {
	struct atomic refs;
	struct inode *inode;

	/* Lock: tree_lock(). */
	struct dentry *parent;   /* itself, for a root */
	struct dentry *mounted;  /* the root mounted on it */
	struct dentry *covers;   /* for such a root: the dentry under it */
	struct dentry *original; /* for the root of a bound directory: whose names it shows */
	struct list link;        /* on inode->dir.children of the parent, which holds a reference */
	struct rb_node node;
	uint64_t pos; /* in the directory, from 2 on */
	uint32_t hash;
	uint32_t length;
	char *name;
};

#define FILE_READ  1u /* file->mode */
#define FILE_WRITE 2u
#define FILE_SEEK  4u /* has a position */

struct file {
	struct vm_object object; /* the file as mm/ maps it */
	struct atomic refs;
	/* Constant after open. */
	unsigned mode; /* FILE_* */
	const struct file_ops *ops;
	struct inode *inode;
	struct dentry *dentry; /* NULL: it has no path */
	void *private;

	unsigned flags; /* O_APPEND, O_NONBLOCK, ...: set by fcntl, read anywhere */
	uint64_t pos;   /* lock: pos_lock */
	uint64_t mark;  /* directories: the end when last read from the start, lock: pos_lock;
			   terminals: hang-ups before the open */
	struct mutex pos_lock;
	struct list watchers; /* struct epoll_item; lock: that of fs/event/epoll.c */
};

/* Nanoseconds since 1970 for time stamps. Any context. */
int64_t fs_now_ns(void);

/* --- Files for the kernel's own use --- */

/* Open `path`, relative to the current process's directory, as open(2) would: 0 and a reference,
 * or -errno. */
int vfs_open(const char *path, int flags, unsigned mode, struct file **file);

static inline struct file *file_get(struct file *file)
{
	atomic_inc(&file->refs);
	return file;
}

/* Drop a reference. The last one closes the file. May sleep. */
void file_put(struct file *file);

/* Read n bytes at `offset` into kernel memory. The number read, less than n at the end, or
 * -errno. */
long file_read_at(struct file *file, void *buffer, size_t n, uint64_t offset);

/* Page `index` of a regular file, with a reference; it is created if `index` is in a hole. `write`:
 * for a shared writable mapping. NULL and *error: -ENXIO (beyond the file's end, no room in the
 * file system, or a file without pages) or -ENOMEM. */
struct page *file_page(struct file *file, uint64_t index, bool write, int *error);

/* The file that a mapped object belongs to; NULL: it is no file. */
extern const struct vm_object_ops file_object_ops;
static inline struct file *file_of(struct vm_object *object)
{
	return object && object->ops == &file_object_ops ? container_of(object, struct file, object)
							 : NULL;
}

/* Create a regular file of `size` zero bytes without a name, for shared memory. 0 or -errno. */
int memory_file_create(uint64_t size, struct file **file);

/* --- Inodes --- */

/* Create an inode in `fs`. Its times are now, its owner is the current process's user. NULL: no
 * memory. */
struct inode *inode_alloc(struct filesystem *fs, uint32_t mode, uint32_t rdev);

static inline struct inode *inode_get(struct inode *inode)
{
	atomic_inc(&inode->refs);
	return inode;
}

void inode_put(struct inode *inode);

/* Drop a reference to a file system: an inode's, or the one for its root. */
void filesystem_put(struct filesystem *fs);

/* Is the inode's file system mounted read-only? */
bool inode_is_read_only(const struct inode *inode);

#define MAY_EXEC  1u
#define MAY_WRITE 2u
#define MAY_READ  4u

/* May the current process's user do all of `may` (MAY_*) with the inode? 0, -EACCES or -EROFS. */
int inode_permission(const struct inode *inode, unsigned may);

/* Is the current process's user the owner, or root? */
bool inode_is_owned(const struct inode *inode);

/* After a write by a user other than root: clear S_ISUID, and S_ISGID if the group may execute the
 * file or the user is not in it. Lock: inode->lock. */
void inode_drop_privileges(struct inode *inode);

/* Set the times for a change of contents (mtime, ctime), or of the inode alone (ctime). */
void inode_touch(struct inode *inode);
void inode_changed(struct inode *inode);

/*
 * Let `ops` serve opened files of the character devices `rdev` and the `count` - 1 minor numbers
 * after it; and opened FIFOs. Boot.
 */
void device_register(uint32_t rdev, unsigned count, const struct file_ops *ops);
void fifo_register(const struct file_ops *ops);

/* Operations of a device or FIFO by mode and number; NULL: there is no such device. Any context. */
const struct file_ops *device_ops(uint32_t mode, uint32_t rdev);

/* --- Open files --- */

/* Create an open file on `inode` and `dentry` (or NULL), with new references to both. `flags` are
 * O_*. The open operation is not called. NULL: no memory. */
struct file *file_alloc(struct inode *inode, struct dentry *dentry, int flags,
	const struct file_ops *ops);

/* Create an open file on a new inode in no directory (pipes, sockets, eventfd). 0 or -ENOMEM. */
int file_create_anon(uint32_t mode, int flags, const struct file_ops *ops, void *private,
	struct file **file);

/* Read or write at *pos, and advance it. The number of bytes, or -errno (file_refuses() says which)
 * if the file is not open for that or cannot do it. */
long file_refuses(const struct file *file, unsigned mode);
static inline long file_read(struct file *file, struct io *io, uint64_t *pos)
{
	if (likely(file->mode & FILE_READ && file->ops->read))
		return file->ops->read(file, io, pos);
	return file_refuses(file, FILE_READ);
}
static inline long file_write(struct file *file, struct io *io, uint64_t *pos)
{
	if (likely(file->mode & FILE_WRITE && file->ops->write))
		return file->ops->write(file, io, pos);
	return file_refuses(file, FILE_WRITE);
}

/* lseek(2). The new position or -errno. */
int64_t file_seek(struct file *file, int64_t offset, int whence);

static inline bool file_is_nonblocking(const struct file *file)
{
	return READ_ONCE(file->flags) & O_NONBLOCK;
}
