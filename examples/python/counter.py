# A lost update: "counter += 1" is a read and a write, and both threads may read the same number.
# Look for: in 4 of 6 schedules one of the two updates is lost. CPython 3.10 to 3.13 hides this,
# because it switches threads only at calls and at the end of a loop's round.
#
#   threaddemo explore examples/python/counter.py
#
# expect: 6 schedules
# expect: 4 print "Final counter: 1"
# expect: 2 print "Final counter: 2"
# expect: exit 0
import threading

counter = 0


def increment():
    global counter
    counter += 1


t1 = threading.Thread(target=increment)
t2 = threading.Thread(target=increment)
t1.start()
t2.start()
t1.join()
t2.join()

print(f"Final counter: {counter}")
