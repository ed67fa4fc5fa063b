# print(x) with a shared x is two steps: the read, then the line.
# expect: 3 schedules
# expect: 2 print "0"
# expect: 1 print "1"
# expect: exit 0
import threading

x = 0


def write():
    global x
    x = 1


def show():
    print(x)


t1 = threading.Thread(target=write)
t2 = threading.Thread(target=show)
t1.start()
t2.start()
t1.join()
t2.join()
