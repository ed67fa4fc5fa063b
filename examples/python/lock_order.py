# Two locks, taken in two orders.
# Look for: 2 of 6 schedules deadlock: each thread holds the lock that the other one waits for.
#
#   threaddemo explore examples/python/lock_order.py
#
# expect: 6 schedules
# expect: 2 deadlock
# expect: 4 print "done"
# expect: exit 5
import threading

a = threading.Lock()
b = threading.Lock()


def first():
    with a:
        with b:
            pass


def second():
    with b:
        with a:
            pass


t1 = threading.Thread(target=first)
t2 = threading.Thread(target=second)
t1.start()
t2.start()
t1.join()
t2.join()

print("done")
