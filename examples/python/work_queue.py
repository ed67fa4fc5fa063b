# Hand work over through a queue; None tells the consumer that nothing more will come.
# Look for: items come out in the order in which they went in, whatever the schedule. "consumed" can
# be printed before "produced", since the producer prints after the item is already in the queue.
# (A file called queue.py would hide Python's own module of that name.)
#
#   threaddemo explore examples/python/work_queue.py
#
# expect: 52 schedules
# expect: 5 outcomes
# expect: exit 0
import queue
import threading

tasks = queue.Queue(maxsize=2)


def producer():
    for item in range(1, 3):
        tasks.put(item)
        print(f"Producer produced item {item}")
    tasks.put(None)


def consumer():
    while True:
        item = tasks.get()
        if item is None:
            break
        print(f"Consumer consumed item {item}")


t1 = threading.Thread(target=producer)
t2 = threading.Thread(target=consumer)
t1.start()
t2.start()
t1.join()
t2.join()
