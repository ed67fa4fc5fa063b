# Two locks, taken in the same order by every thread.
# Look for: no deadlock. Whoever has lock a will get lock b too.
#
#   threaddemo explore examples/python/lock_order_fixed.py
#
# expect: 2 schedules
# expect: 2 print "done"
# expect: exit 0
import threading

a = threading.Lock()
b = threading.Lock()


def first():
    with a:
        with b:
            pass


def second():
    with a, b:
        pass


t1 = threading.Thread(target=first)
t2 = threading.Thread(target=second)
t1.start()
t2.start()
t1.join()
t2.join()

print("done")
