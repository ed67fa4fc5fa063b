# Two conditions on one lock: a buffer whose producer and consumer wait for different things.
# expect: 24 schedules
# expect: 24 print "[1, 2, 3]"
# expect: exit 0
import threading

lock = threading.Lock()
not_full = threading.Condition(lock)
not_empty = threading.Condition(lock)
buffer = []
taken = []


def producer():
    for item in (1, 2, 3):
        with not_full:
            while len(buffer) == 2:
                not_full.wait()
            buffer.append(item)
            not_empty.notify()


def consumer():
    for _ in range(3):
        with lock:
            while not buffer:
                not_empty.wait()
            taken.append(buffer.pop(0))
            not_full.notify()


t1 = threading.Thread(target=producer)
t2 = threading.Thread(target=consumer)
t1.start()
t2.start()
t1.join()
t2.join()
print(taken)
