# "if x > best: best = x": the smaller one may be written last.
# expect: 6 schedules
# expect: 4 print "7"
# expect: 2 print "5"
# expect: exit 0
import threading

best = 0


def offer(x):
    global best
    if x > best:
        best = x


t1 = threading.Thread(target=offer, args=(5,))
t2 = threading.Thread(target=offer, args=(7,))
t1.start()
t2.start()
t1.join()
t2.join()
print(best)
