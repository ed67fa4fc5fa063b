# The producer puts an item into the buffer and forgets to notify.
# Look for: all is well when the producer comes first. When the consumer comes first, it sleeps forever.
#
#   threaddemo explore examples/python/forgotten_notify.py
#
# expect: 2 schedules
# expect: 1 deadlock
# expect: 1 print "Consumer consumed item 1"
# expect: exit 5
import threading

buffer = []
condition = threading.Condition()


def producer():
    with condition:
        buffer.append(1)


def consumer():
    with condition:
        while not buffer:
            condition.wait()
        item = buffer.pop(0)
    print(f"Consumer consumed item {item}")


t1 = threading.Thread(target=producer)
t2 = threading.Thread(target=consumer)
t1.start()
t2.start()
t1.join()
t2.join()
