# d[k] += 1 is two steps: the read of the element and its write.
# expect: 6 schedules
# expect: 4 print "1"
# expect: 2 print "2"
# expect: exit 0
import threading

d = {"k": 0}


def increment():
    d["k"] += 1


t1 = threading.Thread(target=increment)
t2 = threading.Thread(target=increment)
t1.start()
t2.start()
t1.join()
t2.join()
print(d["k"])
