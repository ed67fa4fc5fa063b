# One thread takes the lock, the other forgot to.
# Look for: the update can still be lost (in 9 of 15 schedules). A lock protects nothing by itself;
# it only keeps out those who ask for it.
#
#   threaddemo explore examples/python/counter_half_locked.py
#
# expect: 15 schedules
# expect: 9 print "Final counter: 1"
# expect: 6 print "Final counter: 2"
# expect: exit 0
import threading

counter = 0
lock = threading.Lock()


def careful():
    global counter
    with lock:
        counter += 1


def careless():
    global counter
    counter += 1


t1 = threading.Thread(target=careful)
t2 = threading.Thread(target=careless)
t1.start()
t2.start()
t1.join()
t2.join()

print(f"Final counter: {counter}")
