# A lock that isn't the same lock: each call makes a lock of its own, so no one ever waits.
# Look for: an update is lost as if there were no lock at all. The fix is one lock outside the
# function: see counter_fixed.py.
#
#   threaddemo explore examples/python/two_locks.py
#
# expect: 70 schedules
# expect: 36 print "Final counter: 1"
# expect: 34 print "Final counter: 2"
# expect: exit 0
import threading

counter = 0


def increment():
    global counter
    lock = threading.Lock()
    with lock:
        counter += 1


t1 = threading.Thread(target=increment)
t2 = threading.Thread(target=increment)
t1.start()
t2.start()
t1.join()
t2.join()

print(f"Final counter: {counter}")
