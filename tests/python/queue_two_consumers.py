# Who of two consumers gets which item is open; each item goes to one of them.
# expect: 6 schedules
# expect: 2 print "A 1\nB 2"
# expect: 1 print "A 2\nB 1"
# expect: 2 print "B 1\nA 2"
# expect: 1 print "B 2\nA 1"
# expect: exit 0
import queue
import threading

q = queue.Queue()
q.put(1)
q.put(2)


def consumer(name):
    item = q.get()
    print(name, item)


threads = [threading.Thread(target=consumer, args=(n,)) for n in "AB"]
for t in threads:
    t.start()
for t in threads:
    t.join()
