# Each thread has attributes of its own in a threading.local; what main has set, others don't see.
# expect: 2 schedules
# expect: 1 print "A 1 False\nB 2 False\nmain 0"
# expect: 1 print "B 2 False\nA 1 False\nmain 0"
# expect: exit 0
import threading

data = threading.local()
data.value = 0


def task(name, n):
    try:
        before = data.value
    except AttributeError:
        before = False
    data.value = n
    print(name, data.value, before)


t1 = threading.Thread(target=task, args=("A", 1))
t2 = threading.Thread(target=task, args=("B", 2))
t1.start()
t2.start()
t1.join()
t2.join()
print("main", data.value)
