# Readers that count themselves but forget to lock the writer out.
# Look for: a reader that sees half of a change: 0, 1 or 1, 0 where only 0, 0 and 1, 1 ever were meant.
#
#   threaddemo explore examples/python/readers_writers_broken.py
#
# expect: 35 schedules
# expect: 19 print "reads 0, 0"
# expect: 7 print "reads 1, 1"
# expect: 6 print "reads 0, 1"
# expect: 3 print "reads 1, 0"
# expect: exit 0
import threading

x = 0
y = 0
room = threading.Lock()


def reader():
    pair = (x, y)
    print(f"reads {pair[0]}, {pair[1]}")


def writer():
    global x, y
    with room:
        x = 1
        y = 1


t1 = threading.Thread(target=reader)
t2 = threading.Thread(target=writer)
t1.start()
t2.start()
t1.join()
t2.join()
