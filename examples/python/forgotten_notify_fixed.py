# Whoever changes what others wait for says so, while holding the lock.
# Look for: no schedule is left in which the consumer sleeps forever.
#
#   threaddemo explore examples/python/forgotten_notify_fixed.py
#
# expect: 2 schedules
# expect: 2 print "Consumer consumed item 1"
# expect: exit 0
import threading

buffer = []
condition = threading.Condition()


def producer():
    with condition:
        buffer.append(1)
        condition.notify()


def consumer():
    with condition:
        condition.wait_for(lambda: buffer)
        item = buffer.pop(0)
    print(f"Consumer consumed item {item}")


t1 = threading.Thread(target=producer)
t2 = threading.Thread(target=consumer)
t1.start()
t2.start()
t1.join()
t2.join()
