# Peterson's lock with its two writes swapped: the turn is given away before the flag is up.
# Look for: both threads get in, and an update is lost.
#
#   threaddemo explore examples/python/peterson_broken.py
#
# expect: infinitely many schedules
# expect: some print "Final counter: 1"
# expect: some print "Final counter: 2"
# expect: 2 outcomes
# expect: exit 0
import threading

flag = [False, False]
turn = 0
counter = 0


def worker(me):
    global turn, counter
    other = 1 - me
    turn = other
    flag[me] = True
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
