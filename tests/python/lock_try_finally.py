# acquire and release in try and finally are the same as with.
# expect: 2 schedules
# expect: 2 print "2"
# expect: exit 0
import threading

counter = 0
lock = threading.Lock()


def increment():
    global counter
    lock.acquire()
    try:
        counter += 1
    finally:
        lock.release()


t1 = threading.Thread(target=increment)
t2 = threading.Thread(target=increment)
t1.start()
t2.start()
t1.join()
t2.join()
print(counter)
