# Create it when it is first needed: the check is made outside the lock, and only there.
# Look for: both threads find nothing, and wait for the lock in turn. The second one creates it again.
#
#   threaddemo explore examples/python/checked_once.py
#
# expect: 14 schedules
# expect: 10 print "created 2"
# expect: 4 print "created 1"
# expect: exit 0
import threading

config = None
created = 0
lock = threading.Lock()


def load():
    global config, created
    if config is None:
        with lock:
            created += 1
            config = {"port": 8080}


t1 = threading.Thread(target=load)
t2 = threading.Thread(target=load)
t1.start()
t2.start()
t1.join()
t2.join()

print(f"created {created}")
