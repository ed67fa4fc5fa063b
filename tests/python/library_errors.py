# Messages of the library's own errors.
import queue
import threading


def attempt(f):
    try:
        f()
    except (RuntimeError, ValueError, AssertionError) as e:
        print("error:", e)
    except (queue.Empty, queue.Full) as e:
        print("queue:", e)


attempt(threading.Lock().release)
attempt(threading.RLock().release)
attempt(threading.BoundedSemaphore(1).release)
attempt(lambda: threading.Semaphore(-1))
attempt(threading.Condition().wait)
attempt(threading.Condition().notify)
attempt(threading.Thread(target=print).join)
attempt(threading.current_thread().join)
t = threading.Thread(target=lambda: None)
t.start()
t.join()
attempt(t.start)
q = queue.Queue(maxsize=1)
attempt(q.get_nowait)
attempt(lambda: q.get(timeout=0.001))
q.put(1)
attempt(lambda: q.put_nowait(2))
attempt(lambda: q.put(2, timeout=0.001))
q.get()
q.task_done()
attempt(q.task_done)
attempt(lambda: threading.Lock().acquire(False, 1))
print(q.qsize(), q.empty(), q.full(), q.maxsize)
