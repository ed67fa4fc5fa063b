# A queue with room for one: put and get take turns.
# expect: 1 schedule
# expect: 1 print "[0, 1, 2]"
# expect: exit 0
import queue
import threading

q = queue.Queue(maxsize=1)
got = []


def producer():
    for i in range(3):
        q.put(i)


def consumer():
    for _ in range(3):
        got.append(q.get())


t1 = threading.Thread(target=producer)
t2 = threading.Thread(target=consumer)
t1.start()
t2.start()
t1.join()
t2.join()
print(got)
