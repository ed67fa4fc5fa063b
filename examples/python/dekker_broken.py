# A lock that looks before it raises its flag: wait until the other flag is down, then raise one's own.
# Look for: both threads see the other flag down, both get in, and an update is lost. Looking and
# raising are two steps, as in every check-then-act.
#
#   threaddemo explore examples/python/dekker_broken.py
#
# expect: infinitely many schedules
# expect: some print "Final counter: 1"
# expect: some print "Final counter: 2"
# expect: 2 outcomes
# expect: exit 0
import threading

flag = [False, False]
counter = 0


def worker(me):
    global counter
    other = 1 - me
    while flag[other]:
        pass
    flag[me] = True
    counter += 1
    flag[me] = False


t1 = threading.Thread(target=worker, args=(0,))
t2 = threading.Thread(target=worker, args=(1,))
t1.start()
t2.start()
t1.join()
t2.join()

print(f"Final counter: {counter}")
