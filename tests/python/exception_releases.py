# with releases the lock on the way out of an exception, so the other thread gets it.
# expect: 2 schedules
# expect: 2 print "got it" and raise "ZeroDivisionError: division by zero"
# expect: exit 1
import threading

lock = threading.Lock()


def fails():
    with lock:
        1 / 0


def works():
    with lock:
        print("got it")


t1 = threading.Thread(target=fails)
t2 = threading.Thread(target=works)
t1.start()
t2.start()
t1.join()
t2.join()
