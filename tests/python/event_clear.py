# set wakes all who sleep, whatever clear does later; who comes after clear sleeps forever.
# expect: 6 schedules
# expect: 1 deadlock
# expect: 5 print "woken"
# expect: exit 5
import threading

event = threading.Event()


def waiter():
    event.wait()
    print("woken")


def pulse():
    event.set()
    event.clear()


t1 = threading.Thread(target=waiter)
t2 = threading.Thread(target=pulse)
t1.start()
t2.start()
t1.join()
t2.join()
