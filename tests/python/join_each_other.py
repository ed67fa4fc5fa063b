# A thread that joins another one comes after it.
# expect: 1 schedule
# expect: 1 print "first\nsecond\nmain"
# expect: exit 0
import threading


def first():
    print("first")


def second():
    a.join()
    print("second")


a = threading.Thread(target=first)
b = threading.Thread(target=second)
a.start()
b.start()
b.join()
print("main")
