# Three threads, one increment each.
# expect: 90 schedules
# expect: 48 print "1"
# expect: 36 print "2"
# expect: 6 print "3"
# expect: exit 0
import threading

counter = 0


def increment():
    global counter
    counter += 1


threads = [threading.Thread(target=increment) for _ in range(3)]
for t in threads:
    t.start()
for t in threads:
    t.join()
print(counter)
