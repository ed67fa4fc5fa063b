# The counter with a lock: the read and the write of one update now stay together.
# Look for: two schedules are left (which thread goes first), and both print 2.
#
#   threaddemo explore examples/python/counter_fixed.py
#   threaddemo explore examples/python/counter_fixed.py --expect "Final counter: 2"
#
# expect: 2 schedules
# expect: 2 print "Final counter: 2"
# expect: exit 0
import threading

counter = 0
lock = threading.Lock()


def increment():
    global counter
    with lock:
        counter += 1


t1 = threading.Thread(target=increment)
t2 = threading.Thread(target=increment)
t1.start()
t2.start()
t1.join()
t2.join()

print(f"Final counter: {counter}")
