# A subclass of Thread with run overridden; names given and attributes set before the start.
# expect: 2 schedules
# expect: 1 print "first runs 1\nsecond runs 2"
# expect: 1 print "second runs 2\nfirst runs 1"
# expect: exit 0
import threading


class Task(threading.Thread):
    def __init__(self, name, n):
        threading.Thread.__init__(self)
        self.name = name
        self.n = n

    def run(self):
        print(f"{self.name} runs {self.n}")


a = Task("first", 1)
b = Task("second", 2)
a.start()
b.start()
a.join()
b.join()
