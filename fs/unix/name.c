/* SPDX-License-Identifier: MIT */
/*
 * Names of AF_UNIX sockets: paths, whose inodes point to the bound socket while it is open, and
 * abstract names, kept in a list.
 */
#include <fs/snapshot/snapshot.h>
#include <fs/tree.h>
#include <fs/unix/socket.h>
#include <lib/printf.h>
#include <lib/string.h>
#include <uapi/errno.h>

static struct list abstract = LIST_INIT(abstract); /* lock: unix_mutex */
static unsigned next_name; /* last name tried by choose_name_locked(); lock: unix_mutex */

static bool is_abstract(const struct unix_address *address)
{
	return address->length > FAMILY_SIZE && !address->un.path[0];
}

/* The socket bound to an abstract name; NULL: none. Lock: unix_mutex. */
static struct unix_socket *find_abstract_locked(const struct unix_address *address)
{
	struct unix_socket *socket;

	assert_locked(&unix_mutex);
	list_for_each_entry(socket, &abstract, abstract_link) {
		if (!socket->frozen && socket->address.length == address->length &&
			memcmp(&socket->address.un, &address->un, address->length) == 0)
			return socket;
	}
	return NULL;
}

/* Copy the path of an address to `path`, UNIX_PATH_MAX + 1 bytes, and end it with NUL. */
static void path_of(const struct unix_address *address, char *path)
{
	size_t n = address->length - FAMILY_SIZE;

	memcpy(path, address->un.path, n);
	path[n] = '\0';
}

int unix_find(const struct unix_address *address, struct unix_socket **found)
{
	struct unix_socket *socket;
	struct dentry *dentry = NULL;
	char path[UNIX_PATH_MAX + 1];
	int error = 0;

	if (!is_abstract(address)) {
		path_of(address, path);
		error = path_lookup(NULL, path, WALK_FOLLOW, &dentry);
		if (!error)
			error = inode_permission(dentry->inode, MAY_WRITE);
		if (!error && !S_ISSOCK(dentry->inode->mode))
			error = -ECONNREFUSED;
	}
	if (!error) {
		mutex_lock(&unix_mutex);
		socket = dentry ? dentry->inode->private : find_abstract_locked(address);
		if (socket)
			*found = unix_get(socket);
		else
			error = -ECONNREFUSED;
		mutex_unlock(&unix_mutex);
	}
	dentry_put(dentry);
	return error;
}

/* Choose a free abstract name of five hexadecimal digits. Lock: unix_mutex. */
static void choose_name_locked(struct unix_address *address)
{
	assert_locked(&unix_mutex);
	do {
		next_name = (next_name + 1) & 0xfffff;
		snprintf(address->un.path + 1, 6, "%05x", next_name);
		address->un.path[0] = '\0';
		address->length = FAMILY_SIZE + 6;
	} while (find_abstract_locked(address));
}

/* Bind to an abstract name, a free one if `address` has none. 0 or -EADDRINUSE. Lock:
 * unix_mutex. */
static int bind_abstract_locked(struct unix_socket *socket, struct unix_address *address)
{
	assert_locked(&unix_mutex);
	if (address->length == FAMILY_SIZE)
		choose_name_locked(address);
	else if (find_abstract_locked(address))
		return -EADDRINUSE;
	list_push_back(&abstract, &socket->abstract_link);
	return 0;
}

/* Create a socket at `path`: 0 and its inode, with a reference, or -errno. */
static int make_path(const char *path, struct inode **inode)
{
	struct dentry *dentry;
	int error = fs_mknod(NULL, path, S_IFSOCK | 0777, 0);

	if (error)
		return error == -EEXIST ? -EADDRINUSE : error;
	error = path_lookup(NULL, path, 0, &dentry);
	if (error)
		return error;
	*inode = inode_get(dentry->inode);
	dentry_put(dentry);
	return 0;
}

int unix_bind(struct file *file, const struct unix_address *wanted)
{
	struct unix_socket *socket = file->private;
	struct unix_address address = *wanted;
	struct inode *inode = NULL;
	char path[UNIX_PATH_MAX + 1];
	int error = 0;

	/* As on Linux, create the path before any other check. */
	if (address.length > FAMILY_SIZE && !is_abstract(&address)) {
		address.length = FAMILY_SIZE +
				 (unsigned)strnlen(address.un.path, address.length - FAMILY_SIZE);
		path_of(&address, path);
		error = make_path(path, &inode);
		address.length += address.length < sizeof(address.un); /* includes the NUL */
	}
	if (error)
		return error;
	mutex_lock(&unix_mutex);
	if (socket->address.length > FAMILY_SIZE)
		error = address.length == FAMILY_SIZE ? 0 : -EINVAL;
	else if (!inode)
		error = bind_abstract_locked(socket, &address);
	if (!error && socket->address.length == FAMILY_SIZE) {
		socket->address = address;
		socket->inode = inode;
		if (inode)
			inode->private = socket;
	}
	mutex_unlock(&unix_mutex);
	if (error && inode) {
		fs_unlink(NULL, path);
		inode_put(inode);
	}
	return error;
}

int unix_name(struct file *file, bool of_peer, struct unix_address *address)
{
	struct unix_socket *socket = file->private;

	mutex_lock(&unix_mutex);
	if (of_peer)
		socket = socket->peer;
	if (socket)
		*address = socket->address;
	mutex_unlock(&unix_mutex);
	return socket ? 0 : -ENOTCONN;
}

void unix_copy_name(struct unix_socket *socket, struct unix_socket *from)
{
	mutex_lock(&unix_mutex);
	if (from->inode) {
		socket->inode = inode_get(from->inode);
		if (from->inode->private == from)
			from->inode->private = socket;
	}
	if (list_is_linked(&from->abstract_link))
		list_push_back(&abstract, &socket->abstract_link);
	mutex_unlock(&unix_mutex);
}

static unsigned saved_name;

static void save_name(void)
{
	saved_name = next_name;
}

static void restore_name(void)
{
	next_name = saved_name;
}

void unix_init(void)
{
	static struct snapshot_part names = {.save = save_name, .restore = restore_name};

	snapshot_register(&names);
}
