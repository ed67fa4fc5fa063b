# acquire(timeout=...): timing out is possible only while the lock is held.
# expect: 7 schedules
# expect: 4 print "A\nB gave up"
# expect: 1 print "A\nB got it"
# expect: 1 print "B gave up\nA"
# expect: 1 print "B got it\nA"
# expect: exit 0
import threading

lock = threading.Lock()


def holds():
    with lock:
        print("A")


def tries():
    if lock.acquire(timeout=0.01):
        print("B got it")
        lock.release()
    else:
        print("B gave up")


t1 = threading.Thread(target=holds)
t2 = threading.Thread(target=tries)
t1.start()
t2.start()
t1.join()
t2.join()
