# An attribute that two threads count in is shared.
# expect: 6 schedules
# expect: 4 print "1"
# expect: 2 print "2"
# expect: exit 0
import threading

class Counter:
    def __init__(self):
        self.value = 0


c = Counter()


def increment():
    c.value += 1


t1 = threading.Thread(target=increment)
t2 = threading.Thread(target=increment)
t1.start()
t2.start()
t1.join()
t2.join()
print(c.value)
