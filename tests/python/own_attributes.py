# Each thread writes attributes of its own object, and locals of its own.
# expect: 1 schedule
# expect: 1 print "45 45"
# expect: exit 0
import threading


class Task(threading.Thread):
    def __init__(self):
        super().__init__()
        self.total = 0

    def run(self):
        for i in range(10):
            self.total += i


a, b = Task(), Task()
a.start()
b.start()
a.join()
b.join()
print(a.total, b.total)
