# A semaphore of 0 is a signal: what comes after acquire comes after release.
# expect: 1 schedule
# expect: 1 print "first\nsecond"
# expect: exit 0
import threading

ready = threading.Semaphore(0)


def first():
    print("first")
    ready.release()


def second():
    ready.acquire()
    print("second")


t1 = threading.Thread(target=first)
t2 = threading.Thread(target=second)
t1.start()
t2.start()
t1.join()
t2.join()
