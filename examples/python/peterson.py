# Peterson's lock: mutual exclusion for two threads by plain reads and writes.
# Look for: the update between the two waits is never lost. The threads may spin as long as they like,
# so there are infinitely many schedules, but only one outcome.
# Real machines reorder memory, and Peterson's lock needs fences there; this model is in order.
#
#   threaddemo explore examples/python/peterson.py
#
# expect: infinitely many schedules
# expect: some print "Final counter: 2"
# expect: 1 outcome
# expect: exit 0
import threading

flag = [False, False]
turn = 0
counter = 0


def worker(me):
    global turn, counter
    other = 1 - me
    flag[me] = True
    turn = other
    while flag[other] and turn == other:
        pass
    counter += 1
    flag[me] = False


t1 = threading.Thread(target=worker, args=(0,))
t2 = threading.Thread(target=worker, args=(1,))
t1.start()
t2.start()
t1.join()
t2.join()

print(f"Final counter: {counter}")
