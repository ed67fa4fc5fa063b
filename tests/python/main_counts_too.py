# Main is a thread like any other between a start and the join.
# expect: 6 schedules
# expect: 4 print "1"
# expect: 2 print "2"
# expect: exit 0
import threading

counter = 0


def increment():
    global counter
    counter += 1


t = threading.Thread(target=increment)
t.start()
counter += 1
t.join()
print(counter)
