# sys.exit in a thread ends that thread without a word, and the program goes on.
# expect: 1 schedule
# expect: 1 print "before\nmain"
# expect: exit 0
import sys
import threading


def task():
    print("before")
    sys.exit(7)
    print("after")


t = threading.Thread(target=task)
t.start()
t.join()
print("main")
