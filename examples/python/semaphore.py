# At most two workers at once: a semaphore with two permits.
# Look for: the third worker's "acquired" never comes before a permit has been released. Which
# worker has to wait is open. "releases" is printed before the release, so it can't come too late.
#
#   threaddemo explore examples/python/semaphore.py
#
# expect: 2550 schedules
# expect: 54 outcomes
# expect: exit 0
import threading
import time

semaphore = threading.Semaphore(2)


def worker(name):
    with semaphore:
        print(f"{name} acquired a permit")
        time.sleep(0.15)
        print(f"{name} releases its permit")


threads = []
for i in range(3):
    t = threading.Thread(target=worker, args=(f"Worker-{i}",))
    threads.append(t)
    t.start()

for t in threads:
    t.join()
