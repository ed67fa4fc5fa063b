# The consumer looks again each time it wakes.
# Look for: one outcome. A consumer that was too slow goes back to sleep until the next item comes.
#
#   threaddemo explore examples/python/if_for_while_fixed.py
#
# expect: 24 schedules
# expect: 24 print "left over: []"
# expect: exit 0
import threading

items = []
condition = threading.Condition()


def producer():
    for item in (1, 2):
        with condition:
            items.append(item)
            condition.notify()


def consumer():
    with condition:
        while not items:
            condition.wait()
        items.pop(0)


threads = [
    threading.Thread(target=consumer),
    threading.Thread(target=consumer),
    threading.Thread(target=producer),
]
for t in threads:
    t.start()
for t in threads:
    t.join()

print(f"left over: {items}")
