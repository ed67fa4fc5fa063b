# Dekker's lock, the first correct one (1962): raise your flag; while the other flag is up too,
# the thread whose turn it isn't steps back.
# Look for: one outcome, although the threads may spin for as long as they like.
#
#   threaddemo explore examples/python/dekker.py
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
    while flag[other]:
        if turn == other:
            flag[me] = False
            while turn == other:
                pass
            flag[me] = True
    counter += 1
    turn = other
    flag[me] = False


t1 = threading.Thread(target=worker, args=(0,))
t2 = threading.Thread(target=worker, args=(1,))
t1.start()
t2.start()
t1.join()
t2.join()

print(f"Final counter: {counter}")
