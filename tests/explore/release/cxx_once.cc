/* SPDX-License-Identifier: MIT */
/*
 * C++: an object is made when it is first used, by whichever thread comes first.
 *
 * pattern: check, then act
 * depth: 2
 * found: exit:1
 * events: app
 */
#include <atomic>
#include <cstdio>
#include <memory>
#include <mutex>
#include <thread>

static std::atomic<int> made;

struct table {
	table() { made++; }
};

static std::atomic<table *> shared;
static std::once_flag once;

static table *get()
{
#ifdef FIXED
	std::call_once(once, [] { shared = new table; });
#else
	if (!shared)
		shared = new table;
#endif
	return shared;
}

int main()
{
	std::thread one(get), other(get);

	one.join();
	other.join();
	std::printf("%d\n", made.load());
	return made != 1;
}
