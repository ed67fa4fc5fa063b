# The value is written before the flag: whoever sees the flag sees the value.
# expect: 3 schedules
# expect: 2 print "nothing yet"
# expect: 1 print "got 42"
# expect: exit 0
import threading

value = 0
ready = False
seen = "nothing yet"


def writer():
    global value, ready
    value = 42
    ready = True


def reader():
    global seen
    if ready:
        seen = f"got {value}"


t1 = threading.Thread(target=writer)
t2 = threading.Thread(target=reader)
t1.start()
t2.start()
t1.join()
t2.join()
print(seen)
