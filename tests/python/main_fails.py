# An exception in main: the threads run to their end first, then exit 1.
# expect: 1 schedule
# expect: 1 print "thread" and raise "RuntimeError: main fails"
# expect: exit 1
import threading
import time


def task():
    time.sleep(0.01)
    print("thread")


threading.Thread(target=task).start()
raise RuntimeError("main fails")
