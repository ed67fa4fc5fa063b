# Event.wait with a time-out says whether the event was set.
# expect: 4 schedules
# expect: 2 print "set"
# expect: 2 print "timed out"
# expect: exit 0
import threading

event = threading.Event()


def waiter():
    if event.wait(timeout=0.01):
        print("set")
    else:
        print("timed out")


t1 = threading.Thread(target=waiter)
t2 = threading.Thread(target=event.set)
t1.start()
t2.start()
t1.join()
t2.join()
