# Double-checked initialization: check, lock, check again.
# Look for: created once, in every schedule, and no lock taken once it is there. What is published by
# the last assignment is complete: double_checked_early.py shows why that matters.
#
#   threaddemo explore examples/python/double_checked.py
#
# expect: 16 schedules
# expect: 16 print "created 1"
# expect: exit 0
import threading

config = None
created = 0
lock = threading.Lock()


def load():
    global config, created
    if config is None:
        with lock:
            if config is None:
                created += 1
                config = {"port": 8080}


t1 = threading.Thread(target=load)
t2 = threading.Thread(target=load)
t1.start()
t2.start()
t1.join()
t2.join()

print(f"created {created}")
