# What main does before the start and after the join can't meet the thread.
# expect: 1 schedule
# expect: 1 print "start\n111"
# expect: exit 0
import threading

counter = 0


def increment():
    global counter
    counter += 10


counter += 1
print("start")
t = threading.Thread(target=increment)
t.start()
t.join()
counter += 100
print(counter)
