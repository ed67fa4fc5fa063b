# Main holds the lock that the thread needs, and waits for the thread.
# expect: 1 schedule
# expect: 1 deadlock
# expect: exit 5
import threading

lock = threading.Lock()


def task():
    with lock:
        print("never")


t = threading.Thread(target=task)
with lock:
    t.start()
    t.join()
print("never")
