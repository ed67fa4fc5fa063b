# acquire without try and finally: the exception takes the lock with it, and the other waits forever.
# expect: 2 schedules
# expect: 1 deadlock
# expect: exit 5
import threading

lock = threading.Lock()


def fails():
    lock.acquire()
    1 / 0
    lock.release()


def works():
    lock.acquire()
    print("got it")
    lock.release()


t1 = threading.Thread(target=fails)
t2 = threading.Thread(target=works)
t1.start()
t2.start()
t1.join()
t2.join()
