# A Lock may be released by another thread than the one that took it: so it can serve as a signal.
# expect: 1 schedule
# expect: 1 print "first\nsecond"
# expect: exit 0
import threading

gate = threading.Lock()
gate.acquire()


def first():
    print("first")
    gate.release()


def second():
    gate.acquire()
    print("second")


t1 = threading.Thread(target=second)
t2 = threading.Thread(target=first)
t1.start()
t2.start()
t1.join()
t2.join()
