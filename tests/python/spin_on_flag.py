# A thread that spins on a flag which is set in the end: infinitely many schedules, one outcome.
# expect: infinitely many schedules
# expect: some print "go"
# expect: 1 outcome
# expect: exit 0
import threading

ready = False


def waiter():
    while not ready:
        pass
    print("go")


def setter():
    global ready
    ready = True


t1 = threading.Thread(target=waiter)
t2 = threading.Thread(target=setter)
t1.start()
t2.start()
t1.join()
t2.join()
