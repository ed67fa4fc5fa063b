# A global set from outside before the module runs.
# with: --set WORKERS=3
# expect: 90 schedules
# expect: 48 print "1"
# expect: 36 print "2"
# expect: 6 print "3"
# expect: exit 0
# no python: it runs with two
import threading

WORKERS = 2
counter = 0


def increment():
    global counter
    counter += 1


threads = [threading.Thread(target=increment) for _ in range(WORKERS)]
for t in threads:
    t.start()
for t in threads:
    t.join()
print(counter)
