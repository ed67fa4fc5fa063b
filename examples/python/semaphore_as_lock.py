# A semaphore with one permit serves as a lock.
# Look for: two schedules, no lost update. Unlike a lock it may be released by any thread, and once
# too often: see semaphore_released_twice.py.
#
#   threaddemo explore examples/python/semaphore_as_lock.py
#
# expect: 2 schedules
# expect: 2 print "Final counter: 2"
# expect: exit 0
import threading

counter = 0
semaphore = threading.Semaphore(1)


def increment():
    global counter
    semaphore.acquire()
    counter += 1
    semaphore.release()


t1 = threading.Thread(target=increment)
t2 = threading.Thread(target=increment)
t1.start()
t2.start()
t1.join()
t2.join()

print(f"Final counter: {counter}")
