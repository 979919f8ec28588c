/* SPDX-License-Identifier: MIT */
/*
 * The virtual file system: inodes, the tree of names over them, open files.
 *
 * A directory's names are dentries; tmpfs keeps its whole tree in them, other file systems make
 * them when asked. The tree (parents, children, names, mounts) is protected by one mutex,
 * tree_lock(); whoever follows a path holds it, so that what was looked up stays until the work is
 * done. Inodes, dentries and files are counted; a dentry counts its parent and its inode, a file
 * both. All functions: thread context, no spin lock held, unless they say otherwise.
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

/* Gets directory entries one by one; false: no room for this one, it is asked for again. */
struct dir_sink {
	bool (*add)(struct dir_sink *sink, const char *name, size_t length, uint64_t ino,
		uint32_t mode, uint64_t next_pos);
};

/* What kinds of inodes differ in. NULL: the call fails as Linux has it. */
struct inode_ops {
	/* The entry `name` of a directory whose tree is not kept: a dentry of the caller's, or
	 * -ENOENT. Tree lock held. */
	int (*lookup)(struct dentry *dir, const char *name, size_t length, struct dentry **entry);
	/* A new inode for a directory of this file system. Tree lock held. */
	int (*create)(struct filesystem *fs, uint32_t mode, uint32_t rdev, struct inode **inode);
	/* The text of a symbolic link into PATH_MAX bytes, NUL included; its length. */
	long (*readlink)(struct inode *inode, char *text);
	/* What a link that is more than its text stands for, counted; -ENOSYS: it is not. Tree lock
	 * held. */
	int (*jump)(struct inode *inode, struct dentry **target);
	/* Size of a regular file; inode->lock held. */
	int (*set_size)(struct inode *inode, uint64_t size);
	/* Space for bytes [start, end), or (`punch`) zeros in place of them and their space given
	 * back; the size stays. inode->lock held. NULL: regular files take space as it comes. */
	int (*allocate)(struct inode *inode, uint64_t start, uint64_t end, bool punch);
	/* The last reference is gone: free what `private` holds. */
	void (*destroy)(struct inode *inode);
};

/* What an open file does. The position is the file's, or the call's own (pread). */
struct file_ops {
	/* After the file is set up; an error is the open's. May sleep (FIFOs). */
	int (*open)(struct inode *inode, struct file *file);
	/* The last reference is gone. */
	void (*release)(struct file *file);
	/* Bytes moved, 0 at the end, or -errno. */
	long (*read)(struct file *file, struct io *io, uint64_t *pos);
	long (*write)(struct file *file, struct io *io, uint64_t *pos);
	/* POLL* bits that hold now; every event that can change them is added to `table`. */
	unsigned (*poll)(struct file *file, struct poll_table *table);
	/* Request of ioctl(2), `arg` a user address or number. -ENOTTY: unknown. */
	long (*ioctl)(struct file *file, unsigned request, uintptr_t arg);
	/* Entries from *pos on into `sink`; 0 or -errno. Tree lock held. */
	int (*readdir)(struct file *file, struct dir_sink *sink, uint64_t *pos);
	/* The page `index` for exec and mmap, see file_page(). */
	struct page *(*page)(struct file *file, uint64_t index, bool write, int *error);
	bool has_no_place; /* lseek() is allowed, and gives 0: /dev/null and its like */
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
	/* What /proc/PID/fd/N says of a file without a path ("pipe", "socket"); NULL: the path. */
	const char *name;
};

/* A mounted file system. */
struct filesystem {
	const char *type;
	uint32_t dev;
	uint32_t magic; /* statfs(2) */
	const struct inode_ops *ops;
	struct dentry *root;
	uint64_t next_ino;            /* lock: inode_alloc()'s own */
	size_t max_pages, used_pages; /* atomic; max 0: nothing is stored */
	unsigned flags;               /* MOUNT_* (fs/mount.h), lock: tree_lock(); read anywhere */
	/* One that a mount made ends with its last mount, freed when its last inode is. */
	bool dynamic;
	struct atomic refs; /* its inodes, and one */
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
	struct atomic mappings;    /* areas that show it */
	struct list record_locks;  /* struct file_lock, lock: fs/lock.c's */
	bool nameless;             /* by O_TMPFILE: it may get a first name; lock: tree lock */
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
	struct dentry *parent;   /* a root's is itself */
	struct dentry *mounted;  /* the root mounted on it */
	struct dentry *covers;   /* of such a root: what it is mounted on */
	struct dentry *original; /* of such a root of a bound directory: whose names it shows */
	struct list link;        /* on inode->dir.children of the parent; linked: one reference */
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
	uint64_t mark;  /* directories: their end when last read from the start, lock: pos_lock;
			   terminals: hang-ups before it was opened */
	struct mutex pos_lock;
	struct list watchers; /* struct epoll_item; lock: fs/event/epoll.c's */
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

/* One reference less; the last closes the file. May sleep. */
void file_put(struct file *file);

/* Read n bytes at `offset` into kernel memory. The number read, less at the end, or -errno. */
long file_read_at(struct file *file, void *buffer, size_t n, uint64_t offset);

/* A referenced page of a regular file's page cache, made when `index` is in a hole. NULL with
 * *error: -ENXIO (beyond the file's end, no room in the file system, a file that has no pages) or
 * -ENOMEM. With `write` for a shared writable mapping. */
struct page *file_page(struct file *file, uint64_t index, bool write, int *error);

/* The file that a mapped object is; NULL: it is none. */
extern const struct vm_object_ops file_object_ops;
static inline struct file *file_of(struct vm_object *object)
{
	return object && object->ops == &file_object_ops ? container_of(object, struct file, object)
							 : NULL;
}

/* A regular file of `size` zeros without a name, for shared memory. 0 or -errno. Thread context. */
int memory_file_create(uint64_t size, struct file **file);

/* --- Inodes --- */

/* A new inode of `fs`, its times now, its owner the current process's user. NULL: no memory. */
struct inode *inode_alloc(struct filesystem *fs, uint32_t mode, uint32_t rdev);

static inline struct inode *inode_get(struct inode *inode)
{
	atomic_inc(&inode->refs);
	return inode;
}

void inode_put(struct inode *inode);

/* One reference less to a file system, its root is gone. */
void filesystem_put(struct filesystem *fs);

/* Nothing in it may be changed: its file system is mounted so. */
bool inode_is_read_only(const struct inode *inode);

#define MAY_EXEC  1u
#define MAY_WRITE 2u
#define MAY_READ  4u

/* May the current process's user do that? 0 or -EACCES. */
int inode_permission(const struct inode *inode, unsigned may);

/* Is it the current process's user's, or is that one root? */
bool inode_is_owned(const struct inode *inode);

/* Its contents were changed: unless by root, it no longer runs as somebody else. Lock: its own. */
void inode_drop_privileges(struct inode *inode);

/* The entries that mark a change of contents, or of the inode alone. */
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

/* A file on `inode` (and `dentry`, or NULL), both references taken anew; O_* flags say how. NULL:
 * no memory. Its open operation is not called. */
struct file *file_alloc(struct inode *inode, struct dentry *dentry, int flags,
	const struct file_ops *ops);

/* A file on a new inode of no directory: pipes, sockets, eventfd. */
int file_create_anon(uint32_t mode, int flags, const struct file_ops *ops, void *private,
	struct file **file);

/* Read or write at *pos, checks included; moves *pos. */
long file_refuses(const struct file *file, unsigned mode); /* why it cannot be done */
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
