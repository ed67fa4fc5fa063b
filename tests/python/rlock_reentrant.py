# An RLock may be taken again by its holder, and is free after as many releases.
# expect: 2 schedules
# expect: 2 print "2"
# expect: exit 0
import threading

counter = 0
lock = threading.RLock()


def add():
    global counter
    with lock:
        counter += 1


def increment():
    with lock:
        add()


t1 = threading.Thread(target=increment)
t2 = threading.Thread(target=increment)
t1.start()
t2.start()
t1.join()
t2.join()
print(counter)
