# A random sleep promises nothing: two outputs.
# expect: 2 schedules
# expect: 1 print "A\nB"
# expect: 1 print "B\nA"
# expect: exit 0
import random
import threading
import time


def task(name):
    time.sleep(random.uniform(0.001, 0.005))
    time.sleep(random.randint(1, 3) / 1000)
    time.sleep(random.choice([0.001, 0.002]))
    print(name)


threads = [threading.Thread(target=task, args=(n,)) for n in "AB"]
for t in threads:
    t.start()
for t in threads:
    t.join()
