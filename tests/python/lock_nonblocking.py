# acquire(blocking=False) never waits; it says whether it got the lock.
# expect: 12 schedules
# expect: 4 print "A got it\nB: busy"
# expect: 4 print "B got it\nA: busy"
# expect: 1 print "A got it\nB got it"
# expect: 1 print "B: busy\nA got it"
# expect: 1 print "A: busy\nB got it"
# expect: 1 print "B got it\nA got it"
# expect: exit 0
import threading

lock = threading.Lock()


def task(name):
    if lock.acquire(blocking=False):
        print(f"{name} got it")
        lock.release()
    else:
        print(f"{name}: busy")


t1 = threading.Thread(target=task, args=("A",))
t2 = threading.Thread(target=task, args=("B",))
t1.start()
t2.start()
t1.join()
t2.join()
