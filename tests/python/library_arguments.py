# Arguments that the library doesn't take: those of classes in Python are counted with self, those of
# classes in C without.
# since: 3.11
# until: 3.11
import queue
import threading
import time
from collections import deque
from concurrent.futures import ThreadPoolExecutor
from multiprocessing import Process


def said(call):
    try:
        print("returned", call())
    except (TypeError, ValueError, AssertionError, RuntimeError) as error:
        print(type(error).__name__, error)


def work():
    pass


event = threading.Event()
condition = threading.Condition()
barrier = threading.Barrier(2)
semaphore = threading.BoundedSemaphore(2)
lock = threading.Lock()
rlock = threading.RLock()
things = queue.Queue()
simple = queue.SimpleQueue()
line = deque([1, 2])
pool = ThreadPoolExecutor(1)

said(lambda: threading.Event(1))
said(lambda: event.set(1))
said(lambda: event.wait(1, 2))
said(lambda: event.wait(seconds=1))
said(lambda: event.is_set(1, 2))
said(lambda: threading.Timer())
said(lambda: threading.Timer(1))
said(lambda: threading.Thread(1, 2, 3, 4, 5, 6, 7))
said(lambda: threading.Thread(None, work, target=work))
said(lambda: threading.Thread(function=work))
said(lambda: threading.Thread(target=work).start(1))
said(lambda: threading.Thread(target=work).join(1, 2))
said(lambda: threading.Thread(target=work).setName())
said(lambda: Process(target=work).join())
said(lambda: Process(None, None, None, (), {}, True))
said(lambda: condition.wait_for())
said(lambda: condition.notify(1, 2))
said(lambda: threading.Barrier())
said(lambda: threading.Barrier(2, None, None, None))
said(lambda: barrier.reset(1))
said(lambda: threading.Semaphore(1, 2))
said(lambda: semaphore.acquire(True, 1, 2))
said(lambda: semaphore.release(1, 2))
said(lambda: threading.Lock(1))
said(lambda: lock.release(1))
said(lambda: lock.locked(1))
said(lambda: lock.acquire(wait=False))
said(lambda: lock.acquire(1, 2, 3))
said(lambda: rlock.release(1))
said(lambda: queue.Queue(1, 2))
said(lambda: things.put())
said(lambda: things.put(1, True, None, 2))
said(lambda: things.get_nowait(1))
said(lambda: things.qsize(1))
said(lambda: simple.put())
said(lambda: simple.qsize(1))
said(lambda: pool.submit())
said(lambda: pool.map())
said(lambda: pool.shutdown(True, True))
said(lambda: ThreadPoolExecutor(1, 2, 3, 4, 5))
said(lambda: ThreadPoolExecutor(workers=1))
said(lambda: threading.current_thread(1))
said(lambda: threading.active_count(1))
said(lambda: threading.get_ident(1))
said(lambda: time.time(1))
said(lambda: time.perf_counter(since=1))
said(lambda: line.append())
said(lambda: line.pop(1))
said(lambda: line.clear(1))
said(lambda: line.rotate("a"))
said(lambda: line.rotate(1, 2))
said(lambda: line.remove(9))
said(lambda: line["a"])
said(lambda: line[0:1])
said(lambda: line.insert(1))
said(lambda: work(*5))
said(lambda: print(*5))
said(lambda: [*5])
said(lambda: dict(**{1: 1}))
said(lambda: [1].sort(by=1))
said(lambda: 5 & 1.5)
line.insert(1, 9)
line.insert(-1, 8)
line.insert(99, 7)
print(line, line < deque([1, 9, 9]))
for value in (zip(), map(str, []), enumerate([]), iter([]), {}.keys(), iter({})):
    print(type(value))
pool.shutdown()
