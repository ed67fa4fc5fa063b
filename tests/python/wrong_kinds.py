# Arguments of a wrong kind: Python says so where it first computes with them.
# since: 3.11
# until: 3.11
import queue
import threading
from concurrent.futures import ThreadPoolExecutor, as_completed, wait


def said(call):
    try:
        print("returned", call())
    except (TypeError, ValueError, AttributeError, RuntimeError) as error:
        print(type(error).__name__, error)


lock = threading.Lock()
event = threading.Event()
condition = threading.Condition()
things = queue.Queue()
full = queue.Queue(1)
full.put(0)
done = threading.Thread(target=event.is_set)
done.start()

said(lambda: lock.acquire("now"))
said(lambda: lock.acquire(None))
said(lambda: lock.acquire(1.0))
said(lambda: lock.acquire(timeout="1"))
said(lambda: threading.RLock().acquire([]))
said(lambda: threading.Semaphore("2"))
said(lambda: threading.Semaphore(None))
said(lambda: threading.BoundedSemaphore([]))
said(lambda: threading.Semaphore(True).acquire("yes"))
said(lambda: threading.Semaphore().release("2"))
said(lambda: threading.Semaphore().release(0))
said(lambda: event.wait("1"))
said(lambda: condition.wait("1"))
with condition:
    said(lambda: condition.wait("1"))
    said(lambda: condition.wait([]))
said(lambda: threading.Condition("lock"))
said(lambda: threading.Condition(5))
said(lambda: threading.Condition(event))
said(lambda: threading.Condition(None).acquire())
said(lambda: queue.Queue("5").put(1))
said(lambda: things.get(timeout="1"))
said(lambda: things.get(timeout=-1))
said(lambda: things.put(1, timeout="1"))
said(lambda: things.put(1, timeout=-1))
said(lambda: full.put(1, timeout="1"))
said(lambda: full.put(1, timeout=-1))
said(lambda: done.join("1"))
said(lambda: done.join(timeout=[]))
said(lambda: done.join(-1))
said(lambda: ThreadPoolExecutor("4"))
said(lambda: ThreadPoolExecutor(None).submit(len, "ab").result())
said(lambda: list(as_completed([1, 2])))
said(lambda: list(as_completed(5)))
said(lambda: wait([done]))
said(lambda: wait(None))
event.set()
said(lambda: event.wait("1"))


def by_position(a, /, b):
    return a, b


said(lambda: by_position(a=1, b=2))
said(lambda: by_position(1, c=2))
