# A thread can be started once: a second start() is an error, also after the thread has ended.
# Look for: the program ends with RuntimeError in every schedule, and the thread's line comes once.
#
#   threaddemo explore examples/python/start_twice.py
#
# expect: 1 schedule
# expect: 1 print "running" and raise "RuntimeError: threads can only be started once"
# expect: exit 1
import threading


def task():
    print("running")


t = threading.Thread(target=task)
t.start()
t.join()
t.start()
