# "if" where "while" belongs: a consumer that was woken takes it for granted that there is an item.
# Look for: another consumer can be quicker and take the item first. The woken one then pops from an
# empty list: an IndexError in its thread, and the second item is left over.
#
#   threaddemo explore examples/python/if_for_while.py
#
# expect: 24 schedules
# expect: 22 print "left over: []"
# expect: 2 print "left over: [2]" and raise "IndexError: pop from empty list"
# expect: exit 1
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
        if not items:
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
