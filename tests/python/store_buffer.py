# Each writes its own flag, then reads the other's: one step at a time, 0 0 is impossible.
# expect: 6 schedules
# expect: 4 print "1 1"
# expect: 1 print "0 1"
# expect: 1 print "1 0"
# expect: exit 0
import threading

x = 0
y = 0
seen = [None, None]


def first():
    global x
    x = 1
    seen[0] = y


def second():
    global y
    y = 1
    seen[1] = x


t1 = threading.Thread(target=first)
t2 = threading.Thread(target=second)
t1.start()
t2.start()
t1.join()
t2.join()
print(*seen)
