# append is one step: nothing is lost, but the order is open.
# expect: 2 schedules
# expect: 1 print "['A', 'B']"
# expect: 1 print "['B', 'A']"
# expect: exit 0
import threading

items = []


def add(name):
    items.append(name)


t1 = threading.Thread(target=add, args=("A",))
t2 = threading.Thread(target=add, args=("B",))
t1.start()
t2.start()
t1.join()
t2.join()
print(items)
