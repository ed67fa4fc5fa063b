# since: 3.11
# until: 3.11
# Sleeps and timeouts longer than Python's clocks count, whose nanoseconds have 64 bits.
import queue
import threading
import time
from concurrent.futures import ThreadPoolExecutor
from multiprocessing import Process

NAN = float("nan")
INFINITE = float("inf")


def show(what, function):
    try:
        print(what, "->", function())
    except (OverflowError, TypeError, ValueError) as error:
        print(what, "->", type(error).__name__, error)
    except (queue.Empty, queue.Full, threading.BrokenBarrierError) as error:
        print(what, "->", type(error).__name__)


def reset(barrier):
    print(barrier.n_waiting, barrier.broken)


TIMES = [10**10, 10**20, 10**400, 1e10, 1e300, INFINITE, 9223372037, 9223372036.9]
NEGATIVE = [-1, -0.5, -(10**10), -(10**400), -1e300, -INFINITE]

for seconds in TIMES + NEGATIVE + [NAN, "a", None]:
    show("sleep", lambda: time.sleep(seconds))
time.sleep(-0.0)

for seconds in TIMES + NEGATIVE + [NAN, "a"]:
    show("Lock", lambda: threading.Lock().acquire(timeout=seconds))
    show("RLock", lambda: threading.RLock().acquire(timeout=seconds))
    show("at once", lambda: threading.Lock().acquire(False, seconds))
    show("free", lambda: threading.Semaphore().acquire(timeout=seconds))
print(threading.TIMEOUT_MAX, threading.Lock().acquire(timeout=threading.TIMEOUT_MAX))
for blocking in (10**30, -(10**30), 2**31, -(2**31) - 1):
    show("blocking", lambda: threading.Lock().acquire(blocking))

event = threading.Event()
condition = threading.Condition()
barrier = threading.Barrier(2)
empty, simple, full = queue.Queue(), queue.SimpleQueue(), queue.Queue(1)
full.put(1)
for seconds in TIMES + ["a"]:
    show("Semaphore", lambda: threading.Semaphore(0).acquire(timeout=seconds))
    show("Event", lambda: event.wait(seconds))
    with condition:
        show("Condition", lambda: condition.wait(seconds))
    show("Barrier", lambda: barrier.wait(seconds))
    reset(barrier)
    show("Queue.get", lambda: empty.get(timeout=seconds))
    show("Queue.put", lambda: full.put(2, timeout=seconds))
    show("SimpleQueue", lambda: simple.get(timeout=seconds))
    show("get at once", lambda: simple.get(False, timeout=seconds))
with condition:
    show("wait_for", lambda: condition.wait_for(lambda: False, 10**10))
    show("wait_for", lambda: condition.wait_for(lambda: True, 10**10))
    show("wait_for", lambda: condition.wait_for(lambda: False, 1e300))
for seconds in NEGATIVE:
    show("Queue.get", lambda: empty.get(timeout=seconds))
    show("Queue.put", lambda: full.put(2, timeout=seconds))
    show("SimpleQueue", lambda: simple.get(timeout=seconds))
show("SimpleQueue", lambda: simple.get(timeout=NAN))
show("item", lambda: full.get(timeout=1e300))
event.set()
show("Event", lambda: event.wait(1e300))

for seconds in TIMES + [NAN]:
    thread = threading.Thread(target=int)
    thread.start()
    show("Thread", lambda: thread.join(seconds))
    thread.join()
for seconds in [2147484, 10**10, 1e300, INFINITE, NAN, 10**400, "a"]:
    process = Process(target=int)
    process.start()
    show("Process", lambda: process.join(seconds))
    process.join()
go = threading.Event()
with ThreadPoolExecutor(1) as pool:
    future = pool.submit(go.wait)
    for seconds in TIMES:
        show("result", lambda: future.result(seconds))
        show("exception", lambda: future.exception(seconds))
    go.set()
