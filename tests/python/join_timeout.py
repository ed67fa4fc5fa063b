# join with a time-out may give up; is_alive tells.
# expect: some print "still alive\nthread\nFalse"
# expect: some print "thread\nstill alive\nFalse"
# expect: some print "thread\nFalse\nFalse"
# expect: 3 outcomes
# expect: exit 0
import threading
import time


def task():
    time.sleep(0.005)
    print("thread")


t = threading.Thread(target=task)
t.start()
t.join(timeout=0.005)
if t.is_alive():
    print("still alive")
else:
    print(False)
t.join()
print(t.is_alive())
