/* SPDX-License-Identifier: MIT */
/*
 * Following paths, component by component, by the rules of path_resolution(7). A symbolic link's
 * text is put before the rest of the path, so nothing recurses.
 */
#include <fs/files.h>
#include <fs/tree.h>
#include <lib/string.h>
#include <mm/slab.h>
#include <uapi/errno.h>

#define LINKS_MAX 40 /* symbolic links followed for one path */

struct walk {
	struct dentry *root;
	struct dentry *at; /* counted: where the walk is */
	const char *rest;  /* still to follow */
	char *buffer;      /* holds `rest` once a link was followed: PATH_MAX bytes */
	unsigned links;
	unsigned flags;
	bool jumped; /* the last step followed a link of /proc, not a name */
};

static struct dentry *parent_of(const struct walk *walk)
{
	struct dentry *at = walk->at;

	while (at != walk->root && at->parent == at && at->covers)
		at = at->covers;
	return dentry_get(at == walk->root ? at : at->parent);
}

/* Look `name` up in `dir` and cross the mounts on it. *child is counted. Tree lock held. */
static int child_of(struct dentry *dir, const char *name, size_t length, struct dentry **child)
{
	const struct inode_ops *ops = dir->inode->ops;
	struct dentry *found;

	DEBUG_ASSERT(tree_is_mine());
	if (ops->lookup) {
		int error = ops->lookup(dir, name, length, child);

		if (error)
			return error;
	} else {
		found = dentry_child(dir, name, length);
		if (!found)
			return -ENOENT;
		*child = dentry_get(found);
	}
	while ((*child)->mounted) {
		found = dentry_get((*child)->mounted);
		dentry_put(*child);
		*child = found;
	}
	return 0;
}

static int step(struct walk *walk, const char *name, size_t length, struct dentry **next)
{
	struct inode *dir = walk->at->inode;
	int error;

	if (!S_ISDIR(dir->mode))
		return -ENOTDIR;
	error = inode_permission(dir, MAY_EXEC);
	if (error)
		return error;
	if (length > NAME_MAX)
		return -ENAMETOOLONG;
	if (length == 1 && name[0] == '.') {
		*next = dentry_get(walk->at);
		return 0;
	}
	if (length == 2 && name[0] == '.' && name[1] == '.') {
		*next = parent_of(walk);
		return 0;
	}
	return child_of(walk->at, name, length, next);
}

static void move_to(struct walk *walk, struct dentry *to)
{
	dentry_put(walk->at);
	walk->at = to;
}

/* Continue with the text of `link`, then `rest`. */
static int splice(struct walk *walk, struct inode *link, const char *rest)
{
	char *text = kmalloc(PATH_MAX);
	size_t rest_length = strlen(rest);
	long length;

	if (!text)
		return -ENOMEM;
	length = link->ops->readlink(link, text);
	if (length >= 0 && (size_t)length + rest_length >= PATH_MAX)
		length = -ENAMETOOLONG;
	if (length == 0)
		length = -ENOENT;
	if (length < 0) {
		kfree(text);
		return (int)length;
	}
	memcpy(text + length, rest, rest_length + 1);
	kfree(walk->buffer);
	walk->buffer = text;
	walk->rest = text;
	if (text[0] == '/')
		move_to(walk, dentry_get(walk->root));
	return 0;
}

/* Follow the symbolic link `link`, whose reference this takes, and then `rest`. */
static int follow(struct walk *walk, struct dentry *link, const char *rest)
{
	struct inode *inode = link->inode;
	struct dentry *target;
	int error;

	error = ++walk->links > LINKS_MAX ? -ELOOP : -ENOSYS;
	if (error == -ENOSYS && inode->ops->jump) {
		error = inode->ops->jump(inode, &target);
		if (!error) {
			move_to(walk, target);
			walk->rest = rest;
			walk->jumped = !*rest;
		}
	}
	if (error == -ENOSYS)
		error = splice(walk, inode, rest);
	dentry_put(link);
	return error;
}

/* Follow the first component of walk->rest. 1: the walk is over, 0: more follows, or -errno. */
static int walk_component(struct walk *walk, struct path_place *place)
{
	const char *name = walk->rest, *end = name, *rest;
	struct dentry *next = NULL;
	bool last, slash, link;
	int error;

	while (*end && *end != '/')
		end++;
	for (rest = end; *rest == '/';)
		rest++;
	last = !*rest;
	slash = last && rest != end;
	error = step(walk, name, (size_t)(end - name), &next);
	/* Without a `create` operation, nothing can be created here. */
	if (error && !(error == -ENOENT && last && walk->flags & WALK_CREATE &&
			     walk->at->inode->ops->create))
		return error;
	link = next && S_ISLNK(next->inode->mode);
	if (link && (!last || walk->flags & WALK_FOLLOW || (slash && !(walk->flags & WALK_CREATE))))
		return follow(walk, next, end);
	if (!last) {
		move_to(walk, next);
		walk->rest = rest;
		return 0;
	}
	if (next && slash && !(walk->flags & WALK_CREATE) && !S_ISDIR(next->inode->mode)) {
		dentry_put(next);
		return -ENOTDIR;
	}
	place->dir = dentry_get(walk->at->original ? walk->at->original : walk->at);
	place->entry = next;
	place->name = name;
	place->length = (size_t)(end - name);
	place->slash = slash;
	return 1;
}

/* The path has no component left: it leads to walk->at. */
static void arrive(struct walk *walk, struct path_place *place)
{
	place->dir = dentry_get(walk->at);
	place->entry = dentry_get(walk->at);
	place->name = walk->rest;
	place->length = 0;
	place->slash = !walk->jumped;
	place->jumped = walk->jumped;
}

int path_walk(struct dentry *base, const char *path, unsigned flags, struct path_place *place)
{
	struct fs_context *fs = fs_current();
	struct walk walk = {.root = fs->root, .rest = path, .flags = flags};
	int result = 0;

	DEBUG_ASSERT(tree_is_mine());
	if (!*path && !(flags & WALK_EMPTY))
		return -ENOENT;
	walk.at = dentry_get(*path == '/' ? fs->root : base ? base : fs->cwd);
	*place = (struct path_place){0};
	while (result == 0) {
		while (*walk.rest == '/')
			walk.rest++;
		if (*walk.rest) {
			result = walk_component(&walk, place);
		} else {
			arrive(&walk, place);
			result = 1;
		}
	}
	dentry_put(walk.at);
	if (result < 0) {
		kfree(walk.buffer);
		return result;
	}
	place->buffer = walk.buffer;
	return 0;
}

void path_place_put(struct path_place *place)
{
	dentry_put(place->dir);
	dentry_put(place->entry);
	kfree(place->buffer);
}

bool path_is_plain(const struct path_place *place)
{
	return place->length > 2 || (place->length == 2 && memcmp(place->name, "..", 2) != 0) ||
	       (place->length == 1 && place->name[0] != '.');
}

int path_lookup(struct dentry *base, const char *path, unsigned flags, struct dentry **dentry)
{
	struct path_place place;
	int error;

	tree_lock();
	error = path_walk(base, path, flags, &place);
	if (!error) {
		*dentry = dentry_get(place.entry);
		path_place_put(&place);
	}
	tree_unlock();
	return error;
}
