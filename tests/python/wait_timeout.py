# Condition.wait with a time-out says whether it was notified.
# expect: 3 schedules
# expect: 2 print "False"
# expect: 1 print "True"
# expect: exit 0
import threading

condition = threading.Condition()


def waiter():
    with condition:
        print(condition.wait(timeout=0.01))


def notifier():
    with condition:
        condition.notify()


t1 = threading.Thread(target=waiter)
t2 = threading.Thread(target=notifier)
t1.start()
t2.start()
t1.join()
t2.join()
