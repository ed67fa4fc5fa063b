# since: 3.9
# until: 3.11
# Counts of permits and workers far beyond what is used.
import threading
from concurrent.futures import ThreadPoolExecutor

LARGE = 10**30


def show(what, function):
    try:
        print(what, "->", function())
    except ValueError as error:
        print(what, "->", error)


semaphore = threading.Semaphore(2**63 - 1)
print(semaphore.acquire(), semaphore.acquire(timeout=0.1))
semaphore.release()
bounded = threading.BoundedSemaphore(2**63 - 1)
show("release at once", bounded.release)
print(bounded.acquire())
show("release", bounded.release)
show("release too many", lambda: threading.BoundedSemaphore(3).release(LARGE))
show("release none", lambda: semaphore.release(-LARGE))
show("release none", lambda: semaphore.release(0))
show("no permits", lambda: threading.Semaphore(-LARGE))
show("no workers", lambda: ThreadPoolExecutor(-LARGE))
with ThreadPoolExecutor(LARGE) as pool:
    print(pool.submit(len, "abc").result())
