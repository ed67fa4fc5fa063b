# Three threads, two increments each: 12!/(4! 4! 4!) schedules.
# expect: 34650 schedules
# expect: 10428 print "2"
# expect: 15180 print "3"
# expect: 7512 print "4"
# expect: 1440 print "5"
# expect: 90 print "6"
# expect: exit 0
import threading

counter = 0


def increment(times):
    global counter
    for _ in range(times):
        counter += 1


threads = [threading.Thread(target=increment, args=(2,)) for _ in range(3)]
for t in threads:
    t.start()
for t in threads:
    t.join()
print(counter)
