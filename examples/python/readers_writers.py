# Readers and writers: many may read at once, one alone may write. The first reader locks the writers
# out, the last one lets them in again.
# Look for: a reader sees the old pair or the new one, never half of each.
#
#   threaddemo explore examples/python/readers_writers.py
#
# expect: 897632 schedules
# expect: 677600 print "reads 1, 1\nreads 1, 1"
# expect: 215160 print "reads 0, 0\nreads 0, 0"
# expect: 4620 print "reads 0, 0\nreads 1, 1"
# expect: 252 print "reads 1, 1\nreads 0, 0"
# expect: exit 0
import threading

x = 0
y = 0
readers = 0
readers_lock = threading.Lock()
room = threading.Lock()


def reader():
    global readers
    with readers_lock:
        readers += 1
        if readers == 1:
            room.acquire()
    pair = (x, y)
    with readers_lock:
        readers -= 1
        if readers == 0:
            room.release()
    print(f"reads {pair[0]}, {pair[1]}")


def writer():
    global x, y
    with room:
        x = 1
        y = 1


threads = [
    threading.Thread(target=reader),
    threading.Thread(target=reader),
    threading.Thread(target=writer),
]
for t in threads:
    t.start()
for t in threads:
    t.join()
