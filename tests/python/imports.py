# Each way to import what threads need.
import sys
import threading as th
import time, queue
from collections import deque
from concurrent.futures import ThreadPoolExecutor
from queue import Queue as Q, Empty
from threading import Lock, Thread
import concurrent.futures

lock = Lock()
with lock:
    print("locked", lock.locked())
print(lock.locked(), th.current_thread() is th.main_thread(), th.main_thread().name)
q = Q()
q.put(1)
print(q.get(), q.empty())
try:
    q.get_nowait()
except Empty:
    print("empty")
try:
    q.get(block=False)
except queue.Empty:
    print("empty again")
t = Thread(target=lambda: print("in a thread"))
t.start()
t.join()
with concurrent.futures.ThreadPoolExecutor(max_workers=1) as pool:
    print(pool.submit(pow, 2, 5).result())
with ThreadPoolExecutor() as pool:
    print(list(pool.map(len, ["a", "bb"])))
time.sleep(0)
print(deque([1])[0], file=sys.stdout)
