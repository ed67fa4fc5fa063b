# A Lock that its holder takes again: the thread waits for itself.
# expect: 1 schedule
# expect: 1 deadlock
# expect: exit 5
import threading

lock = threading.Lock()


def task():
    with lock:
        print("once")
        with lock:
            print("twice")


t = threading.Thread(target=task)
t.start()
t.join()
