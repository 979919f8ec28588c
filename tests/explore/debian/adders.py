# Python threads that take numbers off a queue and add them up, one at a time.
import queue, threading

numbers = queue.Queue()
lock = threading.Lock()
total = 0


def work():
    global total
    while (number := numbers.get()) is not None:
        with lock:
            total += number


threads = [threading.Thread(target=work) for _ in range(3)]
for thread in threads:
    thread.start()
for number in range(10):
    numbers.put(number)
for _ in threads:
    numbers.put(None)
for thread in threads:
    thread.join()
print(total)
raise SystemExit(total != 45)
