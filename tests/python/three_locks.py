# Three threads, three locks, a circle of three: 6 of the schedules end in it.
# expect: 168 schedules
# expect: 6 deadlock
# expect: 162 print "done"
# expect: exit 5
import threading

a, b, c = threading.Lock(), threading.Lock(), threading.Lock()


def both(x, y):
    with x:
        with y:
            pass


threads = [threading.Thread(target=both, args=p) for p in ((a, b), (b, c), (c, a))]
for t in threads:
    t.start()
for t in threads:
    t.join()
print("done")
