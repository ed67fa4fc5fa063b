# Many wait for one signal.
# Look for: no worker goes on before "Setting the event". A worker that arrives late passes straight
# through, and the order in which the workers go on is open.
#
#   threaddemo explore examples/python/event.py
#
# expect: 480 schedules
# expect: 16 outcomes
# expect: exit 0
import threading
import time

event = threading.Event()


def worker(name):
    print(f"{name} waits for the event")
    event.wait()
    print(f"{name} goes on")


t1 = threading.Thread(target=worker, args=("Worker-0",))
t2 = threading.Thread(target=worker, args=("Worker-1",))
t1.start()
t2.start()

time.sleep(0.3)
print("Setting the event")
event.set()
t1.join()
t2.join()
