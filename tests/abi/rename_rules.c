/* SPDX-License-Identifier: MIT */
/*
 * rename() over files and folders; errors.
 */
#include <abi.h>

static void make(const char *name)
{
	int fd = open(name, O_CREAT | O_WRONLY, 0600);

	write(fd, name, strlen(name));
	close(fd);
}

static void show_content(const char *name)
{
	char text[16] = "";
	int fd = open(name, O_RDONLY);

	read(fd, text, 15);
	close(fd);
	out("%s holds '%s'", name, text);
}

int main(void)
{
	struct stat st;

	make("a");
	make("b");
	mkdir("f", 0700);
	mkdir("g", 0700);
	make("g/x");
	SHOW(rename("a", "c"));
	SHOW(access("a", F_OK));
	SHOW(rename("c", "b"));
	show_content("b");
	SHOW(rename("missing", "x"));
	SHOW(rename("b", "f"));
	SHOW(rename("f", "b"));
	SHOW(rename("f", "g"));
	SHOW(rename("g", "f"));
	SHOW(access("f/x", F_OK));
	SHOW(rename("f", "f/sub"));
	SHOW(rename("b", "b"));
	link("b", "b2");
	SHOW(rename("b", "b2"));
	SHOW(access("b", F_OK));
	SHOW(rename("b", "f/b"));
	SHOW(rename("f/b", "no/b"));
	SHOW(rename("f/", "h/"));
	SHOW(rename("h/b/", "i"));
	SHOW(rename("h", "."));
	SHOW(rename("..", "h"));
	SHOW(rename(NOWHERE, "x"));
	SHOW(rename("", "x"));
	stat("h", &st);
	out("h: %d links", (int)st.st_nlink);
	return 0;
}
