# What locks and their like say of themselves.
# since: 3.11
import queue
import threading
from collections import deque

with threading.Lock() as held:
    print(held)
semaphore, event = threading.BoundedSemaphore(2), threading.Event()
semaphore.acquire()
event.set()
for one in [threading.Lock(), threading.RLock(), semaphore, event, threading.Condition(), threading.Barrier(3)]:
    print(one)
for kind in [threading.Thread, threading.Event, queue.Queue, queue.Empty, deque, type(threading.Lock())]:
    print(kind)
print(threading.Thread(name="N", daemon=True), print.__name__)
