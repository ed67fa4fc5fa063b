# An exception in a thread ends that thread, and nothing else.
# Look for: the program goes on and prints its result as if nothing had happened; only stderr tells.
#
#   threaddemo explore examples/python/uncaught.py
#
# expect: 1 schedule
# expect: 1 print "Sum: 3" and raise "ZeroDivisionError: division by zero"
# expect: exit 1
import threading

total = 0


def divide():
    global total
    total += 1
    total += 1 / 0


def add():
    global total
    total += 2


for task in (divide, add):
    t = threading.Thread(target=task)
    t.start()
    t.join()

print(f"Sum: {total}")
