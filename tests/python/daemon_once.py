# A daemon may get its line out before the program ends, or not.
# expect: 3 schedules
# expect: 1 print "main ends"
# expect: 1 print "main ends\ndaemon"
# expect: 1 print "daemon\nmain ends"
# expect: exit 0
import threading
import time


def task():
    time.sleep(0.01)
    print("daemon")


t = threading.Thread(target=task)
t.daemon = True
t.start()
print("main ends")
