# a, b = b, a is two reads and two writes; two of them at once can copy instead of swapping.
# expect: 70 schedules
# expect: 44 print "2 1"
# expect: 24 print "2 2"
# expect: 2 print "1 2"
# expect: exit 0
import threading

a = 1
b = 2


def swap():
    global a, b
    a, b = b, a


t1 = threading.Thread(target=swap)
t2 = threading.Thread(target=swap)
t1.start()
t2.start()
t1.join()
t2.join()
print(a, b)
