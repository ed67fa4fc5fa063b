# A semaphore as a lock, released once too often: from then on there are two permits.
# Look for: with one release too many, the next two threads get in together and lose an update.
# threading.BoundedSemaphore(1) would raise a ValueError instead.
#
#   threaddemo explore examples/python/semaphore_released_twice.py
#
# expect: 190 schedules
# expect: 106 print "Final counter: 2"
# expect: 84 print "Final counter: 1"
# expect: exit 0
import threading

counter = 0
semaphore = threading.Semaphore(1)


def tidy_up():
    semaphore.release()


def increment():
    global counter
    with semaphore:
        counter += 1


threads = [
    threading.Thread(target=tidy_up),
    threading.Thread(target=increment),
    threading.Thread(target=increment),
]
for t in threads:
    t.start()
for t in threads:
    t.join()

print(f"Final counter: {counter}")
