# A queue keeps its order; put and get are one step each.
# expect: 2 schedules
# expect: 2 print "[1, 2]"
# expect: exit 0
import queue
import threading

q = queue.Queue()
got = []


def producer():
    q.put(1)
    q.put(2)


def consumer():
    for _ in range(2):
        got.append(q.get())


t1 = threading.Thread(target=producer)
t2 = threading.Thread(target=consumer)
t1.start()
t2.start()
t1.join()
t2.join()
print(got)
