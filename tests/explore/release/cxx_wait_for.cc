/* SPDX-License-Identifier: MIT */
/*
 * C++: a worker puts a result where another thread waits for it, at most two seconds. It does not hold the lock, so
 * the waiting thread may have looked already, but not be asleep yet: then nobody wakes it.
 *
 * pattern: missed signal
 * depth: 2
 * found: exit:1
 * events: app
 */
#include <atomic>
#include <chrono>
#include <condition_variable>
#include <mutex>
#include <thread>

static std::mutex lock;
static std::condition_variable arrived;
static std::atomic<int> result;

static void compute()
{
#ifdef FIXED
	std::lock_guard<std::mutex> held(lock);
#endif
	result = 42;
	arrived.notify_all();
}

int main()
{
	std::thread worker(compute);
	std::unique_lock<std::mutex> held(lock);
	auto limit = std::chrono::steady_clock::now() + std::chrono::seconds(2);
	bool waited = false;

	while (!result && std::chrono::steady_clock::now() < limit) {
		arrived.wait_for(held, std::chrono::seconds(2));
		waited = true;
	}
	/* Has the time passed although the result was there? */
	bool late = waited && std::chrono::steady_clock::now() >= limit;
	held.unlock();
	worker.join();
	return late;
}
