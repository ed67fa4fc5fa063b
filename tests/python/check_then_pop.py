# The look (one step) and the pop (another): both threads may see the last item.
# expect: 6 schedules
# expect: 2 print "left 0"
# expect: 4 print "left 0" and raise "IndexError: pop from empty list"
# expect: exit 1
import threading

items = ["last"]


def take():
    if items:
        items.pop()


t1 = threading.Thread(target=take)
t2 = threading.Thread(target=take)
t1.start()
t2.start()
t1.join()
t2.join()
print("left", len(items))
