# A thread starts a thread; main waits for the first alone, the program for both.
# expect: 3 schedules
# expect: 1 print "outer 1\ninner\nouter 2\nmain"
# expect: 1 print "outer 1\nouter 2\ninner\nmain"
# expect: 1 print "outer 1\nouter 2\nmain\ninner"
# expect: exit 0
import threading


def inner():
    print("inner")


def outer():
    print("outer 1")
    threading.Thread(target=inner).start()
    print("outer 2")


t = threading.Thread(target=outer)
t.start()
t.join()
print("main")
