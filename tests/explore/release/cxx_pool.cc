/* SPDX-License-Identifier: MIT */
/*
 * C++20: a pool of two threads takes tasks from a queue under a lock, but counts the finished ones without it.
 * A latch says when all are done. Tasks for both threads have to be there before their accesses to the counter can
 * overlap. (Not with a semaphore of the library: those of GCC 12 sometimes wait although there is something to take.)
 *
 * pattern: unprotected counter
 * depth: 4
 * found: exit:1
 * events: app
 */
#include <condition_variable>
#include <deque>
#include <functional>
#include <latch>
#include <mutex>
#include <thread>
#include <vector>

static constexpr int TASKS = 4;

class pool {
	std::mutex lock;
	std::condition_variable ready;
	std::deque<std::function<void()>> queue;

public:
	std::latch all{TASKS};
	int finished = 0;

	void work()
	{
		for (int i = 0; i < TASKS / 2; i++) {
			std::unique_lock held(lock);
			ready.wait(held, [this] { return !queue.empty(); });
			auto task = std::move(queue.front());
			queue.pop_front();
			held.unlock();
			task();
#ifdef FIXED
			held.lock();
#endif
			finished++;
			all.count_down();
		}
	}

	void add(std::function<void()> task)
	{
		{
			std::lock_guard held(lock);
			queue.push_back(std::move(task));
		}
		ready.notify_one();
	}
};

int main()
{
	pool p;
	int results[TASKS] = {};
	std::vector<std::jthread> threads;

	for (int i = 0; i < 2; i++)
		threads.emplace_back([&p] { p.work(); });
	for (int i = 0; i < TASKS; i++)
		p.add([&results, i] { results[i] = i * i; });
	p.all.wait();
	threads.clear();
	return p.finished != TASKS;
}
