# Double-checked initialization that publishes too early: the object first, its contents later.
# Look for: the other thread finds the object, skips the lock, and reads what isn't there yet: a KeyError.
#
#   threaddemo explore examples/python/double_checked_early.py
#
# expect: 280 schedules
# expect: 272 print ""
# expect: 8 raise "KeyError: 'port'"
# expect: exit 1
import threading

config = None
lock = threading.Lock()


def load():
    global config
    if config is None:
        with lock:
            if config is None:
                config = {}
                config["port"] = 8080
    return config["port"]


t1 = threading.Thread(target=load)
t2 = threading.Thread(target=load)
t1.start()
t2.start()
t1.join()
t2.join()
