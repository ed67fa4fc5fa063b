# The program waits for a thread that no one joins.
# expect: 2 schedules
# expect: 1 print "main ends\nthread ends"
# expect: 1 print "thread ends\nmain ends"
# expect: exit 0
import threading
import time


def task():
    time.sleep(0.01)
    print("thread ends")


threading.Thread(target=task).start()
print("main ends")
