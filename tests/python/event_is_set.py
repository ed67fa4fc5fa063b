# Polling: is_set in a loop with a sleep; there is no end to the schedules, and one outcome.
# expect: infinitely many schedules
# expect: some print "seen"
# expect: 1 outcome
# expect: exit 0
import threading
import time

event = threading.Event()


def poll():
    while not event.is_set():
        time.sleep(0.001)
    print("seen")


t = threading.Thread(target=poll)
t.start()
event.set()
t.join()
