/* SPDX-License-Identifier: MIT */
/*
 * C++: threads count in a member of an object that a lambda captures.
 *
 * pattern: lost update in one instruction
 * depth: 2
 * found: exit:1
 * events: app
 */
#include <atomic>
#include <cstdio>
#include <thread>

#ifdef FIXED
using counter = std::atomic<int>;
#else
using counter = int;
#endif

struct statistics {
	counter hits{0};
};

int main()
{
	statistics s;
	auto work = [&s] { s.hits++; };
	std::thread one(work), other(work);

	one.join();
	other.join();
	std::printf("%d\n", static_cast<int>(s.hits));
	return s.hits != 2;
}
