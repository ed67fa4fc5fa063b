# Each thread counts in a global of its own; main reads both after the joins: no step at all.
# expect: 1 schedule
# expect: 1 print "1000 2000"
# expect: exit 0
import threading

a = 0
b = 0


def first():
    global a
    for _ in range(1000):
        a += 1


def second():
    global b
    for _ in range(1000):
        b += 2


t1 = threading.Thread(target=first)
t2 = threading.Thread(target=second)
t1.start()
t2.start()
t1.join()
t2.join()
print(a, b)
