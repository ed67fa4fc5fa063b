# Named threads, and how many are alive.
# Look for: "Active threads" says 3 in most runs, but a worker may have finished before main counts,
# so 2 and even 1 are possible too. The sleep makes that unlikely; it rules nothing out.
#
#   threaddemo explore examples/python/workers.py
#
# expect: exit 0
import threading
import time


def worker():
    name = threading.current_thread().name
    print(f"Thread {name} starting.")
    time.sleep(0.2)
    print(f"Thread {name} finished.")


threads = []
for i in range(2):
    t = threading.Thread(target=worker, name=f"Worker-{i}")
    threads.append(t)
    t.start()

print(f"Active threads: {threading.active_count()}")
for t in threads:
    t.join()
print(f"Active threads: {threading.active_count()}")
