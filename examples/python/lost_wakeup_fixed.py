# The look and the wait under one lock, and the change under the same lock.
# Look for: the setter can't get in between, so no notification is lost.
#
#   threaddemo explore examples/python/lost_wakeup_fixed.py
#
# expect: 2 schedules
# expect: 2 print "go"
# expect: exit 0
import threading

ready = False
condition = threading.Condition()


def waiter():
    with condition:
        while not ready:
            condition.wait()
    print("go")


def setter():
    global ready
    with condition:
        ready = True
        condition.notify()


t1 = threading.Thread(target=waiter)
t2 = threading.Thread(target=setter)
t1.start()
t2.start()
t1.join()
t2.join()
