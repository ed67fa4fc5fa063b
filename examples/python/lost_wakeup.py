# A lost wake-up: the waiter looks at the flag before it takes the lock.
# Look for: the flag is set and the notification sent between the look and the wait. A notification
# wakes only those who already sleep, so this one is lost, and the waiter sleeps forever.
#
#   threaddemo explore examples/python/lost_wakeup.py
#
# expect: 14 schedules
# expect: 1 deadlock
# expect: 13 print "go"
# expect: exit 5
import threading

ready = False
condition = threading.Condition()


def waiter():
    if not ready:
        with condition:
            condition.wait()
    print("go")


def setter():
    global ready
    ready = True
    with condition:
        condition.notify()


t1 = threading.Thread(target=waiter)
t2 = threading.Thread(target=setter)
t1.start()
t2.start()
t1.join()
t2.join()
