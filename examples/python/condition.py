# A bounded buffer with room for one item: wait while it is full, wait while it is empty.
# Look for: no schedule deadlocks, and item 1 is always consumed before item 2. The lines of producer
# and consumer overlap all the same, since each prints after it has released the lock.
#
#   threaddemo explore examples/python/condition.py
#
# expect: 770 schedules
# expect: 588 print "Producer produced item 1\nConsumer consumed item 1\nProducer produced item 2\nConsumer consumed item 2"
# expect: 5 outcomes
# expect: exit 0
import threading
import time

CAPACITY = 1
buffer = []
condition = threading.Condition()


def producer():
    for item in range(1, 3):
        time.sleep(0.02)
        with condition:
            while len(buffer) == CAPACITY:
                condition.wait()
            buffer.append(item)
            condition.notify()
        print(f"Producer produced item {item}")


def consumer():
    for _ in range(2):
        with condition:
            while not buffer:
                condition.wait()
            item = buffer.pop(0)
            condition.notify()
        print(f"Consumer consumed item {item}")


threads = [
    threading.Thread(target=producer),
    threading.Thread(target=consumer),
]
for t in threads:
    t.start()
for t in threads:
    t.join()
