# A thread that spins on a flag which may be taken back before it looks.
# expect: some print "go"
# expect: some never end
# expect: exit 1
import threading

ready = False


def waiter():
    while not ready:
        pass
    print("go")


def setter():
    global ready
    ready = True
    ready = False


t1 = threading.Thread(target=waiter)
t2 = threading.Thread(target=setter)
t1.start()
t2.start()
t1.join()
t2.join()
